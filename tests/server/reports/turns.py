"""How fair a rotation was, once more in plain Python from what stands on the timelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any


def fair(
    timelines: Iterable[tuple[Sequence[int], Sequence[Mapping[str, Any]]]], since: int, until: int
) -> dict[str, Any]:
    """From when each lead's inquiries came (ms) and its entries; of inquiries from `since` on and
    before `until`.
    """
    given: Counter[str] = Counter()
    expected: dict[str, Fraction] = {}
    for came, entries in timelines:
        for entry in entries:
            to = entry.get("to") or entry.get("offered_to")
            if entry["kind"] != "assigned" or not to or not entry.get("weights"):
                continue
            before = [at for at in sorted(came) if at <= entry["occurred_at"]]
            if since <= (before[-1] if before else min(came)) < until:
                given[to] += 1
                every = sum(Fraction(weight) for weight in entry["weights"].values())
                for user, weight in entry["weights"].items():
                    expected[user] = expected.get(user, Fraction()) + Fraction(weight) / every
    ratios = {user: given[user] / share for user, share in expected.items()}
    return {
        "n": given.total(),
        "median": round(float(median(ratios.values())), 3) if ratios else None,
        "rows": {
            user: (given[user], round(float(share), 2), round(float(ratios[user]), 3))
            for user, share in expected.items()
        },
    }
