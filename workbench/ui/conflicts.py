"""Leads on which two people chose differently: counted in the status bar, and reached by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.desk.conflict import conflicts

if TYPE_CHECKING:
    from workbench.ui.conflict_bar import ConflictBar
    from workbench.ui.window import Window

LOOK_AFTER_MS = 300


class Conflicts(QObject):
    """Looks when nothing has changed for a moment; a key never waits for it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.leads: list[str] = []
        self._looking = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._looking.timeout.connect(self.look)
        window.bridge.queue_changed.connect(self._looking.start)
        window.triage.card.conflict.settled.connect(self.look)
        self._looking.start()

    def look(self) -> None:
        desk = self._window.desk
        if not self._window.isVisible():  # perhaps for good, and its desk is closed
            return
        self.leads = conflicts(desk) if desk.user is not None else []
        self._window.status.show_conflicts(len(self.leads))

    def at_hand(self) -> ConflictBar | None:
        """On the card, or where all that needs attention is listed."""
        triage = self._window.triage
        if triage.shows_attention:
            return triage.attention.conflict_at_hand()
        return triage.card.conflict if triage.card.conflict.asks() else None

    def asks(self) -> bool:
        return self.at_hand() is not None

    def settle(self, *, mine: bool) -> None:
        bar = self.at_hand()
        if bar is not None:
            bar.settle(self._window.triage.work, mine=mine)

    def is_needed(self) -> bool:
        return bool(self.leads or self._window.desk.attention())

    def go(self) -> None:
        """What was refused first, then from lead to lead: there both codes stand, with a button
        and a key each.
        """
        triage = self._window.triage
        seen = self.leads.index(triage.work.lead) + 1 if triage.work.lead in self.leads else 0
        left = self.leads[seen:]
        if self._window.desk.attention() and not (left and (seen or triage.shows_attention)):
            self._window.go_attention()
        elif self.leads:
            self._window.show_lead((left or self.leads)[0])
