"""The policies that a team's leads go by: the one in force, and one on trial."""

from __future__ import annotations

from datetime import date, datetime

from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.policy import Policy

ON_TRIAL = "@trial"
"""Ends the key of a text's document where the trial says something else than is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """A trial has half of the leads that came since it began; all others go by `current`.

    What ranks one queue and means one thing to all, as the boost and the codes, is the same in
    both. `review_by`: when the current one is due for review.
    """

    current: Policy
    trial: Policy | None = None
    review_by: date | None = None

    def review_missed(self, now: datetime) -> date | None:
        """The day on which the policy was to be reviewed, once it is past."""
        day, today = self.review_by, self.current.calendar.local_day(now)
        return day if day is not None and day < today else None

    def of(self, lead: Lead) -> Policy:
        """What a lead is judged by: the trial, if that judged it when it came."""
        trial = self.trial
        return trial if trial and lead.policy_version == trial.version else self.current

    def for_new(self, lead_id: str) -> Policy:
        """What is to judge a new lead: the same on every desk and server."""
        trial = self.trial
        return trial if trial and is_in_half(lead_id, trial.version) else self.current


def is_in_half(lead_id: str, version: int) -> bool:
    """Drawn anew for each version, so that no lead is in the same half of every trial."""
    from hashlib import sha256  # a start without a trial needs none

    return sha256(f"{version}:{lead_id}".encode()).digest()[0] < 128
