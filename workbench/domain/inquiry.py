"""An inquiry as it came, read without losing anything: what does not parse is kept as typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from workbench.domain.lead import FACTS, Inquiry, Lead
from workbench.domain.plain import EPOCH, Plain, from_ms
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock
from workbench.domain.quantity import money, number, people
from workbench.domain.tongue import tr

IDENTITIES = ("email", "phone", "external_id", "person_id")
OURS = frozenset({"id", "flags", "verdict", "live", "came_as", "came_to", "points"})
"""What an inquiry does not say of itself."""


class NoInquiry(ValueError):
    """A body that is no inquiry: the field that is at fault, and what it needs."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The inquiry and what it says of the person, fact by fact."""

    inquiry: Inquiry
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_inquiry(data: Plain, policy: Policy, *, id: str, now: datetime) -> Reading:
    """Raises NoInquiry for a body that is no object, an unknown type, or none of the identities.

    `received_at` is ISO 8601 with offset or epoch milliseconds; without one it is `now`, and a
    moment past `now` or before 1970 is taken as `now`. Any other value that does not parse is
    flagged.
    """
    if not isinstance(data, Mapping):
        raise NoInquiry("body", tr("An inquiry is a JSON object with named fields."))
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in policy.types:
        names = ", ".join(policy.types)
        said = tr("“type” needs one of {names}; it says “{value}”.", names=names, value=kind)
        raise NoInquiry("type", said)
    if not any(str(data.get(name) or "").strip() for name in IDENTITIES):
        said = tr("An inquiry needs at least one of {names}.", names=", ".join(IDENTITIES))
        raise NoInquiry("email", said)
    flags: list[str] = []
    received_at = _moment(data.get("received_at"), now, flags)
    texts: dict[str, Any] = {
        name: text
        for name, value in data.items()
        if name in _TEXTS and (text := _text(value)) is not None
    }
    utm = data.get("utm") or {}
    if not isinstance(utm, Mapping):
        flags.append("utm")
    facts = _facts(data, flags)
    nested = [n for n, value in data.items() if isinstance(value, Mapping)]
    flags += [n for n in nested if n in _KNOWN and n != "utm"]
    as_typed = _restated(data, facts) | {name: data[name] for name in flags}
    inquiry = Inquiry(
        id=id,
        type=kind,
        received_at=received_at,
        stored_at=now,
        utm={str(k): str(v) for k, v in utm.items()} if isinstance(utm, Mapping) else {},
        extra={k: v for k, v in data.items() if k not in _KNOWN} | as_typed,
        flags=tuple(flags),
        **texts,
    )
    return Reading(inquiry=inquiry, facts=facts)


_SAID = {item.name for item in fields(Inquiry)} - OURS
_TEXTS = _SAID - {"type", "received_at", "stored_at", "utm", "extra"}
_KNOWN = _SAID | {*FACTS, "first_name", "last_name", "person_id"}


def _facts(data: Mapping[str, Any], flags: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name in (*FACTS, "person_id"):
        text = _text(data.get(name))
        if text is not None:
            facts[name] = text
    if "name" not in facts:
        parts = (_text(data.get("first_name")), _text(data.get("last_name")))
        if any(parts):
            facts["name"] = " ".join(part for part in parts if part)
    for name, read in (("employees", people), ("annual_revenue", _amount)):
        if name in facts:
            facts[name] = read(facts[name])
            if facts[name] is None:
                flags.append(name)
                del facts[name]
    if "tech" in facts:
        raw = data["tech"]
        names = raw if isinstance(raw, list | tuple) else str(raw).split(",")
        facts["tech"] = tuple(text for item in names if (text := _text(item)))
    return facts


def _amount(text: str) -> float | None:
    found = money(text)
    return found.amount if found else None


def _restated(data: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed where a number stands for it, as 23 does for “11-50”; a sum's currency."""
    restated = {
        name: data[name]
        for name in ("employees", "annual_revenue")
        if name in facts and number(str(data[name])) != facts[name]
    }
    found = money(str(data.get("annual_revenue")))
    return restated | {"currency": found.currency} if found and found.currency else restated


def _text(value: Plain) -> str | None:
    if value is None or isinstance(value, Mapping):
        return None
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return (text.strip() if "\n" in text else " ".join(text.split())) or None


def instant(value: Plain) -> datetime:
    """ISO 8601 with an offset, or epoch milliseconds. Raises ValueError, OverflowError."""
    if isinstance(value, int | float) or str(value).isdigit():
        return from_ms(float(value))
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise ValueError("an instant needs an offset")  # not a text
    return at.astimezone(UTC)


def _moment(value: Plain, now: datetime, flags: list[str]) -> datetime:
    if value in (None, ""):
        return now
    try:
        at = instant(value)
    except (ValueError, OverflowError):
        flags.append("received_at")
        return now
    if at > now or at < EPOCH:
        flags.append("received_at")
        return now
    return at


def opened_lead(
    reading: Reading, *, id: str, clock: Clock | None, owner: str | None = None
) -> Lead:
    """A lead that this inquiry opens, before it is scored and settled."""
    return Lead(
        id=id,
        owner=owner,
        inquiries=(reading.inquiry,),
        clocks=(clock,) if clock else (),
        type=reading.inquiry.type,
        **reading.facts,
    )
