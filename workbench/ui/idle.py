"""Whether somebody is at the desk: it asks in the bar, and any key brings back who was away.

Whoever is there is not kept waiting for the server either: a key, a click or the window coming to
the front tries the line again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from workbench.cache.outbox import NotSaved
from workbench.desk.presence import Presence
from workbench.domain.tongue import tr
from workbench.ui.clock_face import wall_time

if TYPE_CHECKING:
    from workbench.ui.window import Window

_HANDS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
})  # fmt: skip
_BACK = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress})
_LOOKS = _BACK | {QEvent.Type.FocusIn}


class Idle(QObject):
    """Hears what the system tells the window, before any widget does."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.presence = Presence(window.desk)
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)

    def glance(self) -> None:
        before, now = self.presence.state, self._window.desk.now()
        try:
            state = self.presence.glance(self._window.preferences.settings.away_after_min)
        except NotSaved as failure:
            self._window.status.say(tr("NOT SAVED: {why}", why=failure))
            self.presence.seen()
            return
        if state == before:
            return
        since = wall_time(self.presence.since, now)
        match state:
            case "asked":
                said = tr("Any key says you are here; else you are away in a minute.")
                asked = tr("Nobody was at the desk since {since}", since=since)
                self._window.banner.ask(asked, said)
            case "away":
                asked = tr("Away: nobody was at the desk since {since}", since=since)
                self._window.banner.ask(asked, tr("Any key brings you back."))
            case "here":
                self._window.banner.ask("")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _LOOKS:
            self._window.desk.look_again()
        if event.type() not in _HANDS:
            return False
        if self.presence.state == "away":
            if event.type() in _BACK:
                self._come_back()
            return event.type() == QEvent.Type.KeyPress  # it says nothing but “here I am”
        if self.presence.state == "asked":
            self._window.banner.ask("")
        self.presence.seen()
        return False

    def _come_back(self) -> None:
        if self._window.triage.work.run(self.presence.come_back, quiet=True):
            self._window.banner.ask("")
            self._window.status.say(tr("You are available again."))
