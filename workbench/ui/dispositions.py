"""The team's codes as actions of the table, learned anew when the policy has others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from workbench.desk.desk import Desk
from workbench.ui.actions import DISPOSE, Actions
from workbench.ui.triage import Triage


class Dispositions:
    def __init__(
        self, desk: Desk, actions: Actions, triage: Triage, has_lead: Callable[[], bool]
    ) -> None:
        self._desk = desk
        self._actions = actions
        self._triage = triage
        self._has_lead = has_lead
        self._known = desk.policy.dispositions
        self._bind()

    def learn(self) -> None:
        known = self._desk.policy.dispositions
        if known != self._known:
            self._known = known
            self._actions.learn(self._desk.policy)
            self._bind()
            self._triage.learn_policy()

    def _bind(self) -> None:
        for action in self._actions:
            if action.name.startswith(DISPOSE):
                verb = partial(self._triage.work.dispose, action.name.removeprefix(DISPOSE))
                self._actions.bind(action.name, verb, self._has_lead)
