"""Practice: the window again, on invented leads, with a strip that tells and judges.

Its keys are the real ones; what would leave the window (a call, a mail, a page) is only told.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from workbench.desk.practice import Practice
from workbench.domain.tongue import tr
from workbench.ui.dial import Dial, Errand
from workbench.ui.keyboard import ENTER, SPACE, stroke
from workbench.ui.memory import Memory
from workbench.ui.practice_strip import PracticeStrip
from workbench.ui.window import Window

if TYPE_CHECKING:
    from workbench.domain.invitation import Invitation
    from workbench.ui.actions import Actions

_NEVER = ("sign_in", "sign_out", "sync", "settings", "morning", "close_day", "quiet", "add_lead",
          "availability", "assign", "release", "go_board", "go_handoffs", "go_practice",
          "go_attention", "mail_account")  # fmt: skip
"""What would be about the real day."""
_OF_THE_WINDOW = ("light", "dark", "as_system", "larger", "smaller", "usual_size", "single_keys",
                  "quit")  # fmt: skip


class NothingDials(Dial):
    """Numbers, mails and pages all go this way, and here no further."""

    def invite(self, _invitation: Invitation) -> None:
        self.unhandled.emit(tr("Practice: the invitation would open in your calendar."))

    def _go(self, _errand: Errand) -> None:
        self.unhandled.emit(tr("Practice: another program would open here."))


class KeysAlone(Memory):
    """The keys that a person has chosen, and nothing else of a window."""

    def __init__(self, directory: Path, actions: Actions) -> None:
        super().__init__(directory)
        self._actions = actions

    def keys(self) -> dict[str, tuple[str, ...]]:
        return {item.name: self._actions.keys(item.name) for item in self._actions}


class PracticeWindow(Window):
    left = Signal()

    def __init__(self, real: Window) -> None:
        self.practice = Practice(real.desk)
        memory = KeysAlone(self.practice.folder, real.actions_table)
        super().__init__(self.practice.desk, real.theme, real.preferences.settings, memory)
        work = self.triage.work
        work.dial = NothingDials(work)
        work.dial.unhandled.connect(work.said)
        self.setMinimumSize(0, 0)
        self.strip = PracticeStrip(self.practice, self.theme)
        self.strip.left.connect(self.left)
        self.strip.wanted.connect(self.go_on)
        self._put_strip()
        self._bind(real)
        work.changed.connect(self._tell)
        work.filed.connect(self._tell)
        self.go_on()

    def refresh(self) -> None:
        self.triage.rest_focus()

    def end(self) -> None:
        """All of it goes, its folder too, once the key that ended it is done with."""
        QTimer.singleShot(0, partial(_vanish, self))

    def go_on(self) -> None:
        """The next lead comes in and is on the card."""
        lead = self.practice.next()
        self.triage.begin()
        if lead is not None:
            self.show_lead(lead)
        self._tell()

    def work_next(self) -> None:
        if self.practice.verdict():
            self.go_on()
        else:
            super().work_next()

    def close_top(self) -> None:
        if not self.triage.close_top():
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key goes on to the real window, but Alt alone: the menu is its."""
        if self.practice.verdict() and stroke(event) in (ENTER, SPACE):
            self.go_on()
        else:
            self.keyboard.press(event)
        event.setAccepted(event.key() != Qt.Key.Key_Alt)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def _put_strip(self) -> None:
        """In the place of the top bar."""
        rows = self.layout()
        assert isinstance(rows, QVBoxLayout)
        self.top.hide()
        rows.insertWidget(0, self.strip)

    def _bind(self, real: Window) -> None:
        bind = self.actions_table.bind
        for name in _NEVER:
            bind(name, self._tell, lambda: False)
        for name in _OF_THE_WINDOW:
            bind(name, partial(real.actions_table.run, name))
        real.preferences.changed.connect(self._take_keys)
        self.status.sync.hide()

    def _take_keys(self) -> None:
        real = self.sender()
        settings = getattr(real, "settings", self.preferences.settings)
        self.actions_table.use_single_keys(settings.single_keys)

    def _tell(self) -> None:
        self.strip.tell(on_call=self.triage.work.at_hand().call is not None)


def _vanish(page: PracticeWindow) -> None:
    """The page first: nothing may ask a desk that is closed."""
    practice = page.practice
    shiboken6.delete(page)
    practice.close()
