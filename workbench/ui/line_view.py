"""Views of the team's page that are a list of lines: one is chosen, the panel says what can be
done with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout

from workbench.desk.asking import Answer, Asked
from workbench.domain.tongue import tr
from workbench.ui.line_list import Column, LineList, LineRow
from workbench.ui.side_panel import Deed
from workbench.ui.story import Section, Words
from workbench.ui.team_view import Place, TeamView
from workbench.ui.typeface import Text

Line = TypeVar("Line")  # not a text
_OF_A_LINE = ("team_change", "team_secret", "team_disable")


class LineView(TeamView, Generic[Line]):
    """`lines`: what the server told, by id; `is_told` once it has."""

    def __init__(self, place: Place, name: str, columns: Sequence[Column]) -> None:
        super().__init__(place)
        self.lines: dict[str, Line] = {}
        self.is_told = False
        self.list = LineList(place.theme, name, columns)
        self.list.rows.chosen.connect(self._chosen)
        rows = QVBoxLayout(self)
        margin = place.theme.px(24)
        rows.setContentsMargins(margin, 0, margin, 0)
        rows.addWidget(self.list)

    @property
    def chosen(self) -> Line | None:
        return self.lines.get(self.list.rows.current_id)

    def step(self, by: int) -> None:
        self.list.rows.step(by)

    def take_focus(self) -> None:
        if not self._panel.is_busy:
            self.list.rows.setFocus()

    def _row(self, line: Line) -> LineRow:
        raise NotImplementedError

    def _show(self, lines: dict[str, Line], none: Sequence[str] = ()) -> None:
        """`none`: the words that stand there where there is no line."""
        self.lines, self.is_told = lines, True
        self.list.show_rows([self._row(line) for line in lines.values()], none)

    def _chosen(self, _id: str) -> None:
        if self.is_shown and not self._panel.is_busy:
            self.rest()

    def _say_problem(self, answer: Answer, instead: str) -> None:
        """`instead`: what stands where the lines would, while there are none."""
        self.told.emit(self._refused(answer))
        if not self.lines:
            self.list.show_rows((), (instead, self._refused(answer)))


class KeptLines(LineView[Line]):
    """Lines that are added, changed, disabled, and given a secret that is shown once."""

    verbs: ClassVar[tuple[str, ...]] = (
        "team_add", "team_change", "team_secret", "team_disable",
    )  # fmt: skip
    none_chosen: ClassVar[str]
    """What bars a verb that is about a line."""

    def __init__(self, place: Place, name: str, columns: Sequence[Column]) -> None:
        super().__init__(place, name, columns)
        self.list.rows.opened.connect(lambda _id: self._actions.run("team_change"))

    def bar(self, name: str) -> str:
        if not self.is_told:
            return tr("This needs what the server has to tell.")
        return tr(self.none_chosen) if name in _OF_A_LINE and self.chosen is None else ""

    def act(self, name: str) -> None:
        line = self.chosen
        match name:
            case "team_add":
                self._ask_new({})
            case "team_change" if line is not None:
                self._ask_change(line, {})
            case "team_secret" if line is not None:
                self._ask_secret(line)
            case "team_disable" if line is not None:
                self._ask_disable(line)

    def _ask_new(self, typed: dict[str, Any], wrong: str = "") -> None:
        raise NotImplementedError

    def _ask_change(self, line: Line, typed: dict[str, Any], wrong: str = "") -> None:
        raise NotImplementedError

    def _ask_secret(self, line: Line) -> None:
        raise NotImplementedError

    def _ask_disable(self, line: Line) -> None:
        raise NotImplementedError

    def _post(
        self,
        path: str,
        body: dict[str, Any],
        said: str,
        typed: dict[str, Any],
        done: Callable[[Answer], object] | None = None,
    ) -> None:
        """Refused, the form comes again as it was `typed`."""
        asked = Asked(path=path, method="POST", body=body)
        self._send(asked, tr("Adding …"), said, lambda why: self._ask_new(typed, why), done)

    def _patch(
        self,
        path: str,
        body: dict[str, Any],
        said: str,
        refused: Callable[[str], object],
        done: Callable[[Answer], object] | None = None,
    ) -> None:
        asked = Asked(path=path, method="PATCH", body=body)
        self._send(asked, tr("Changing …"), said, refused, done)

    def _tell_refused(self, why: str) -> None:
        self._panel.tell(tr("Not changed"), (Section("", (Words(why),)),))

    def _tell_secret(self, title: str, secret: str, once: str, copied: str) -> None:
        sections = (
            Section("", (Words(secret, style=Text.TITLE),)),
            Section("", (Words(once, "ink2"),)),
        )
        copy = Deed(tr("Copy"), lambda: self._copy(secret, copied), "C", "copy")
        self._panel.tell(title, sections, (copy,))
