"""The keys that a person chose instead of the table's; kept in the profile as they are chosen."""

from __future__ import annotations

from workbench.ui.action_table import Action
from workbench.ui.actions import Actions
from workbench.ui.memory import Memory


class ChosenKeys:
    """A key belongs to one action: whoever gets it takes it from who had it."""

    def __init__(self, memory: Memory, actions: Actions) -> None:
        self._memory = memory
        self._actions = actions
        self._chosen = memory.keys()

    def is_own(self, name: str) -> bool:
        return name in self._chosen

    def holder(self, keys: str, besides: str) -> Action | None:
        """Whose the keys are, if they are somebody's who would lose them."""
        mode = self._actions[besides].mode
        others = (a for a in self._actions if a.name != besides and a.mode == mode)
        return next((a for a in others if keys in self._actions.keys(a.name)), None)

    def give(self, name: str, keys: str) -> None:
        """In the place of its first key; further ones stay."""
        others = (old for old in self._actions.keys(name)[1:] if old != keys)
        self._set(name, (keys, *others))

    def take_away(self, name: str) -> None:
        self._set(name, ())

    def reset(self, name: str) -> None:
        self._set(name, self._actions[name].keys)
        del self._chosen[name]
        self._keep()

    def reset_all(self) -> None:
        self._chosen.clear()
        self._keep()

    def _set(self, name: str, keys: tuple[str, ...]) -> None:
        for key in keys:
            loser = self.holder(key, name)
            if loser is not None:
                left = (k for k in self._actions.keys(loser.name) if k != key)
                self._chosen[loser.name] = tuple(left)
        self._chosen[name] = keys
        self._keep()

    def _keep(self) -> None:
        self._memory.keep_keys(self._chosen)
        self._actions.use_keys(self._chosen)
