"""The command palette: every action and every lead by a few letters; it teaches the keys."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.desk.board_rows import CARRIERS
from workbench.desk.desk import Desk
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.action_table import MENUS, TEAM, Action
from workbench.ui.actions import DISPOSE, Actions
from workbench.ui.call_block import AtHand
from workbench.ui.clock_face import foreseen
from workbench.ui.hit_list import Hit, HitList, match
from workbench.ui.modes import LATER, TRIAGE, WORK, leads_team
from workbench.ui.overlay import Overlay
from workbench.ui.palette_parts import PaletteEntry, PaletteFoot
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.work import Work

_OF_LEAD = ("Lead", "Call", "Outcome", "Handoff")  # not a text
_ON_LEAD = mark("ON THIS LEAD")
_UNDO = mark("UNDO")
_LEADS = mark("LEADS")
_OF_ONE_LEAD = (TRIAGE, WORK, LATER)
_MOST = 9
_MOST_LEADS = 4


def _group_of(action: Action) -> str:
    if action.name == "undo":
        return tr(_UNDO)
    return tr(_ON_LEAD) if action.menu in _OF_LEAD else tr(action.menu).upper()


class Commands(Overlay):
    lead_chosen = Signal(str)
    rep_chosen = Signal(str, str)
    """Whose row of the board it is about, and the action there; none: their leads."""

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
        found = self._actions_for(query), self._reps_for(query), self._leads_for(query)
        hits = [hit for some in found for hit in some]
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

    def _reps_for(self, query: str) -> Iterator[Hit]:
        """What a team lead may want of somebody who is named."""
        if not leads_team(self._desk):
            return
        typed = tuple(word for word in query.lower().split() if len(word) > 1)
        for person in self._desk.people():
            named = typed and any(word.startswith(typed) for word in person.name.lower().split())
            if person.role not in CARRIERS or not named:
                continue
            leads = tr("Leads of {name}", name=person.name)
            covered = tr("Cover {name} …", name=person.name)
            for label, action, icon in ((leads, "", "users"), (covered, "cover", "user-x")):
                if match(query, label, "") is not None:
                    at = label.lower().find(query.lower())
                    yield Hit(tr(TEAM).upper(), label, "", icon, action=action, person=person.id,
                              at=at)  # fmt: skip

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
        elif hit.person:
            self.rep_chosen.emit(hit.person, hit.action)
        else:
            self._actions.uses[hit.action] = self._actions.uses.get(hit.action, 0) + 1
            self._actions.run(hit.action)
