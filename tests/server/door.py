"""A source of a team, and what comes through it."""

from __future__ import annotations

import itertools
from typing import Any

import requests

from tests.builders import a_call
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.server.team import people

_numbers = itertools.count(1)


class Door:
    """A source of the team: what it posts, and what it is answered."""

    def __init__(self, team: Team, type: str | None = None) -> None:
        store = team.server.office.store
        self.key = people.add_source(store, name="web", type=type, team=team.name)
        self._address = f"{team.server.address}/v1/inquiries"
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, body: Any, **headers: str) -> requests.Response:
        named = {"Authorization": f"Bearer {self.key}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self._session.post(self._address, json=body, headers=named, timeout=30)

    def fill_in(self, **fields: str) -> requests.Response:
        """A browser's form."""
        form = {"_key": self.key, **fields}
        return self._session.post(self._address, data=form, allow_redirects=False, timeout=30)

    def take(self, **fields: Any) -> dict[str, Any]:
        """Post a demo inquiry of somebody new, unless told otherwise; it is taken in."""
        answer = self.send(inquiry(**fields))
        assert answer.status_code == 202, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refuse(self, body: Any) -> dict[str, Any]:
        answer = self.send(body)
        assert answer.status_code == 422, answer.text
        told: dict[str, Any] = answer.json()
        return told


def inquiry(**fields: Any) -> dict[str, Any]:
    n = next(_numbers)
    return {
        "type": "demo",
        "name": f"Visitor {n}",
        "email": f"visitor{n}@halden.example",
        "phone": f"+49 30 {5550000 + n}",
        "company": "Halden Freight",
        **fields,
    }


def lead_of(person: Person, told: dict[str, Any]) -> dict[str, Any]:
    lead: dict[str, Any] = person.get(f"/v1/leads/{told['lead_id']}")
    return lead


def entries_of(person: Person, told: dict[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = person.get(f"/v1/leads/{told['lead_id']}/activities")[
        "activities"
    ]
    return entries


def a_call_on(told: dict[str, Any], code: str, **args: Any) -> Mutation:
    # Of a moment that is still to come, however long the tests have run: it counts as now.
    return a_call(Lead(id=told["lead_id"]), code, after=60, **args)
