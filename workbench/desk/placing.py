"""Whose a lead is, and when it comes. All raise `Refusal` and `NotSaved`, as each verb does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from workbench.desk.qualifying import Qualifying
from workbench.desk.views import Filed, Person
from workbench.desk.words import moment, name_of
from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    CallbackPromised,
    Claimed,
    Held,
    Reassigned,
    Refusal,
    Released,
    Snoozed,
)
from workbench.domain.tongue import mark, tr


class Placing(Qualifying):
    def claim(self, lead_id: str) -> Filed:
        """Tentative until the server has decided: a lost claim stands in Needs attention."""
        return self._file(
            Claimed(expected_owner=self._owner(lead_id)),
            lead_id,
            say=lambda lead: (tr("Claimed"), name_of(lead)),
        )

    def release(self, lead_id: str) -> Filed:
        return self._file(
            Released(expected_owner=self._owner(lead_id)),
            lead_id,
            say=lambda lead: (tr("Released"), name_of(lead)),
        )

    def hand_over(self, lead_id: str, to: Person, reason: str = "") -> Filed:
        """To a colleague: one's own lead, or any for who leads the team."""
        owner = self._owner(lead_id)
        if self.user is not None and self.user.role == "rep" and owner != self.user.id:
            raise Refusal("not_yours", tr("You can hand over your own leads only."))
        body = Reassigned(to=to.id, expected_owner=owner, reason=reason)
        done = tr("Handed to {name}", name=to.name)
        return self._file(body, lead_id, say=lambda lead: (done, name_of(lead)))

    def snooze(self, lead_id: str, until: datetime) -> Filed:
        return self._file(
            Snoozed(until=until), lead_id, say=self._until(mark("Snoozed until {time}"), until)
        )

    def hold(self, lead_id: str, until: datetime, reason: str) -> Filed:
        body = Held(until=until, reason=reason)
        return self._file(body, lead_id, say=self._until(mark("On hold until {time}"), until))

    def promise_callback(self, lead_id: str, at: datetime, note: str | None = None) -> Filed:
        body = CallbackPromised(at=at, note=note)
        return self._file(body, lead_id, say=self._until(mark("Callback planned until {time}"), at))

    def _owner(self, lead_id: str) -> str | None:
        lead = self._lead(lead_id)
        return lead.owner if lead else None

    def _until(self, done: str, at: datetime) -> Callable[[Lead | None], tuple[str, str]]:
        """`done` names `{time}`."""
        return lambda lead: (tr(done, time=moment(at, self.now())), name_of(lead))
