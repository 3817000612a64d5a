"""Which rules decide how a lead is counted: where they change, all leads are counted anew."""

from __future__ import annotations

import hashlib
import json

from workbench.domain.plain import to_plain
from workbench.domain.policy import Policy

VERSION = 4
"""Of how leads are counted: raise it where `domain.metrics` reads another thing from a lead."""


def counting_rules(policy: Policy) -> str:
    """A hash of them."""
    decides = {
        "version": VERSION,
        "zone": str(policy.calendar.tz),
        "codes": [to_plain(code) for code in policy.dispositions],
        "answered": list(policy.reports.answered),
        "rang": [list(policy.reports.unanswered), policy.reports.ring_least_s],
        "cadences": to_plain(policy.cadences),
        "cadence_of": {name: kind.cadence for name, kind in sorted(policy.types.items())},
        "forms": [policy.form, to_plain(policy.forms)],
        "hours": [to_plain(policy.calendar), to_plain(policy.calendars)],
        "hand_raisers": sorted(name for name, kind in policy.types.items() if kind.hand_raiser),
        "misrouted": list(policy.routing.misrouted),
        "attempts": {name: kind.attempts for name, kind in sorted(policy.types.items())},
        "fit": to_plain(policy.fit),
        "products": {name: to_plain(one) for name, one in policy.products.items()},
    }
    text = json.dumps(decides, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
