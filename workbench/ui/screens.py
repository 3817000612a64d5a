"""Draws whole windows into PNG files named after their screens, from a desk that has leads."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from workbench.desk.desk import Desk
from workbench.desk.notices import moments
from workbench.settings import Settings
from workbench.ui.action_table import BOARD
from workbench.ui.application import the_application
from workbench.ui.memory import Memory
from workbench.ui.modes import TRIAGE
from workbench.ui.team_page import TeamPage
from workbench.ui.theme import Appearance, Theme
from workbench.ui.toml_editor import TomlEditor
from workbench.ui.window import Window

_SIZE = (1440, 900)
_COMPACT = (1024, 640)
_NOTE = "Two people match invoices by hand, daily."  # not a text
_ANSWERS = ("Decides with the CFO", "Invoices matched by hand", "SAP TM")  # not a text
_PLAYED_S = 60.0
_TOLD_S = 5.0
_SETTLED_S = 0.2
"""Until counts and what would follow stand there too, which come after the first paint."""


class Album:
    """One folder of screens; `paths` in the order in which they were drawn."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._theme = Theme(the_application(), appearance=Appearance.LIGHT)
        self.paths: list[Path] = []
        QCursor.setPos(4000, 4000)  # nothing is hovered

    def draw(self, window: Window, name: str) -> None:
        settle(_SETTLED_S)
        path = self._directory / f"{name}.png"
        window.grab().save(str(path))
        self.paths.append(path)

    @contextmanager
    def window(
        self, desk: Desk, *, dark: bool = False, scale: float = 1.0, size: tuple[int, int] = _SIZE
    ) -> Iterator[Window]:
        self._theme.show_as(Appearance.DARK if dark else Appearance.LIGHT)
        self._theme.scale_text(scale)
        with tempfile.TemporaryDirectory() as folder:
            window = Window(desk, self._theme, Settings(), Memory(Path(folder)))
            window.resize(*size)
            window.show()
            try:
                yield window
            finally:
                window.close()
                window.deleteLater()
                settle()


def settle(seconds: float = 0.05) -> None:
    """Let the window do what it has queued."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def draw_rep(album: Album, desk: Desk) -> None:
    """A rep's screens, signed in and in office hours. The call that is shown is made."""
    with album.window(desk) as window:
        album.draw(window, "triage-light")
        window.actions_table.run("why")
        album.draw(window, "card-why")
        window.actions_table.run("why")
        window.actions_table.run("go_later")
        album.draw(window, "later")
        window.show_mode(TRIAGE)
        window.actions_table.run("talk")
        album.draw(window, "talk")
        window.actions_table.run("talk")
        _draw_practice(album, window)
        window.layers.keys.open()
        album.draw(window, "keys")
        window.layers.keys.dismiss()
        window.layers.settings.open()
        album.draw(window, "settings")
        window.layers.settings.dismiss()
        _draw_own_keys(album, window)
        _draw_filtered(album, window)
        window.actions_table.run("work_next")
        window.triage.work.call_or_end()
        window.triage.card.notes.field.setPlainText(_NOTE)
        album.draw(window, "on-call")
        draw_qualify(album, window)
        window.layers.palette.open("no")
        album.draw(window, "palette")
        window.layers.palette.dismiss()
        window.triage.work.end_call()
        album.draw(window, "wrap-up")
        window.triage.work.dispose("NI")
        album.draw(window, "reason")
        window.triage.close_top()
        window.triage.work.dispose("NA")
        album.draw(window, "logged")
        window.triage.queue.search.setText("no such lead")  # not a text
        album.draw(window, "no-hit")
    with album.window(desk, dark=True) as window:
        album.draw(window, "triage-dark")
        window.actions_table.run("why")
        album.draw(window, "card-why-dark")
        window.layers.palette.open("call")
        album.draw(window, "palette-dark")
    with album.window(desk, size=_COMPACT) as window:
        album.draw(window, "compact")
    with album.window(desk, scale=2.0, size=(1440, 1280)) as window:
        album.draw(window, "scale-200")
    with album.window(desk) as window:
        window.actions_table.run("email")
        album.draw(window, "mail")
        window.actions_table.run("mail_account")
        album.draw(window, "mail-account")


def draw_day(album: Album, desk: Desk) -> None:
    """How a rep's day begins, what it tells of in time, and how it is closed."""
    with album.window(desk) as window:
        told = (
            notice
            for row in desk.rows(desk.queue("mine"))
            for notice in moments(row, desk.policy, desk.now())
            if notice.at <= desk.now()
        )
        notice = max(told, key=lambda notice: notice.at, default=None)
        if notice is not None:
            window.news.tell(notice.words, notice.lead)
            album.draw(window, "notice")
        window.day.begin()
        album.draw(window, "morning")
        window.day.agenda.dismiss()
        window.day.end()
        album.draw(window, "close-out")


def _draw_practice(album: Album, window: Window) -> None:
    """The first invented lead, on the call."""
    window.actions_table.run("go_practice")
    practice = window.pages.practice
    practice.actions_table.run("call")
    album.draw(window, "practice")
    practice.triage.close_top()
    practice.close_top()


def draw_qualify(album: Album, window: Window) -> None:
    """Answers as they come in on the call, and what is still to ask before a meeting is booked."""
    qualify = window.triage.card.qualify
    for number, answer in enumerate(_ANSWERS):
        qualify.edit(number)
        qualify.entry.insert(answer)
        qualify.entry.textEdited.emit(answer)
    window.actions_table.run("qualify")
    album.draw(window, "qualify")
    window.triage.rest_focus()
    window.triage.work.dispose("MTG")
    album.draw(window, "handing")
    window.triage.close_top()


def _draw_own_keys(album: Album, window: Window) -> None:
    """A key that is somebody's, as it is asked about; nothing is changed."""
    chooser = window.layers.choose_keys
    chooser.open()
    chooser.field.setText("snooze")
    chooser.field.entered.emit()
    QTest.keyClicks(chooser, "k")
    album.draw(window, "keys-settings")
    chooser.dismiss()


def _draw_filtered(album: Album, window: Window) -> None:
    """Two filters in force and a third being typed; then what hides all."""
    queue = window.triage.queue
    queue.search.setFocus()
    queue.filters.type_words("type:demo score>3")  # not a text
    queue.search.setText("owner:")
    album.draw(window, "filtered")
    queue.filters.type_words("type:demo score>3 owner:me callback")  # not a text
    album.draw(window, "filtered-none")
    queue.show_everything()
    window.triage.rest_focus()


def draw_lead(album: Album, desk: Desk) -> None:
    """A team lead's board: what leaks, a cell's leads, moves, covers and a balance before them."""
    with album.window(desk) as window:
        window.show_mode(BOARD)
        board, run = window.pages.board, window.actions_table.run
        _until(lambda: bool(board.strip.leaks))
        album.draw(window, "board-light")
        for name in ("select", "select_down", "select_down", "assign"):
            run(name)
        album.draw(window, "board-move")
        run("close")
        run("cover")
        album.draw(window, "board-cover-asked")
        board.panel.form.parts[-1].buttons[0].click()
        _until(lambda: board.panel.previews)
        album.draw(window, "board-cover")
        run("close")
        run("balance")
        _until(lambda: not board.panel.is_waiting)
        album.draw(window, "board-balance")
        run("close")
        board.table.setFocus()
        board.table.choose(board.table.current, "due")
        album.draw(window, "board-cell")
        run("leaks")
        _until(lambda: bool(board.model.ids))
        album.draw(window, "board-leak")
    with album.window(desk, dark=True) as window:
        window.show_mode(BOARD)
        _until(lambda: bool(window.pages.board.strip.leaks))
        album.draw(window, "board-dark")
    with album.window(desk, scale=2.0, size=(1920, 1280)) as window:
        window.show_mode(BOARD)
        _until(lambda: bool(window.pages.board.strip.leaks))
        album.draw(window, "board-200")
    with album.window(desk, size=_COMPACT) as window:
        window.show_mode(BOARD)
        _until(lambda: bool(window.pages.board.strip.leaks))
        album.draw(window, "board-compact")


def draw_team(album: Album, desk: Desk) -> None:
    """How operations look after a team: hours, people, the trail, the policy, sources, a try."""
    with album.window(desk) as window:
        run, team = window.actions_table.run, window.pages.team
        run("go_capacity")
        _settled(team)
        album.draw(window, "capacity")
        run("what_if")
        album.draw(window, "capacity-asked")
        team.panel.form.submit()
        _settled(team)
        album.draw(window, "capacity-what-if")
        team.panel.leave()
        run("go_people")
        _settled(team)
        team.step(1)
        album.draw(window, "people")
        run("team_change")
        album.draw(window, "people-change")
        team.panel.form.close_form()
        run("go_trail")
        _settled(team)
        album.draw(window, "trail")
        run("go_policy")
        _settled(team)
        editor = window.findChild(TomlEditor)
        assert editor is not None
        text = editor.toPlainText()
        editor.setPlainText(text.replace("target_min = 5", 'target_min = "soon"', 1))  # not a text
        run("check_policy")
        _settled(team)
        album.draw(window, "policy-wrong")
        editor.setPlainText(text.replace("review_days = 91", "review_days = 60"))  # not a text
        run("check_policy")
        _settled(team)
        album.draw(window, "policy-checked")
        run("go_sources")
        _settled(team)
        album.draw(window, "sources")
        run("go_try")
        run("try_lead")
        email = team.panel.form.parts[0].field
        assert email is not None
        email.setText("ann@halden.example")
        team.panel.form.submit()
        _settled(team)
        album.draw(window, "try")
    with album.window(desk, dark=True) as window:
        window.actions_table.run("go_capacity")
        _settled(window.pages.team)
        album.draw(window, "capacity-dark")
    with album.window(desk, size=_COMPACT) as window:
        window.actions_table.run("go_people")
        _settled(window.pages.team)
        album.draw(window, "people-compact")
    with album.window(desk, scale=2.0, size=(1920, 1280)) as window:
        window.actions_table.run("go_capacity")
        _settled(window.pages.team)
        album.draw(window, "capacity-200")


def _settled(team: TeamPage) -> None:
    """The server has answered all that was asked; weeks are played for some seconds."""
    until = time.monotonic() + _PLAYED_S
    while team.asker.waits and time.monotonic() < until:
        settle()


def _until(question: Callable[[], bool]) -> None:
    """What the server tells comes within moments; without it the screen is drawn as it is."""
    until = time.monotonic() + _TOLD_S
    while not question() and time.monotonic() < until:
        settle()


def draw_ae(album: Album, desk: Desk) -> None:
    """An AE's handoffs, and what the decision on one asks."""
    with album.window(desk) as window:
        album.draw(window, "handoffs")
        window.actions_table.run("accept")
        album.draw(window, "handoff-accept")
    with album.window(desk, dark=True) as window:
        album.draw(window, "handoffs-dark")
    with album.window(desk, scale=2.0, size=(1920, 1280)) as window:
        album.draw(window, "handoffs-200")


def draw_offline(album: Album, desk: Desk) -> None:
    """The same desk once its server is gone."""
    with album.window(desk) as window:
        window.triage.step(1)
        window.triage.work.dispose("VM")
        window.triage.dock.form.submit()
        album.draw(window, "offline")
        window.actions_table.run("go_attention")
        album.draw(window, "needs-attention")


def draw_bare(album: Album, desk: Desk) -> None:
    """A desk at which nobody has signed in yet."""
    with album.window(desk) as window:
        album.draw(window, "first-start")


def draw_empty(album: Album, desk: Desk) -> None:
    """A desk whose queue is clear, for what is due to an AE can wait a day."""
    for lead in desk.queue("now"):
        desk.snooze(lead, desk.now() + timedelta(days=1))
    with album.window(desk) as window:
        window.show_mode(TRIAGE)
        album.draw(window, "empty")
