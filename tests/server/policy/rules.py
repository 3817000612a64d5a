"""What a team's policy and list of accounts say, for tests that need them to say something else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from tests.builders import an_id
from tests.server.served import Person, Team
from workbench.server import schema
from workbench.server.policy import policies, policy_versions
from workbench.server.policy.policy_versions import Draft

NIGHT = """
[calendars.night]
zone = "UTC"
hours = { mon = ["20:00-23:00"] }
"""
"""Closed on a Monday at ten, when the tests' clock starts."""


def agree(team: Team, *changes: tuple[str, str], more: str = "") -> None:
    """Another version of the team's policy: words replaced, and tables added at its end."""
    office = team.server.office
    with office.store.read() as connection:
        stored = policies.stored(connection, team.id, office.moment.now())
    text = stored["text"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    draft = Draft(text=text + more, reason="a test")
    version = stored["version"]
    policy_versions.change(
        office.ledger, team.id, draft, expected_version=version, now=office.moment.now()
    )


def a_rule(name: str, pool: str, **matches: Any) -> str:
    """A routing rule as the policy says it."""
    parts = [f'name = "{name}"', f'pool = "{pool}"']
    parts += [f"{key} = {value!r}".replace("'", '"') for key, value in matches.items()]
    return "\n[[routing.rules]]\n" + "\n".join(parts) + "\n"


def a_pool(team: Team, name: str, *members: Person, **more: Any) -> str:
    """Its id. Whoever is in it is in no other pool."""
    boss = team.join("lead", name="Lena Lead")
    weights = [{"user": person.id} for person in members]
    id: str = boss.post("/v1/pools", {"name": name, "members": weights, **more}, status=201)["id"]
    gone = {person.id for person in members}
    for pool in boss.get("/v1/pools")["pools"]:
        left = [one for one in pool["members"] if one["user"] not in gone]
        if pool["id"] != id and left != pool["members"]:
            set_pool(team, pool["id"], members=left)
    return id


def set_pool(team: Team, id: str, **change: Any) -> None:
    answer = team.join("lead").call("PATCH", f"/v1/pools/{id}", json=change)
    assert answer.status_code == 200, answer.text


def set_user(team: Team, person: Person, **change: Any) -> None:
    answer = team.join("ops").call("PATCH", f"/v1/users/{person.id}", json=change)
    assert answer.status_code == 200, answer.text


def an_account(team: Team, domain: str, kind: str, owner: Person | None = None) -> None:
    row = {
        "id": an_id(), "team": team.id, "domain": domain, "name": "Halden Freight", "kind": kind,
        "owner": owner.id if owner else None, "at": 0, "facts": "{}",
    }  # fmt: skip
    with team.server.office.store.write() as connection:
        connection.execute(insert(schema.account).values(row))


def clock_of(lead: dict[str, Any]) -> dict[str, Any]:
    clock: dict[str, Any] = lead["clocks"][-1]
    return clock


def turns_of(team: Team) -> dict[str, int]:
    """Member → turns, in the default pool."""
    member = schema.pool_member.c
    chosen = select(member.user, member.turns).where(member.pool == team.pool)
    with team.server.office.store.read() as connection:
        return dict(connection.execute(chosen).all())
