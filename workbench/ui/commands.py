"""The command palette: every action and every lead by a few letters; it teaches the keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.desk.desk import Desk
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.actions import DISPOSE, MENUS, Action, Actions
from workbench.ui.announcing import announce
from workbench.ui.call_block import AtHand
from workbench.ui.clock_face import foreseen
from workbench.ui.icons import paint_icon
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_BUTTON, SELECTION_BAR
from workbench.ui.modes import LATER, TRIAGE, WORK
from workbench.ui.overlay import Overlay
from workbench.ui.palette_parts import PaletteEntry, PaletteFoot
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import Hairline, paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.ui.work import Work

_OF_LEAD = ("Lead", "Call", "Outcome", "Handoff")  # not a text
_ON_LEAD = mark("ON THIS LEAD")
_UNDO = mark("UNDO")
_LEADS = mark("LEADS")
_OF_ONE_LEAD = (TRIAGE, WORK, LATER)
_MOST = 9
_MOST_LEADS = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the palette: an action by name, or a lead by id."""

    group: str
    label: str
    hint: str
    icon: str
    keys: tuple[str, ...] = ()
    action: str = ""
    lead: str = ""
    at: int = -1
    """Where the typed letters begin in the label."""
    is_off: bool = False
    """To run it says the hint, and does nothing."""


def match(query: str, label: str, hint: str) -> int | None:
    """Lower is better: the label's beginning, a word's, inside it, beginnings of its words as in
    “mb” and “book meet”, then the hint; None: no.
    """
    if not query:
        return 1
    text, words = label.lower(), query.lower()
    if text.startswith(words):
        return 0
    if f" {words}" in text:
        return 1
    if words in text:
        return 2
    parts = text.split()
    initials = "".join(part[0] for part in parts)
    begun = all(any(part.startswith(word) for part in parts) for word in words.split())
    if begun or initials.startswith(words):
        return 3
    return 4 if words in hint.lower() else None


class HitList(QWidget):
    told_as = "ListItem"
    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.hits: list[Hit] = []
        self.query = ""
        self.current = 0
        self.setMouseTracking(True)

    def show_hits(self, hits: list[Hit], query: str) -> None:
        self.hits, self.query, self.current = hits, query, 0
        self._announce()
        self.updateGeometry()
        self.update()

    def step(self, by: int) -> None:
        if self.hits:
            self.current = (self.current + by) % len(self.hits)
            self._announce()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, max((rect.bottom() for _, rect in self._places()), default=40) + 12)

    def current_rect(self) -> QRect:
        return next((rect for number, rect in self._places() if number == self.current), QRect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        for number, rect in self._places():
            if rect.contains(event.position().toPoint()) and number != self.current:
                self.current = number
                self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if any(rect.contains(event.position().toPoint()) for _, rect in self._places()):
            self.chosen.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        group = ""
        for number, rect in self._places():
            hit = self.hits[number]
            if hit.group != group:
                group = hit.group
                above = QRect(rect.x() + 12, rect.y() - theme.px(28), rect.width(), theme.px(26))
                label = Run(group, "ink3", Text.LABEL, 600)
                paint_runs(painter, above, (label,), theme)
            self._paint_hit(painter, rect, hit, selected=number == self.current)
        if not self.hits:
            words = Run(tr("Nothing matches “{query}”.", query=self.query), "ink2")
            paint_runs(painter, self.rect().adjusted(20, 0, -20, 0), (words,), theme)

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit, *, selected: bool) -> None:
        theme, palette = self._theme, self._theme.palette
        if selected:
            paint_box(painter, rect, RADIUS_BUTTON, palette.selected)
            bar = QRect(rect.x(), rect.y() + 8, SELECTION_BAR, rect.height() - 16)
            painter.fillRect(bar, palette.accent_text)
        side = theme.metrics.icon
        place = QRect(rect.x() + 12, rect.y() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, place, hit.icon or "chevron-right", palette.ink2)
        right = rect.right() - theme.px(10)
        for key in reversed(hit.keys):
            width = keycap_width(theme, key)
            y = rect.y() + (rect.height() - theme.metrics.keycap) // 2
            kind = Keycap.OFF if hit.is_off else Keycap.SOLID
            paint_keycap(painter, QPoint(right - width, y), key, theme, kind)
            right -= width + theme.px(5)
        left = rect.x() + theme.px(42)
        room = QRect(left, rect.y(), right - left - theme.px(8), rect.height())
        hint_ink = "ink2" if selected or hit.is_off else "ink3"
        hint = Run(hit.hint, hint_ink, Text.SMALL, gives=2, gap=10)
        paint_runs(painter, room, (*self._label(hit), hint), theme)

    def _label(self, hit: Hit) -> tuple[Run, ...]:
        end = hit.at + len(self.query)
        if hit.is_off:
            return (Run(hit.label, "off", weight=500, gives=1),)
        if hit.at < 0 or not self.query:
            return (Run(hit.label, weight=500, gives=1),)
        parts = (
            Run(hit.label[: hit.at], weight=500, gap=0),
            Run(hit.label[hit.at : end], weight=600, gap=0, marked=True),
            Run(hit.label[end:], weight=500, gap=0, gives=1),
        )
        return tuple(part for part in parts if part.text)

    def _places(self) -> Iterator[tuple[int, QRect]]:
        theme, y, group = self._theme, 0, ""
        for number, hit in enumerate(self.hits):
            if hit.group != group:
                group = hit.group
                y += theme.px(32)
            yield number, QRect(8, y, self.width() - 16, theme.metrics.palette_row)
            y += theme.metrics.palette_row

    def _announce(self) -> None:
        if self.hits:
            hit = self.hits[self.current]
            key = tr("Key {key}", key=" ".join(hit.keys)) if hit.keys else ""
            said = ", ".join(part for part in (hit.label, hit.hint, key) if part)
            count = len(self.hits)
            place = tr("{place} of {count}", place=self.current + 1, count=count)
            if said != self.accessibleName():
                self.setAccessibleName(said)
                self.setAccessibleDescription(place)
                announce(self, f"{said}, {place}")  # the focus is in the field


def _group_of(action: Action) -> str:
    if action.name == "undo":
        return tr(_UNDO)
    return tr(_ON_LEAD) if action.menu in _OF_LEAD else tr(action.menu).upper()


class Commands(Overlay):
    lead_chosen = Signal(str)

    def __init__(
        self, desk: Desk, theme: Theme, actions: Actions, work: Work, window: QWidget
    ) -> None:
        super().__init__(theme, window, width=640, top=112)
        self._desk = desk
        self._actions = actions
        self._work = work
        self._follows: dict[str, str] = {}
        """What would follow on the lead at hand, by the action's name."""
        self.field = PaletteEntry(theme, tr("What do you want to do?"))
        self.list = HitList(theme)
        self._foot = PaletteFoot(theme)
        self.field.textChanged.connect(self._look)
        self.field.moved.connect(self._move)
        self.field.entered.connect(self._run)
        self.list.chosen.connect(self._run)
        for part in (self.field, Hairline(theme), self.list, Hairline(theme), self._foot):
            self.rows.addWidget(part)
        self.rows.insertStretch(3)

    def open(self, text: str = "") -> None:
        self._foresee()
        self._tell_about()
        self.field.setText(text)
        self._look(text)
        super().open()
        self.field.setFocus()

    def _look(self, text: str) -> None:
        query = text.strip()
        hits = [*self._actions_for(query), *self._leads_for(query)]
        menus = (tr(menu).upper() for menu in MENUS)
        order = [tr(_ON_LEAD), tr(_UNDO), *menus, tr(_LEADS)]
        hits.sort(key=lambda hit: order.index(hit.group))
        self.list.show_hits(hits, query)
        self._teach()
        self.place()

    def _actions_for(self, query: str) -> Iterator[Hit]:
        found: list[tuple[tuple[int, int], Hit]] = []
        for action in self._actions:
            if action.name in ("palette", "close") or not self._actions.is_available(action.name):
                continue
            label, hint = self._words(action)
            rank = match(query, label, hint)
            if rank is None:
                continue
            at = label.lower().find(query.lower()) if query else -1
            caps = tuple(self._actions.shown_key(action.name).split())
            why_not = self._actions.why_not(action.name)
            hit = Hit(_group_of(action), label, why_not or hint, action.icon, caps,
                      action=action.name, at=at, is_off=bool(why_not))  # fmt: skip
            found.append(((rank, -self._actions.uses.get(action.name, 0)), hit))
        found.sort(key=lambda item: item[0])
        yield from (hit for _, hit in found[:_MOST])

    def _words(self, action: Action) -> tuple[str, str]:
        if action.name == "undo":
            what = self._desk.undoable()
            return (tr("Undo: {what}", what=what) if what else action.label, "")
        return action.label, self._follows.get(action.name, action.says)

    def _foresee(self) -> None:
        lead, now = self._work.lead, self._desk.now()
        steps = self._desk.outlook(lead) if lead is not None else {}
        self._follows = {DISPOSE + code: foreseen(step, now) for code, step in steps.items()}

    def _tell_about(self) -> None:
        """Whom what is run is about, on top where one reads before Enter."""
        at_hand = self._work.at_hand() if self._actions.mode in _OF_ONE_LEAD else AtHand()
        name = at_hand.lead.name or tr("No name") if at_hand.lead is not None else ""
        self.field.tell(name, tr("on call") if at_hand.is_on_call else "")

    def _leads_for(self, query: str) -> Iterator[Hit]:
        if len(query) < 2:
            return
        for row in self._desk.rows(self._desk.search(query, limit=_MOST_LEADS)):
            at = row.name.lower().find(query.lower())
            hint = ", ".join(part for part in (row.company, row.asks) if part)
            yield Hit(tr(_LEADS), row.name, hint, "user", lead=row.id, at=at)

    def _move(self, by: int) -> None:
        self.list.step(by)
        self._teach()

    def _teach(self) -> None:
        hits = self.list.hits
        if not hits:
            self._foot.teach(tr("Esc closes"), ())
            return
        hit = hits[self.list.current]
        uses = self._actions.uses.get(hit.action, 0)
        if not hit.keys:
            self._foot.teach("", ())
        elif uses:
            said = tr_n("Run from here {n} time. Next time: press",
                        "Run from here {n} times. Next time: press", uses)  # fmt: skip
            self._foot.teach(said, hit.keys)
        else:
            self._foot.teach(tr("The key for this:"), hit.keys)

    def _run(self) -> None:
        if not self.list.hits:
            return
        hit = self.list.hits[self.list.current]
        self.dismiss()
        if hit.lead:
            self.lead_chosen.emit(hit.lead)
        else:
            self._actions.uses[hit.action] = self._actions.uses.get(hit.action, 0) + 1
            self._actions.run(hit.action)
