"""The windows that are kept as pictures: leads of the builders, a clock that stands, no server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.builders import MONDAY, POLICY, a_lead
from tests.catalogues import Pseudo
from tests.desk.seats import StoppedClock, a_desk, tell_texts
from tests.pictures.leads import ANN, MORNING, handed, promised, tell, the_queue
from tests.ui.windows import at_desk, settle, the_theme
from workbench.desk.desk import Desk, open_desk
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy_text import plain_texts
from workbench.domain.tongue import speak
from workbench.sync.line import Line, Standing
from workbench.ui.actions import DISPOSE
from workbench.ui.theme import Appearance
from workbench.ui.window import Window
from workbench.wire import Result, Role

_SHORT_MS = 1000
_PATIENCE_S = 10


class Scene(NamedTuple):
    """`draw` brings a window into the state that is shown."""

    draw: Callable[[Seat], Window]
    width: int = 1200
    height: int = 760
    dark: bool = False
    scale: float = 1.0
    pseudo: bool = False


class Seat(NamedTuple):
    """Where a scene plays."""

    folder: Path
    clock: StoppedClock
    size: tuple[int, int]

    def desk(self, *leads: Lead, role: Role = "rep") -> Desk:
        """Online, its clock certain, and told all the texts of the policy."""
        self.clock.sample(self.clock.sends(), to_ms(self.clock.at))
        desk = a_desk(self.folder, *leads, clock=self.clock)
        assert desk.user is not None
        desk.user = replace(desk.user, role=role, team_name="EMEA inbound")
        for (kind, key), doc in plain_texts(POLICY).items():
            tell_texts(desk, kind, **{key: doc})
        self.stand(desk, Standing("online", MONDAY))
        return desk

    def stand(self, desk: Desk, standing: Standing) -> None:
        """A line as it is known to stand; its threads never run."""
        session = desk._session("https://team.example", "robin@sample.example")
        line = Line(desk._outbox, desk._caches, session, self.clock, desk._ear)
        line._standings = dict.fromkeys(line._standings, standing)
        line.synced_at = MONDAY
        desk._line = line

    def window(self, desk: Desk) -> Window:
        window = at_desk(desk, self.folder)
        window.resize(*self.size)
        settle()
        return window


class Guillemets(Pseudo):
    """Brackets that Inter has."""

    def _said(self, message: str, form: str) -> str:
        return super()._said(message, form).replace("⟦", "«").replace("⟧", "»")


@contextmanager
def playing(scene: Scene, folder: Path) -> Iterator[Window]:
    """The window as it is shown, with nothing left to come."""
    with ExitStack() as after:
        after.callback(_zone("UTC"))
        theme = the_theme()
        theme.show_as(Appearance.DARK if scene.dark else Appearance.LIGHT)
        after.callback(theme.show_as, Appearance.SYSTEM)
        theme.scale_text(scene.scale)
        after.callback(theme.scale_text, 1.0)
        speak(Guillemets() if scene.pseudo else None)
        after.callback(speak, None)
        QCursor.setPos(4000, 4000)  # nothing is hovered
        folder.mkdir(parents=True, exist_ok=True)
        window = scene.draw(Seat(folder, StoppedClock(), (scene.width, scene.height)))
        after.callback(window.desk.close)
        after.callback(window.close)
        _rest(window)
        yield window


def grabbed(window: Window) -> QImage:
    """Without the caret of a field."""
    focused: QWidget | None = window.focusWidget()
    if isinstance(focused, QLineEdit):
        focused.clearFocus()
        settle()
    return window.grab().toImage()


def _zone(name: str) -> Callable[[], None]:
    """Set the zone of this process; what is returned sets it back."""
    before = os.environ.get("TZ")

    def back() -> None:
        if before is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = before
        time.tzset()

    os.environ["TZ"] = name
    time.tzset()
    return back


def _rest(window: Window) -> None:
    """Until what comes shortly after a paint has come, too."""
    until = time.monotonic() + _PATIENCE_S
    settle()
    while any(timer.isActive() and timer.isSingleShot() and timer.interval() < _SHORT_MS
              for timer in window.findChildren(QTimer)):  # fmt: skip
        assert time.monotonic() < until, "the window does not come to rest"
        settle()
    settle()


def _triage(seat: Seat) -> Window:
    leads = the_queue()
    desk = seat.desk(*leads)
    tell(desk, leads[0], MORNING)
    window = seat.window(desk)
    window.show_lead(leads[0].id)
    return window


def _on_call(seat: Seat) -> Window:
    window = _triage(seat)
    window.actions_table.run("call")
    seat.clock.pass_by(seconds=42)
    window.triage.card.notes.field.setPlainText("Two people, two hours a day each.")
    window.triage.card.notes.save()
    window.triage.rest_focus()
    window.status.rest()
    window.triage.queue.refresh()
    return window


def _wrap_up(seat: Seat) -> Window:
    window = _on_call(seat)
    window.actions_table.run("end_call")
    window.status.rest()
    return window


def _meeting(seat: Seat) -> Window:
    window = _on_call(seat)
    window.actions_table.run(f"{DISPOSE}MTG")
    return window


def _logged(seat: Seat) -> Window:
    window = _on_call(seat)
    window.actions_table.run(f"{DISPOSE}NA")
    return window


def _palette(seat: Seat) -> Window:
    window = _on_call(seat)
    window.actions_table.uses[f"{DISPOSE}NA"] = 14
    window.layers.palette.open("no")
    return window


def _empty(seat: Seat) -> Window:
    later = promised(a_lead(name="Cy Dorn", company="Pix Atelier", waited=60), 90)
    return seat.window(seat.desk(later))


def _offline(seat: Seat) -> Window:
    leads = the_queue()
    desk = seat.desk(*leads)
    away = Standing("offline", MONDAY, "team.example cannot be reached.",
                    MONDAY + timedelta(seconds=18))  # fmt: skip
    seat.stand(desk, away)
    window = seat.window(desk)
    window.show_lead(leads[1].id)
    window.actions_table.run(f"{DISPOSE}VM")
    window.triage.dock.form.submit()
    window.banner.refresh()
    return window


def _refused(seat: Seat) -> Window:
    leads = the_queue()
    desk = seat.desk(*leads)
    window = seat.window(desk)
    desk.log_touch(leads[1].id, "email", note="Wants the annual price for 25 seats.")
    said = "Carla Reyes was set to Do not contact by Sam Kaya at 9:58. No channel offers it."
    refused = [Result(id=entry.id, s="rejected", code="do_not_contact", message=said)
               for entry in desk._outbox.pending(9)]  # fmt: skip
    with desk._outbox.writing() as writing:
        writing.settle(refused, MONDAY)
    desk._ear.settled(refused)
    settle()
    window.actions_table.run("go_attention")
    window.status.rest()
    return window


def _board(seat: Seat) -> Window:
    window = seat.window(seat.desk(*the_queue(), role="lead"))
    window.show_mode("Board")
    for name in ("select", "select_down", "assign"):
        window.actions_table.run(name)
    return window


def _handoffs(seat: Seat) -> Window:
    ann = handed(ANN, hours=-1, title="VP Operations")
    bo = handed("Bo Chen", hours=3, company="Orbital Supply")
    desk = seat.desk(ann, bo, role="ae")
    told = {"handoff_id": ann.handoffs[-1].id, "summary": "Invoices are matched by hand, two hours "
            "a day. She decides with the CFO, and wants it live before March."}  # fmt: skip
    asked = {"form": POLICY.form_of(ann), "question": "role", "answer": "Decides with the CFO"}
    tell(desk, ann, (
        ("inquiry", 3000, None, {}),
        ("qualification_answered", 365, "sam", asked),
        ("handed_off", 360, "sam", told),
    ))  # fmt: skip
    return seat.window(desk)


def _first_start(seat: Seat) -> Window:
    return seat.window(open_desk(seat.folder, clock=seat.clock))


SCENES = {
    "triage": Scene(_triage, 1440, 900),
    "on-call-dark": Scene(_on_call, dark=True),
    "on-call-compact": Scene(_on_call, 1024, 640),
    "on-call-200": Scene(_on_call, 1200, 1000, scale=2.0),
    "on-call-pseudo": Scene(_on_call, pseudo=True),
    "wrap-up": Scene(_wrap_up),
    "meeting": Scene(_meeting, height=900),
    "logged": Scene(_logged),
    "palette-dark": Scene(_palette, dark=True),
    "empty": Scene(_empty),
    "offline": Scene(_offline),
    "refused": Scene(_refused),
    "board": Scene(_board),
    "handoffs": Scene(_handoffs),
    "first-start": Scene(_first_start, height=640),
}
