"""The status bar: how desk and server stand, who is here, and what can be undone."""

from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Filed, SyncState
from workbench.desk.words import standing
from workbench.domain.clock import spoken
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.button import PaintedButton
from workbench.ui.clock_face import wall_time
from workbench.ui.dock import Panel
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.line import Line
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.queue_view import Ticker
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

UNDO_AFTER_MS = 60
TOAST_MS = 8_000
_CLOCK_OFF = timedelta(seconds=30)
_HEADS = {
    "starting": mark("Starting"),
    "online": mark("Online"),
    "offline": mark("Offline"),
    "signed_out": mark("Signed out"),
    "too_old": mark("Update needed"),
    "locked": mark("Locked"),
    "disk_full": mark("NOT SAVED: disk full"),
}


class UndoButton(PaintedButton):
    """For 8 s the inverse toast, then a quiet line; both end in the key that undoes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self._runs: tuple[Run, ...] = ()
        self._loud = False

    def toast(self, done: str, detail: str, *, undo: bool, icon: str = "check") -> None:
        runs = [Run("", "on_inverse", icon=icon)] if icon else []
        runs.append(Run(done, "on_inverse", Text.SMALL, 600, gives=1))
        if detail:
            runs.append(Run(detail, "on_inverse2", Text.SMALL, gives=2))
        if undo:
            runs.append(Run(tr("Undo"), "on_inverse", Text.SMALL, 600, gap=14))
        key = tr("Undo") if undo else ""
        self._action = "undo" if undo else ""
        self._say(runs, " ".join(_ended(part) for part in (done, detail, key) if part), loud=True)

    def rest(self, undoable: str | None) -> None:
        self._action = "undo" if undoable else ""
        if undoable:
            said = tr("Undo: {what}", what=undoable)
            self._say([Run(said, "ink2", Text.SMALL, gives=1)], said, loud=False)
        else:
            self._say([], "", loud=False)

    def _say(self, runs: list[Run], spoken: str, *, loud: bool) -> None:
        self._runs, self._loud = tuple(runs), loud
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(self._hint())
        self.setVisible(bool(runs))
        self.setEnabled(bool(self._action) or loud)
        self._restyle()

    def sizeHint(self) -> QSize:
        cap = keycap_width(self._theme, self.key) + self._theme.px(10) if self.key else 0
        width = runs_width(self._theme, self._runs) + cap + self._theme.px(20)
        return QSize(width, self._theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        if self._loud:
            paint_box(painter, self.rect(), RADIUS_BUTTON, theme.palette.inverse)
        inside = self.rect().adjusted(theme.px(10), 0, -theme.px(10), 0)
        if self.key:
            width = keycap_width(theme, self.key)
            y = (self.height() - theme.metrics.keycap) // 2
            kind = Keycap.ON_INVERSE if self._loud else Keycap.SOLID
            paint_keycap(painter, QPoint(inside.right() - width, y), self.key, theme, kind)
            inside.adjust(0, 0, -width - theme.px(10), 0)
        paint_runs(painter, inside, self._runs, theme, right=True)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, theme.palette.accent_text)


def _ended(part: str) -> str:
    return part if part.endswith((".", "…")) else f"{part}."


class Who(PaintedButton):
    """The person and their availability, with the key that changes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", action="availability")
        self._state = ""

    def show_person(self, name: str, state: str) -> None:
        if (name, state) == (self._words, self._state):
            return
        self._words, self._state = name, state
        self.setAccessibleName(f"{name}, {state}")
        self._restyle()

    def _runs(self) -> tuple[Run, ...]:
        return (Run(self._words, "ink2", Text.SMALL), Run(self._state, "ink", Text.SMALL, 500))

    def sizeHint(self) -> QSize:
        width = runs_width(self._theme, self._runs()) + self._theme.px(18)
        cap = keycap_width(self._theme, self.key) if self.key else 0
        return QSize(width + cap, self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        if not self._words:
            return
        if self.underMouse():
            paint_box(painter, self.rect(), RADIUS_BUTTON, theme.palette.hover)
        end = paint_runs(painter, self.rect().adjusted(4, 0, 0, 0), self._runs(), theme)
        at = QPoint(end + theme.px(8), (self.height() - theme.metrics.keycap) // 2)
        if self.key:
            paint_keycap(painter, at, self.key, theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, theme.palette.accent_text)


class StatusBar(Panel):
    undo_pressed = Signal()

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(theme)
        self._desk = desk
        self._conflicts = 0
        self.sync = Line(theme, 28)
        self.who = Who(theme)
        self.undo = UndoButton(theme)
        self.undo.clicked.connect(self.undo_pressed)
        self._left = QWidget()
        left = QHBoxLayout(self._left)
        left.setContentsMargins(theme.px(14), 0, 0, 0)
        left.addWidget(self.sync, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(8), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._left)
        row.addWidget(self.who)
        row.addStretch(1)
        row.addWidget(self.undo)
        self.set_card_edge(0)
        self._resting = QTimer(self, singleShot=True)
        self._resting.timeout.connect(self.rest)
        self._ticker = Ticker(desk.now, self)
        self._ticker.timeout.connect(self.show_sync)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_sync()
        theme.changed.connect(self.show_sync)
        self.undo.rest(None)
        self._is_new = True

    def set_card_edge(self, x: int) -> None:
        """Where the card begins, in window coordinates: the person stands on its left edge."""
        self._left.setFixedWidth(max(x, self._theme.px(340)) - self._theme.px(12))

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.metrics.status_bar)

    def toast(self, filed: Filed, *, undo: bool = True) -> None:
        self.undo.toast(filed.done, filed.detail, undo=undo)
        self._resting.start(TOAST_MS)

    def say(self, sentence: str) -> None:
        """A sentence that is no tick: why something was not done."""
        self.undo.toast(sentence, "", undo=False, icon="")
        self._resting.start(TOAST_MS)

    def rest(self) -> None:
        self._resting.stop()
        self.undo.rest(self._desk.undoable() if self._desk.user else None)

    def show_sync(self) -> None:
        state, now = self._desk.sync_state(), self._desk.now()
        self.sync.say(sync_runs(state, now, self._conflicts, self._theme.key("go_attention")))

    def show_conflicts(self, count: int) -> None:
        """Of how many leads somebody else gave another code."""
        if count != self._conflicts:
            self._conflicts = count
            self.show_sync()

    def show_person(self) -> None:
        user = self._desk.user
        if user is None:
            self.who.hide()
            return
        me = next((person for person in self._desk.people() if person.id == user.id), None)
        self.who.show()
        away_after = self._desk.policy.routing.away_after_missed
        self.who.show_person(user.name, standing(me, away_after, self._desk.now()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        line = QRect(0, 0, self.width(), 1)
        QPainter(self).fillRect(line, self._theme.palette.line)
        if self._is_new and not self._resting.isActive():
            # What can be undone is a verb's to say, and verbs are loaded after the first paint.
            self._resting.start(UNDO_AFTER_MS)
        self._is_new = False


def _clock_said(off: timedelta) -> str:
    """“This clock is 2:10 behind, the server’s time is used”."""
    if off > timedelta():
        return tr("this clock is {time} behind, the server’s time is used", time=spoken(off))
    return tr("this clock is {time} ahead, the server’s time is used", time=spoken(off))


def sync_runs(state: SyncState, now: datetime, conflicts: int, shows: str) -> list[Run]:
    """`shows`: the key behind which all that needs attention stands."""
    online = state.kind == "online"
    mark = Run("●", "accent_text", Text.TINY) if online else Run("", "ink2", icon="wifi-off")
    runs = [mark, Run(tr(_HEADS[state.kind]), "ink", Text.SMALL, 600)]
    this_session = online and not state.token_kept
    if state.synced_at is not None:
        ago = int((now - state.synced_at).total_seconds())
        if online and ago < 60:
            said = tr("synced {n} s ago", n=max(ago, 0))
        else:
            said = tr("last sync {time}", time=wall_time(state.synced_at, now))
        if ago >= 60 or not this_session:  # there is room for one of them
            runs.append(Run(said, "ink2", Text.SMALL, tabular=True, gives=1))
    if not state.complete and online:
        runs.append(Run(tr("still filling"), "ink2", Text.SMALL))
    weight = 600 if state.unsent and not online else 400
    unsent = tr_n("{n} unsent", "{n} unsent", state.unsent)
    runs.append(Run(unsent, "ink2", Text.SMALL, weight, tabular=True))
    if abs(state.clock_off) > _CLOCK_OFF:
        runs.append(Run(_clock_said(state.clock_off), "ink", Text.SMALL, gives=3))
    if (this_session or state.why_plain) and not (state.refused or conflicts):
        # Both come of a keyring that is not there; the settings say both in whole sentences.
        once, plain = tr("signed in this session only"), tr("files not encrypted")
        runs.append(Run(once if this_session else plain, "ink3", Text.SMALL, gives=4))
    if state.refused:
        refused = tr_n("{n} refused", "{n} refused", state.refused)
        runs.append(Run(refused, "ink", Text.SMALL, 600, tabular=True))
    if conflicts:
        said = tr_n("{n} conflict", "{n} conflicts", conflicts)
        runs.append(Run(said, "ink", Text.SMALL, 600, tabular=True))
    if shows and (state.refused or conflicts):
        runs.append(Run(tr("{key} shows it", key=shows), "ink2", Text.SMALL, gives=2))
    return runs
