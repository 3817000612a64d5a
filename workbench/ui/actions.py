"""All that a person can do in the window, once: menus, palette, `?` sheet and keys are made of it.

To add an action: its line in `ACTIONS` here, and `Actions.bind` where it is done. Dispositions
are actions too; theirs come from the policy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from workbench.domain.disposition import Disposition
from workbench.domain.policy import Policy
from workbench.domain.tongue import mark, tr, tr_n

WRAP_UP = "L"
"""The key behind which the letters of the closing codes live."""

HANDOFFS = mark("Handoffs")
"""The mode in which an AE decides; keys of its own mean there what they say, whatever elsewhere."""

TEAM = mark("Team")
"""The mode in which a team is looked after; its keys too are live there alone."""

BOARD = mark("Board")
"""The mode of who leads a team; its keys, too, are its own."""

MENUS = (
    mark("Lead"), mark("Call"), mark("Outcome"), mark("Handoff"), mark("Board"),
    mark("Go"), mark("Team"), mark("View"), mark("Workbench"),
)  # fmt: skip


class Action(NamedTuple):
    """`keys` as keycaps write them; "G Q" is G, then Q. `says` is what will happen, in words.

    `menu` is one of `MENUS` and `mode` a mode: both are keys, told through `tr` where they show.
    `mode`: the only one in which its keys are live, before those that are live anywhere.
    """

    name: str
    label: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    says: str = ""
    mode: str = ""

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""


def _action(name: str, label: str, menu: str, *keys: str, icon: str = "", says: str = "") -> Action:
    return Action(name=name, label=label, menu=menu, keys=keys, icon=icon, says=says)


def _handoff(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, "Handoff", key, icon=icon, says=says)._replace(mode=HANDOFFS)


def _team(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, "Team", key, icon=icon, says=says)._replace(mode=TEAM)


def _board(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, BOARD, key, icon=icon, says=says)._replace(mode=BOARD)


ACTIONS = (
    _action("work_next", "Work the next due lead", "Lead", "Space", icon="arrow-right"),
    _action("open_lead", "Open and claim", "Lead", "Enter", icon="user-check"),
    _action("next_lead", "Next lead", "Lead", "J", "Down", icon="chevron-down"),
    _action("previous_lead", "Previous lead", "Lead", "K", "Up", icon="arrow-up"),
    _action("qualify", "Qualify", "Lead", "Q", icon="forms",
            says=mark("what they answer, as they talk")),
    _action("notes", "Notes", "Lead", "N", icon="notes", says=mark("go to the notes field")),
    _action("talk", "Talk track, objections", "Lead", "T", icon="message-circle",
            says=mark("what to say, what to answer")),
    _action("why", "Why: the decisions behind it", "Lead", "Y", icon="help-circle",
            says=mark("whose, score, clock, policy")),
    _action("keep_mine", "Keep my code", "Lead", "I", icon="arrows-exchange",
            says=mark("where a colleague set another meanwhile")),
    _action("take_theirs", "Take the colleague’s code", "Lead", "U", icon="arrows-exchange"),
    _action("company", "Others at this company, site, profile", "Lead", "O", icon="building"),
    _action("follow_up", "Follow up …", "Lead", "F", icon="calendar-plus", says=mark("asks when")),
    _action("snooze", "Snooze …", "Lead", "S", icon="clock-pause",
            says=mark("hides it, clocks run")),
    _action("assign", "Assign …", "Lead", "A", icon="users", says=mark("to a colleague")),
    _action("release", "Release", "Lead", icon="user-x", says=mark("back to the pool")),
    _action("add_lead", "Add a lead …", "Lead", "+", icon="plus", says=mark("somebody rings")),
    _action("copy_number", "Copy the number", "Lead", icon="copy"),
    _action("copy_email", "Copy the email address", "Lead", icon="copy"),
    _action("call", "Call, end the call", "Call", "C", icon="phone"),
    _action("end_call", "End the call from the notes", "Call", "Ctrl+Enter", icon="phone-off"),
    _action("email", "Email …", "Call", "E", icon="mail", says=mark("from the step's template")),
    _action("message", "Social message, SMS, chat", "Call", "M", icon="message-circle",
            says=mark("opens the step's link; Enter logs it")),
    _action("log_touch", "Log by hand …", "Call", icon="history",
            says=mark("a call from another phone, a message")),
    _action("wrap_up", "All outcomes", "Outcome", WRAP_UP, icon="list-check"),
    _action("undo", "Undo", "Outcome", "Z", "Ctrl+Z", icon="arrow-back-up"),
    _handoff("accept", "Accept the handoff …", "A", "check", mark("quality 1–4")),
    _handoff("reject", "Send it back …", "R", "arrow-back-up", mark("asks why")),
    _handoff("meeting_held", "Meeting held", "H", "user-check"),
    _handoff("meeting_no_show", "Nobody came", "N", "user-x", mark("call back")),
    _handoff("meeting_moved", "Move the meeting …", "M", "calendar-event", mark("asks when")),
    _handoff("meeting_cancelled", "Meeting cancelled", "X", "x", mark("call back")),
    _handoff("stage", "Stage of the opportunity …", "S", "chevron-right", mark("amount")),
    _handoff("won", "Won …", "W", "check", mark("amount")),
    _handoff("lost", "Lost …", "L", "x", mark("asks why")),
    _action("invitation", "Invitation to the meeting", "Handoff", icon="calendar-event",
            says=mark("opens it in your calendar")),
    _board("team", "The reps", "T", "users", mark("arrows go from cell to cell")),
    _board("assign_by", "Move leads by what they are …", "Shift+A", "users",
           mark("all hand-raisers, all breached, thousands at once")),
    _board("cover", "Cover …", "C", "user-check", mark("until a date, then it comes back")),
    _board("end_cover", "End the cover", "R", "arrow-back-up", mark("gives back what is open")),
    _board("balance", "Balance …", "B", "arrows-exchange", mark("the fewest moves, shown first")),
    _board("leaks", "Next leak", "L", "alert-triangle", mark("its leads, F puts one right")),
    _board("put_right", "Put the leak right", "F", "check"),
    _board("undo_move", "Take the last move back", "Z", "arrow-back-up", mark("for 24 hours")),
    _action("search", "Search", "Go", "/", "Ctrl+F", icon="search",
            says=mark("name, company, part of a number")),
    _action("palette", "Commands", "Go", "Ctrl+K", icon="command"),
    _action("go_queue", "Queue", "Go", "G Q", icon="inbox", says=mark("what is due now")),
    _action("go_mine", "My leads", "Go", "G M", icon="user"),
    _action("go_later", "Later", "Go", "G L", icon="clock"),
    _action("go_all", "All leads", "Go", "G A", icon="users"),
    _action("go_work", "Work", "Go", "G W", icon="list-check", says=mark("one lead, no list")),
    _action("go_handoffs", "Handoffs", "Go", "G H", icon="arrow-right",
            says=mark("what AEs were handed")),
    _action("go_practice", "Practice", "Go", "G P", icon="forms",
            says=mark("invented leads, judged by the policy")),
    _action("go_attention", "Needs attention", "Go", "G N", icon="alert-circle"),
    _action("show_new", "Show the new ones", "Go", "G U", icon="arrow-up"),
    _action("lift_filter", "Take off a filter", "Go", "Backspace", icon="x",
            says=mark("the last, or the one that hides most")),
    _action("save_view", "Save these filters as a view …", "Go", "V", icon="check",
            says=mark("under a name, with a key")),
    _action("forget_view", "Forget this saved view", "Go", icon="x"),
    _action("go_board", "Board", "Team", "G B", icon="users", says=mark("the team's leads")),
    _action("select", "Select", "Lead", "X", icon="check"),
    _action("select_down", "Select downwards", "Lead", "Shift+J", icon="chevron-down"),
    _action("select_up", "Select upwards", "Lead", "Shift+K", icon="arrow-up"),
    _action("select_all", "Select all", "Lead", "Ctrl+A", icon="check"),
    _action("go_capacity", "Capacity", "Team", "G C", icon="clock",
            says=mark("work against the people who are there")),
    _action("go_people", "People and rights", "Team", "G E", icon="users",
            says=mark("add, disable, roles, pools, hours")),
    _action("go_trail", "Audit trail", "Team", "G T", icon="history",
            says=mark("who changed what, and why")),
    _action("go_policy", "Policy", "Team", "G R", icon="forms",
            says=mark("its text, checked at the line; its history")),
    _action("go_sources", "Sources and keys", "Team", "G S", icon="inbox",
            says=mark("who may send inquiries")),
    _action("go_try", "Try an imaginary lead", "Team", "G I", icon="route",
            says=mark("routed, scored and explained")),
    _team("team_add", "Add …", "N", "plus"),
    _team("team_change", "Change …", "E", "forms"),
    _team("team_secret", "New password or key …", "P", "refresh", mark("shown once")),
    _team("team_disable", "Disable, or let in again …", "X", "user-x"),
    _team("team_narrow", "Narrow the trail …", "F", "search", mark("person, lead, time")),
    _team("team_export", "Take the trail away …", "S", "external-link", mark("as CSV")),
    _team("check_policy", "Check the policy’s text", "Ctrl+Enter", "list-check",
          mark("and see what it changes")),
    _team("set_policy", "Put the policy in force …", "Ctrl+S", "check", mark("asks why")),
    _team("policy_history", "The policy’s history …", "H", "history"),
    _team("try_lead", "Try a lead …", "T", "route"),
    _team("what_if", "What if …", "W", "help-circle", mark("one more, other hours, other targets")),
    _action("light", "Light", "View", icon="eye"),
    _action("dark", "Dark", "View", icon="moon"),
    _action("as_system", "Light or dark as the system", "View", icon="adjustments-horizontal"),
    _action("larger", "Larger text", "View", "Ctrl+=", "Ctrl++", icon="plus"),
    _action("smaller", "Smaller text", "View", "Ctrl+-", icon="chevron-down"),
    _action("usual_size", "Usual text size", "View", icon="forms"),
    _action("single_keys", "Single keys on or off", "View", icon="keyboard"),
    _action("availability", "My status …", "Workbench", "D", icon="user-check"),
    _action("morning", "Since last evening", "Workbench", icon="history",
            says=mark("new, replies, callbacks, what was missed")),
    _action("left_drafts", "Drafts of leads that went …", "Workbench", icon="copy",
            says=mark("read them, copy them")),
    _action("close_day", "Close the day …", "Workbench", icon="moon",
            says=mark("what is left, then away until tomorrow")),
    _action("quiet", "Quiet notices for 30 min, or loud again", "Workbench", icon="bell"),
    _action("sync", "Sync now", "Workbench", "F5", icon="refresh"),
    _action("settings", "Settings …", "Workbench", "Ctrl+,", icon="adjustments-horizontal",
            says=mark("theme, text, quiet hours, proxy, server")),
    _action("choose_keys", "Change keys …", "Workbench", icon="keyboard",
            says=mark("for any action")),
    _action("mail_account", "Mail account …", "Workbench", icon="mail",
            says=mark("server, password")),
    _action("keys", "Keys and help", "Workbench", "?", "F1", icon="help-circle"),
    _action("sign_in", "Sign in …", "Workbench", icon="login"),
    _action("sign_out", "Sign out", "Workbench", icon="user-x"),
    _action("close", "Close", "Workbench", "Esc", icon="x", says=mark("the top layer")),
    _action("quit", "Quit", "Workbench", "Ctrl+Q", icon="x"),
)  # fmt: skip


def translated() -> Iterator[Action]:
    """The table as who sits here reads it."""
    return (item._replace(label=tr(item.label), says=tr(item.says)) for item in ACTIONS)


def usual_key(name: str) -> str:
    """Of an action in the table, before anybody chose another."""
    return next((item.key for item in ACTIONS if item.name == name), "")


def is_single(strokes: str) -> bool:
    """Whether a bare printable key begins it, as against Ctrl, Enter, arrows and F-keys."""
    return len(strokes.split(maxsplit=1)[0].removeprefix("Shift+")) == 1


def either(keys: Sequence[str]) -> str:
    """“Z or Ctrl+Z”."""
    return reduce(lambda one, other: tr("{one} or {other}", one=one, other=other), keys or ("",))


DISPOSE = "dispose "
VIEW = "view "
"""What the names of codes and of saved views begin with; a code or a number follows."""


def disposition_actions(policy: Policy) -> Iterator[Action]:
    for item in policy.dispositions:
        if not item.retired:
            label = item.label + (" …" if item.asks or item.confirm else "")
            icon = "phone-off" if item.group == "not_connected" else "check"
            keys, says = disposition_keys(item), consequence(item)
            yield _action(DISPOSE + item.code, label, "Outcome", *keys, icon=icon, says=says)


def disposition_keys(item: Disposition) -> tuple[str, ...]:
    """A digit is live on the open card and, with Ctrl, in a text field; a letter after L."""
    if item.key.isdigit():
        return (item.key, f"Ctrl+{item.key}")
    return (f"{WRAP_UP} {item.key}",)


def consequence(item: Disposition) -> str:
    """What follows from a code, in the few words that stand beside it."""
    asked = {"callback_at": tr("time"), "revisit_on": tr("date"), "meeting": tr("time"),
             "ae": tr("AE"), "contact": tr("name"), "master": tr("which lead"),
             "reason": tr("reason")}  # fmt: skip
    if item.needs:
        return ", ".join(dict.fromkeys(asked[need] for need in item.needs if need in asked))
    match item.follow.what:
        case "redial":
            minutes = item.follow.minutes
            if minutes >= 60:
                return tr("in {hours} h", hours=f"{minutes / 60:g}")
            return tr("in {minutes} min", minutes=f"{minutes:g}")
        case "task":
            if item.follow.days == 1:
                return tr("tomorrow")
            return tr_n("in {n} day", "in {n} days", item.follow.days)
        case "cadence":
            return tr("next step")
        case "callback" | "nothing":
            return ""


class Actions(QObject):
    """The table with what is bound to it."""

    keys_changed = Signal()

    def __init__(
        self,
        policy: Policy,
        keys: Mapping[str, tuple[str, ...]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`keys` are what a person chose instead, by the action's name."""
        super().__init__(parent)
        self._done: dict[str, tuple[Callable[[], object], Callable[[], bool]]] = {}
        self._bars: dict[str, Callable[[], str]] = {}
        self._chosen = keys or {}
        self.uses: dict[str, int] = {}
        self.mode = ""
        self.single_keys = True
        self._table = tuple(translated())
        self._views: tuple[Action, ...] = ()
        self.learn(policy)

    def learn(self, policy: Policy) -> None:
        """Take the dispositions of a policy, the first or a changed one."""
        self._policy = policy
        every = (*self._table, *disposition_actions(policy), *self._views)
        self._actions = {item.name: item for item in every}
        # What a person chose goes before what the table gives the same key to.
        ordered = sorted(self._actions, key=lambda name: name in self._chosen)
        self._by_keys = {
            (self._actions[name].mode, tuple(keys.split())): name
            for name in ordered
            for keys in self.keys(name)
        }

    def use_keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        self._chosen = chosen
        self.learn(self._policy)
        self.keys_changed.emit()

    def use_single_keys(self, on: bool) -> None:
        if on != self.single_keys:
            self.single_keys = on
            self.keys_changed.emit()

    def offer(self, views: Iterable[Action]) -> None:
        """The views that a person saved, beside the table's."""
        self._views = tuple(views)
        self.learn(self._policy)

    def __iter__(self) -> Iterator[Action]:
        return iter(self._actions.values())

    def __getitem__(self, name: str) -> Action:
        return self._actions[name]

    def keys(self, name: str) -> tuple[str, ...]:
        return self._chosen.get(name, self._actions[name].keys)

    def live_keys(self, name: str) -> tuple[str, ...]:
        """Those of its keys that work now."""
        keys = self.keys(name) if name in self._actions else ()
        return tuple(key for key in keys if self.single_keys or not is_single(key))

    def shown_key(self, name: str) -> str:
        """What a keycap shows; empty where no key works."""
        return next(iter(self.live_keys(name)), "")

    def said_key(self, name: str) -> str:
        """“Key G L”, as a control describes itself; empty where there is none."""
        key = self.shown_key(name)
        return tr("Key {key}", key=key) if key else ""

    def bind(
        self,
        name: str,
        do: Callable[[], object],
        when: Callable[[], bool] = lambda: True,
        bars: Callable[[], str] = lambda: "",
    ) -> None:
        """`when` says whether it can be done at this moment.

        `bars`: the sentence that `do` would say instead of doing it; empty where it would do it.
        """
        self._done[name] = (do, when)
        self._bars[name] = bars

    def is_available(self, name: str) -> bool:
        return name in self._done and self._done[name][1]()

    def why_not(self, name: str) -> str:
        """Why what is available would not be done; its key says so too."""
        return self._bars[name]() if self.is_available(name) else ""

    def run(self, name: str) -> bool:
        """False where it cannot be done now."""
        if not self.is_available(name):
            return False
        self._done[name][0]()
        return True

    def of(self, strokes: tuple[str, ...]) -> str | None:
        """The name of the action on exactly these strokes."""
        return self._by_keys.get((self.mode, strokes)) or self._by_keys.get(("", strokes))

    def begins(self, strokes: tuple[str, ...]) -> bool:
        """Whether longer strokes begin with these."""
        return any(
            len(keys) > len(strokes) and keys[: len(strokes)] == strokes
            for _, keys in self._by_keys
        )
