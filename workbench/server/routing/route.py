"""A decision of routing: where a lead goes, and all that it takes to read it back later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from workbench.domain.frozen import dataclass, replace
from workbench.domain.lead import Lead
from workbench.domain.watch import Offer


@dataclass(frozen=True, slots=True)
class Route:
    """Where a lead goes and why.

    `rule` names what decided; `candidates` could have had it, and `passed` says who could not,
    each with the reason. `weights`: of all who were there for it, whatever they speak, by id.
    `calendar` and `zone` are those on which its clock runs.
    """

    owner: str | None
    pool: str | None
    reason: str
    passed: tuple[str, ...] = ()
    rule: str = ""
    candidates: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    calendar: str = ""
    zone: str | None = None
    offer: Offer | None = None

    def place(self, lead: Lead, now: datetime) -> Lead:
        """The lead where this takes it; where it stays, nothing begins anew."""
        stays = self.owner == lead.owner and (self.owner or self.pool == lead.pool)
        if stays and self.offer is None:
            return replace(lead, pool=self.pool)
        since = now if self.owner else None
        return replace(lead, owner=self.owner, pool=self.pool, assigned_at=since, offer=self.offer)


BY_TURN = "rotation"
"""The rule of a turn that somebody had later, in a pool that was found before."""

NO_POOL = Route(None, None, "This team has no pool: it stands with the team leads.", rule="no pool")
