"""Somebody of a team as routing sees them: here or not, by whose hours, speaking what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the team. `calendar` names one of the policy, empty: that of their pool."""

    id: str
    name: str
    availability: str
    available_until: int | None
    disabled: bool
    calendar: str
    languages: frozenset[str]


def person_of(row: Mapping[Any, Any]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        availability=row["availability"],
        available_until=row["available_until"],
        disabled=row["disabled_at"] is not None,
        calendar=row["calendar"],
        languages=frozenset(map(language_code, json.loads(row["languages"]))),
    )


def language_code(text: str) -> str:
    """The language without its country: "de" for "de-AT"."""
    return text.strip().casefold().replace("_", "-").partition("-")[0]
