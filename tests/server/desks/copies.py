"""What a desk holds of its slice, kept by the answers of the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.builders import a_mutation
from tests.server.served import Person
from workbench.domain.lead import Lead


@dataclass(slots=True)
class Copy:
    """What a desk would hold: the slice as the answers told it, applied page by page."""

    person: Person
    since: int = 0
    base: int = 0
    leads: dict[str, dict[str, Any]] = field(default_factory=dict)
    activities: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    claim: str = ""

    def ask(self, **params: Any) -> dict[str, Any]:
        headers = {"Sync-Claim": self.claim} if self.claim else {}
        answer = self.person.call("GET", "/v1/sync", params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        self.claim = page["as_of"]
        return page

    def begin(self, limit: int = 3) -> Copy:
        self.since = self.ask()["since"]
        below = self.since + 1
        while below:
            page = self.person.get("/v1/sync/backfill", below=below, limit=limit)
            self.apply(page["items"])
            below = page["below"]
        self.follow()
        self.base = self.since
        return self

    def follow(self, limit: int = 3) -> None:
        more = True
        while more:
            page = self.ask(since=self.since, base=self.base, limit=limit)
            self.apply(page["items"])
            assert page["since"] >= self.since
            self.since, more = page["since"], page["more"]

    def apply(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            if item["op"] == "evict":
                self.leads.pop(item["id"], None)
                self.activities.pop(item["id"], None)
            else:
                lead = item["lead"]
                self.leads[lead["id"]] = lead
                known = self.activities.setdefault(lead["id"], {})
                known |= {entry["id"]: entry for entry in item["activities"]}


def ids(items: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [
        (item["op"], item["id"] if item["op"] == "evict" else item["lead"]["id"]) for item in items
    ]


def gave(boss: Person, lead: Lead, frm: Person | None, to: Person | None) -> None:
    args: dict[str, Any] = {
        "to": to.id if to else None,
        "expected_owner": frm.id if frm else None,
        "reason": "x",
    }
    boss.do(a_mutation(lead, "reassigned", **args))
