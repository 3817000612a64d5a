"""The day at the desk, looked at once a second: what is to be told, how it begins and ends."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from workbench.desk.left_behind import left_behind
from workbench.desk.matters import (
    TOMORROW,
    Matter,
    begin_day,
    close_day,
    happened,
    is_new_day,
    last_evening,
    left,
    next_opening,
)
from workbench.desk.notices import Watch
from workbench.desk.words import moment
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.idle import Idle
from workbench.ui.overlay import Overlay

if TYPE_CHECKING:
    from workbench.ui.agenda import Agenda
    from workbench.ui.window import Window

_GLANCE_MS = 1000
_CLOSE = "close_now"
_COPY = "copy "
"""What the fix of a draft begins with; its whole text follows."""


class Day(QObject):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._changed = False
        self.watch = Watch(window.desk)
        self.idle = Idle(window)
        window.bridge.queue_changed.connect(self._mark)
        window.bridge.signed_in.connect(self._begin_anew)
        window.bridge.signed_out.connect(self._begin_anew)
        glancing = QTimer(self, interval=_GLANCE_MS, timerType=Qt.TimerType.CoarseTimer)
        glancing.timeout.connect(self.glance)
        glancing.start()

    @cached_property
    def agenda(self) -> Agenda:
        from workbench.ui.agenda import Agenda

        agenda = Agenda(self._window.theme, self._window)
        agenda.chosen.connect(self._go)
        return agenda

    def glance(self) -> None:
        if self._window.desk.user is None:
            return
        self._tell()
        self.idle.glance()
        desk = self._window.desk
        if is_new_day(desk) and self._may_greet() and begin_day(desk):
            self.begin()

    def begin(self) -> None:
        """What happened since the evening before."""
        desk = self._window.desk
        since = last_evening(desk)
        matters = happened(desk, since, self.watch.taken)
        said = tr("Nothing happened to your leads.")
        if matters:
            said = tr("Each line opens what it is about.")
        self.agenda.tell(tr("Since {time}", time=moment(since, desk.now())), said, matters)

    def end(self) -> None:
        """What is left of the day, then away until the next one."""
        desk = self._window.desk
        matters = left(desk)
        leaks = sum(matter.part != TOMORROW for matter in matters)
        said = tr("Nothing is left.")
        if leaks:
            said = tr_n("{n} is left.", "{n} are left, each one key from what helps.", leaks)
        opens_at = moment(next_opening(desk), desk.now())
        away = Matter(part=mark("AND THEN"), icon="moon", fix=_CLOSE,
                      words=tr("Away until {time}", time=opens_at),
                      hint=tr("new leads go to who is available"))  # fmt: skip
        self.agenda.tell(tr("Close the day"), said, [*matters, away])

    def show_left(self) -> None:
        """What was being typed about leads that somebody else has by now."""
        desk, now = self._window.desk, self._window.desk.now()
        matters = [
            Matter(part=mark("DRAFTS"), icon="copy", words=" ".join(draft.text.split()),
                   hint=moment(draft.at, now), fix=_COPY + draft.text)
            for draft in left_behind(desk)
        ]  # fmt: skip
        said = tr("No draft of a lead that went.")
        if matters:
            said = tr("Each line copies the whole of it.")
        self.agenda.tell(tr("Drafts of leads that went"), said, matters)

    def _go(self, matter: Matter) -> None:
        window = self._window
        if matter.fix.startswith(_COPY):
            QApplication.clipboard().setText(matter.fix.removeprefix(_COPY))
            window.status.say(tr("Copied."))
            return
        if matter.fix == _CLOSE:
            window.triage.work.run(lambda: close_day(window.desk))
            return
        if matter.lead:
            window.show_lead(matter.lead)
        if matter.fix:
            window.actions_table.run(matter.fix)

    def _may_greet(self) -> bool:
        """Never over what somebody does, nor before the server has told the night."""
        window = self._window
        state, focused = window.desk.sync_state(), window.focusWidget()
        layers = window.findChildren(Overlay, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return (
            (state.kind == "offline" or (state.kind == "online" and state.complete))
            and not isinstance(focused, QLineEdit | QPlainTextEdit)
            and not any(layer.isVisible() for layer in layers)
            and not window.desk.running_calls()
        )

    def _tell(self) -> None:
        changed, self._changed = self._changed, False
        notices = self.watch.due(changed=changed)
        if notices:
            said, more = notices[0].words, len(notices) - 1
            if more:
                said = tr_n("{first} · {n} more", "{first} · {n} more", more, first=said)
            self._window.news.tell(said, notices[0].lead)

    def _mark(self) -> None:
        self._changed = True

    def _begin_anew(self) -> None:
        self.watch = Watch(self._window.desk)
