"""One bar under the top bar when desk and server are apart: since when, and what helps."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import SyncState
from workbench.domain.clock import spoken
from workbench.domain.tongue import tr, tr_n
from workbench.ui.announcing import announce
from workbench.ui.clock_face import wall_time
from workbench.ui.line import Line
from workbench.ui.link_button import LinkButton
from workbench.ui.queue_view import Ticker
from workbench.ui.runs import Run
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class Banner(QWidget):
    """`pressed` names the action that helps."""

    pressed = Signal(str)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._asked: tuple[str, str] | None = None
        self._theme = theme
        self._words = Line(theme, 35, ground="bar")
        self._next = Line(theme, 35, ground="bar")
        self._try = LinkButton(theme, ink="ink", action="sync")
        self._try.say(tr("Try now"))
        self._sign_in = LinkButton(theme, ink="ink")
        self._sign_in.say(tr("Sign in"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), 0, theme.px(16), 1)
        row.addWidget(self._words, 1)
        for part in (self._next, self._try, self._sign_in):
            row.addWidget(part)
        self._next.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._next.setFixedWidth(theme.px(120))
        self._try.clicked.connect(lambda: self.pressed.emit("sync"))
        self._sign_in.clicked.connect(lambda: self.pressed.emit("sign_in"))
        self._ticker = Ticker(desk.now, self)
        self._ticker.timeout.connect(self.refresh)
        self.setFixedHeight(theme.metrics.offline_bar)
        self.hide()

    def ask(self, head: str, says: str = "") -> None:
        """Something for whoever sits here stands before how the line fares; empty ends it."""
        self._asked = (head, says) if head else None
        self.refresh()
        if head:
            announce(self, f"{head}. {says}")

    def refresh(self) -> None:
        state = self._desk.sync_state()
        # Who is not signed in reads it on the page that asks for it.
        runs = self._said(state) if self._desk.user is not None else ()
        self.setVisible(bool(runs))
        if not runs:
            return
        self._words.say(runs)
        waits = state.kind == "offline" and self._asked is None
        said = self._next_try(state) if waits else ""
        self._next.say((Run(said, "ink2", Text.SMALL, tabular=True),))
        self._next.setVisible(waits)
        self._try.setVisible(waits)
        self._sign_in.setVisible(state.kind in ("signed_out", "locked"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.palette.bar)
        line = QRect(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, self._theme.palette.line2)

    def _next_try(self, state: SyncState) -> str:
        left = state.retry_at - self._desk.now() if state.retry_at else None
        if left and left.total_seconds() >= 1:
            return tr("next try in {time}", time=spoken(left))
        return tr("trying …")

    def _said(self, state: SyncState) -> tuple[Run, ...]:
        if self._asked is not None:
            head, says = self._asked
            return (Run("", "ink", icon="moon"), Run(head, "ink", weight=600),
                    Run(says, "ink2", gives=2))  # fmt: skip
        head, says = "", ""
        match state.kind:
            case "starting" | "online":
                if state.clock_certain or state.kind == "starting":
                    return ()
                head = tr("The clock jumped")
                says = tr("seconds are estimates (≈) until the next answer")
            case "offline":
                head = tr("Offline")
                if state.since is not None:
                    at = wall_time(state.since, self._desk.now())
                    head = tr("Offline since {at}", at=at)
                says = tr("claims are tentative")
                if not state.clock_certain:
                    says = tr("claims are tentative, seconds are estimates (≈)")
            case "signed_out":
                head = tr("Signed out")
                says = tr("The queue stays readable; what you do waits here.")
            case "locked":
                head = tr("This account is disabled")
                says = tr("What was done before is still sent.")
            case "too_old":
                head = tr("Update needed")
                says = tr("Nothing new comes in; what you do is kept here and still sent.")
            case "disk_full":
                head = tr("NOT SAVED")
                says = tr("The disk is full. What you typed is still here.")
        runs = [Run("", "ink", icon="wifi-off" if state.kind == "offline" else "alert-circle"),
                Run(head, "ink", weight=600)]  # fmt: skip
        if state.kind == "offline":
            runs.append(Run(tr("working from this computer"), "ink", gives=3))
        if state.unsent:
            unsent = tr_n("{n} unsent", "{n} unsent", state.unsent)
            runs.append(Run(unsent, "ink", weight=600, tabular=True))
        runs.append(Run(says, "ink2", gives=2) if says else Run(state.problem, "ink2", gives=2))
        if says and state.problem:
            runs.append(Run(state.problem, "ink2", Text.SMALL, gives=4, gap=16))
        return tuple(runs)
