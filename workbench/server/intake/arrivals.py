"""An inquiry on its way in: read, made comparable, and not yet anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from workbench.domain.frozen import replace
from workbench.domain.inquiry import NoInquiry, Reading, read_inquiry
from workbench.domain.lead import Verdict
from workbench.domain.plain import Plain
from workbench.domain.policy import Policy
from workbench.identity import new_id
from workbench.server.clean.normalise import normalised
from workbench.server.intake.matching import Key, key, keys_of

TEST_LEADS = ("test lead: dummy data", "test@fb.com", "test@meta.com")
"""What vendors put into the leads by which they try a connection."""


class TestLead(NoInquiry):
    """A vendor trying the connection; it is no lead and is refused as that."""

    __test__ = False


@dataclass(frozen=True, kw_only=True)  # without slots: it keeps its keys, once asked for
class Arrival:
    """An inquiry that was read and made comparable. `lead_id`: of the lead it opens, if it does.

    `owner`: who has it already, as an import or a desk says. `verdict`: what a vendor's status
    says of it. `row`: the hash of an imported row that has no id.
    """

    reading: Reading
    lead_id: str
    live: bool = True
    owner: str | None = None
    verdict: Verdict | None = None
    row: str | None = None

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        keys = keys_of(self.reading)
        return (key("row", self.row), *keys) if self.row else keys


def arrival(
    data: Plain,
    policy: Policy,
    *,
    source: str,
    now: datetime,
    inquiry_id: str | None = None,
    live: bool = True,
    **known: Any,
) -> Arrival:
    """Read one inquiry; `source` names what it came through, where it does not say so itself.

    Raises NoInquiry, and TestLead for a vendor's.
    """
    reading = read_inquiry(data, policy, id=inquiry_id or new_id(), now=now)
    if reading.inquiry.type == "recycled":
        raise NoInquiry("type", "“recycled” is what the server alone calls a lead that came back.")
    if data.get("is_test") in (True, "true") or _is_test(data.values()):
        raise TestLead(
            "body", "This is a vendor’s test lead: the connection works, nothing is kept."
        )
    inquiry = replace(reading.inquiry, live=live, source=reading.inquiry.source or source)
    reading = normalised(replace(reading, inquiry=inquiry))
    return Arrival(reading=reading, live=live, lead_id=new_id(), **known)


def _is_test(values: Iterable[Plain]) -> bool:
    said = "\n".join(value for value in values if isinstance(value, str)).casefold()
    return any(mark in said for mark in TEST_LEADS)
