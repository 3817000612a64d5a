"""The actions of the table and of a policy, with what is bound to them and the keys they are on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce

from PySide6.QtCore import QObject, Signal

from workbench.domain.disposition import Disposition
from workbench.domain.policy import Policy
from workbench.domain.tongue import tr, tr_n
from workbench.ui.action_table import WRAP_UP, Action, translated


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
            name, menu = DISPOSE + item.code, "Outcome"  # not a text
            yield Action(name=name, label=label, menu=menu, keys=keys, icon=icon, says=says)


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
        offered = tuple(views)
        if offered != self._views:
            self._views = offered
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
        return keys if self.single_keys else tuple(key for key in keys if not is_single(key))

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
