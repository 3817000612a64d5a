"""A move from the question over the preview to the undo, beside the board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.desk.board_rows import BoardRow
from workbench.desk.desk import Desk
from workbench.desk.leading import Covered, TeamLead
from workbench.desk.moves import Cover, Moved, Preview, Reassign, Wish
from workbench.desk.team import arrived, pools, words_of
from workbench.domain.tongue import tr, tr_n
from workbench.ui.bridge import Bridge
from workbench.ui.move_panel import MovePanel
from workbench.ui.moving_asked import cover_question, filter_question, move_question
from workbench.ui.plan_story import (
    done_sections,
    done_words,
    moving_sections,
    plan_button,
    plan_sections,
    plan_title,
)
from workbench.ui.question import Question
from workbench.wire import Problem


class Moving(QObject):
    """`previewed` with what is shown, None once it is not; `moved` when leads have gone; `said`
    in a sentence.
    """

    previewed = Signal(object)
    moved = Signal()
    left = Signal()
    said = Signal(str)

    def __init__(
        self, desk: Desk, bridge: Bridge, panel: MovePanel, name_of: Callable[[str], str]
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self.team_lead = TeamLead(desk)
        self._panel = panel
        self._name_of = name_of
        self._wish: Wish | None = None
        self._preview: Preview | None = None
        self._is_at_it = False
        """Whether the server does something that it will tell of."""
        panel.applied.connect(self._apply)
        panel.undone.connect(self.undo)
        panel.left.connect(self.leave)
        bridge.preview_ready.connect(self._show_preview)
        bridge.moved.connect(self._done)
        bridge.queue_changed.connect(self._tell_progress)
        bridge.failed.connect(self._failed)

    @property
    def can_undo(self) -> bool:
        return bool(self.team_lead.batches())

    def assign(self, ids: Sequence[str], others: Sequence[BoardRow]) -> None:
        question = move_question(others, pools(self._desk), len(ids))
        self._ask(question, lambda told: Reassign(to=told["to"], ids=tuple(ids)))

    def assign_by(self, row: BoardRow, others: Sequence[BoardRow]) -> None:
        """What of a row is moved is asked, too: thousands at once."""
        words = words_of(row.id)
        question = filter_question(row, others, pools(self._desk))
        self._ask(question, lambda told: Reassign(to=told["to"], words={**words, **told["which"]}))

    def cover(self, row: BoardRow, others: Sequence[BoardRow]) -> None:
        calendar, now = self._desk.policy.calendar, self._desk.now()
        question = cover_question(row, others, pools(self._desk), calendar, now)
        self._ask(
            question,
            lambda told: Cover(
                user=row.id, cover=told["to"], until=told["until"], since=told["since"]
            ),
        )

    def _ask(self, question: Question, wish: Callable[[dict[str, Any]], Wish]) -> None:
        self._forget()
        self._panel.ask(question, lambda answers: self.preview(wish(answers)))

    def preview(self, wish: Wish) -> None:
        self._forget()
        self._wish = wish
        self._panel.wait(tr("Looking who gets what …"))
        self.team_lead.preview(wish)

    def undo(self) -> None:
        batches = self.team_lead.batches()
        if batches and not self._is_at_it:
            self._begin(tr_n("Taking back {n} lead …", "Taking back {n} leads …", batches[0].moved))
            self.team_lead.undo(batches[0])

    def give_back(self, covered: Covered) -> None:
        self._begin(tr("Giving back what is not closed …"))
        self.team_lead.give_back(covered)

    def leave(self) -> None:
        """What the server does already goes on."""
        self._forget()
        self._rest(tr("Nothing selected"))
        self.left.emit()

    def count(self, selected: int) -> None:
        self._panel.count(selected, undo=self.can_undo)

    def _begin(self, said: str) -> None:
        self._forget()
        self._is_at_it = True
        self._panel.wait(said)

    def _show_preview(self, preview: Preview) -> None:
        if preview.wish != self._wish:
            return  # Esc was quicker
        self._preview = preview
        title, button = plan_title(preview, self._name_of), plan_button(preview)
        sections = plan_sections(preview, self._desk.now())
        self._panel.show_preview(preview, title, button, sections)
        self.previewed.emit(preview)

    def _apply(self) -> None:
        preview = self._preview
        if preview is not None:
            self._begin(_moving_words(preview))
            self._preview = preview
            self.team_lead.apply(preview)

    def _tell_progress(self) -> None:
        """Each part of a batch comes to this desk, too, as it is moved."""
        preview = self._preview
        if self._is_at_it and preview is not None and preview.moving:
            done = arrived(self._desk, {share.to: share.ids for share in preview.shares})
            self._panel.wait(_moving_words(preview), moving_sections(done, preview))

    def _done(self, moved: Moved) -> None:
        self._is_at_it = False
        said = done_words(moved, self._preview, self._desk.now())
        self._forget()
        self._rest(said, moved)
        self.said.emit(f"{said}.")
        self.moved.emit()

    def _failed(self, problem: Problem) -> None:
        if self._is_at_it or self._wish is not None:
            self._is_at_it = False
            self._forget()
            self._rest(problem.message)

    def _rest(self, said: str, moved: Moved | None = None) -> None:
        batches = self.team_lead.batches()
        sections = done_sections(moved, batches, self._names, self._desk.now())
        self._panel.rest(said, sections, undo=bool(batches))

    def _names(self, ids: Sequence[str]) -> list[str]:
        return [row.name for row in self._desk.rows(ids)]

    def _forget(self) -> None:
        self._wish = self._preview = None
        self.previewed.emit(None)


def _moving_words(preview: Preview) -> str:
    return tr_n("Moving {n} lead …", "Moving {n} leads …", preview.moving)
