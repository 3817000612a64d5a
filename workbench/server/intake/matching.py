"""Whose inquiry this is: the keys by which a person is found again, each held by one lead.

A key is claimed by inserting it, so that two arrivals of one person, on whatever connection, meet
in the database: the second waits for the first and finds its lead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, text

from workbench.domain.inquiry import Reading
from workbench.domain.lead import Lead
from workbench.domain.merging import merging_of
from workbench.server import schema
from workbench.server.clean.normalise import mail_key
from workbench.server.clean.vocabulary import folded
from workbench.server.ledger.documents import read_stored
from workbench.server.ledger.rows import read_rows, write_rows

LONGEST = 200
"""Characters of a key's value; a longer one counts by its hash."""


class Key(NamedTuple):
    kind: str
    value: str


def key(kind: str, value: str) -> Key:
    if len(value) > LONGEST:
        value = hashlib.sha256(value.encode()).hexdigest()
    return Key(kind, value)


def keys_of(reading: Reading) -> tuple[Key, ...]:
    """Strongest first: the vendor's record, the person's id, e-mail, phone.

    Who cannot be reached by any is known by name and company: else each import doubles them.
    """
    facts, inquiry = reading.facts, reading.inquiry
    keys = []
    if inquiry.external_id:
        keys.append(key(f"record:{(inquiry.source or '').casefold()}", inquiry.external_id))
    if facts.get("person_id"):
        keys.append(key("person_id", facts["person_id"]))
    contacts = contact_keys(facts.get("email"), facts.get("phone_e164"))
    is_known = contacts or facts.get("person_id")
    if not is_known and facts.get("name") and facts.get("company_key"):
        contacts = (key("name", f"{folded(facts['name'])}, {facts['company_key']}"),)
    return (*keys, *contacts)


def contact_keys(email: str | None, phone_e164: str | None) -> tuple[Key, ...]:
    mail = (key("email", mail_key(email)),) if email else ()
    return (*mail, key("phone", phone_e164)) if phone_e164 else mail


def claim(connection: Connection, team: str, wanted: Mapping[Key, str]) -> dict[Key, str]:
    """Give each free key to the lead that wants it; returns who holds each of them now."""
    if not wanted:
        return {}
    rows = [{"team": team, **k._asdict(), "lead": wanted[k]} for k in sorted(wanted)]
    if write_rows(connection, _CLAIM, rows) == len(rows):
        return dict(wanted)
    found = read_rows(
        connection,
        _HOLDERS,
        {
            "team": team,
            "kinds": sorted({k.kind for k in wanted}),
            "values": sorted({k.value for k in wanted}),
        },
    )
    holders = {Key(row.kind, row.value): row.lead for row in found}
    return {k: holders[k] for k in wanted}


def pass_on(connection: Connection, team: str, keys: Iterable[Key], lead: str) -> None:
    """Let `lead` hold these keys, whoever held them."""
    rows = [{"team": team, **k._asdict(), "lead": lead} for k in sorted(keys)]
    write_rows(connection, _HOLD, rows)


def release(connection: Connection, team: str, keys: Iterable[Key]) -> None:
    """Let nobody hold these keys."""
    rows = [{"team": team, **k._asdict()} for k in sorted(keys)]
    if rows:
        connection.execute(_RELEASE, rows)


def is_same_person(lead: Lead, reading: Reading) -> bool:
    """Whether a shared number means a shared person: colleagues share a switchboard.

    Names decide where both are known, then e-mail addresses.
    """
    facts = reading.facts
    if lead.name and facts.get("name"):
        ours, theirs = (set(name.casefold().split()) for name in (lead.name, facts["name"]))
        return ours <= theirs or theirs <= ours
    email = facts.get("email")
    return not (lead.email and email and mail_key(lead.email) != mail_key(email))


def master_of(lead: Lead) -> str | None:
    """The id of the lead that a merged one became."""
    merging = merging_of(lead)
    return None if merging is None else str(merging.args["master"])


def merged_into(connection: Connection, team: str, ids: Iterable[str]) -> set[str]:
    """The masters, and theirs, of those of these leads that are merged."""
    found, asked = set[str](), set(ids)
    while asked:
        merged = read_rows(connection, _MERGED, {"team": team, "ids": list(asked)})
        masters = {master_of(read_stored(row.doc)) for row in merged} - {None}
        asked = {id for id in masters if id is not None} - found
        found |= asked
    return found


_CLAIM = text(
    "INSERT INTO lead_key (team, kind, value, lead) VALUES (:team, :kind, :value, :lead)"
    " ON CONFLICT (team, kind, value) DO NOTHING"
)
_HOLD = text(
    "INSERT INTO lead_key (team, kind, value, lead) VALUES (:team, :kind, :value, :lead)"
    " ON CONFLICT (team, kind, value) DO UPDATE SET lead = excluded.lead"
)
_RELEASE = text("DELETE FROM lead_key WHERE team = :team AND kind = :kind AND value = :value")
_HOLDERS = select(schema.lead_key.c.kind, schema.lead_key.c.value, schema.lead_key.c.lead).where(
    schema.lead_key.c.team == bindparam("team"),
    schema.lead_key.c.kind.in_(bindparam("kinds", expanding=True)),
    schema.lead_key.c.value.in_(bindparam("values", expanding=True)),
)
_lead = schema.lead.c
_MERGED = select(_lead.doc).where(
    schema.unindexed(_lead.team) == bindparam("team"),
    _lead.id.in_(bindparam("ids", expanding=True)),
    _lead.status == "merged",
)
