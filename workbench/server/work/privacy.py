"""One person, everywhere: what is kept about them, told or erased.

They are found by what they say of themselves, and by the leads that were merged with theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, false, or_, select

from workbench.domain.merging import merging_of
from workbench.domain.plain import Plain, to_ms, to_plain
from workbench.server import schema
from workbench.server.clean.normalise import email_address, phone_e164
from workbench.server.intake.company import others_at_company
from workbench.server.intake.matching import Key, contact_keys, key
from workbench.server.ledger.documents import Stored, activity_text, lead_text, read_stored
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.problems import invalid, not_found
from workbench.wire import compact, read_lead

BLANK = "(erased)"
PERSONAL = ("name", "first_name", "last_name", "phone", "title", "profile_url")
"""What goes with an address, a number or an id that is theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who it is about: any of these."""

    email: str = ""
    phone: str = ""
    person_id: str = ""
    lead: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Raises Problem for an address that is none, and where nobody is named."""
        email, phone = email_address(self.email), phone_e164(self.phone, None)
        if self.email and email is None:
            raise invalid("email", "“email” is no e-mail address.")
        if self.phone and phone is None:
            raise invalid("phone", "“phone” is no number with its country, such as +49 30 1234.")
        if not (email or phone or self.person_id or self.lead):
            raise invalid("body", "Say who: email, phone, person_id or lead.")
        id = (key("person_id", self.person_id),) if self.person_id else ()
        return (*contact_keys(email, phone), *id)


def told(connection: Connection, team: str, asked: Asked) -> dict[str, Plain]:
    """Everything that is kept about somebody, as it is stored. Raises Problem."""
    ids = _found(connection, team, asked)
    if not ids:
        raise not_found("person")
    leads = connection.execute(select(_lead).where(_lead.c.id.in_(ids))).mappings()
    entries = connection.execute(
        select(_activity).where(_activity.c.lead.in_(ids)).order_by(_activity.c.seq)
    )
    beside = {
        table.name: [
            {name: _shown(value) for name, value in row.items() if name not in ("team", "tries")}
            for row in connection.execute(select(table).where(rows)).mappings()
        ]
        for table, rows in _beside(ids, asked.keys)
    }
    return {
        "leads": [json.loads(lead_text(row)) for row in leads],
        "activities": [
            {"lead": row.lead, **json.loads(activity_text(row.seq, row.undone, row.doc))}
            for row in entries
        ],
        **beside,
    }


def erase(
    ledger: Ledger, team: str, asked: Asked, *, by: str, reason: str, now: datetime
) -> dict[str, Plain]:
    """Leave nothing of somebody but the ids of their leads. Returns the receipt; raises Problem."""
    with ledger.write(team, now, by=by) as writing:
        ids = _found(writing.connection, team, asked)
        if not ids:
            raise not_found("person")
        counted = _erase(writing, asked, ids, _naming(writing.connection, team, ids))
        writing.audit("person_erased", leads=list(ids), erased=counted, reason=reason)
    return {"at": to_ms(now), "by": by, "reason": reason, "leads": list(ids), "erased": counted}


def forget(ledger: Ledger, team: str, lead: str, past: ColumnElement[bool], now: datetime, *,
           days: int, version: int) -> None:  # fmt: skip
    """Erase a lead as the policy's `version` says, if it is past its time still.

    Who else is named is looked for beforehand: it takes long, and nobody waits for it so.
    """
    asked = Asked(lead=lead)
    with ledger.store.read() as connection:
        ids = _found(connection, team, asked)
        colleagues = _naming(connection, team, ids)
    with ledger.write(team, now) as writing:
        writing.lock([*ids, *colleagues])
        still = select(_lead.c.id).where(_lead.c.id == lead, past)
        if writing.connection.execute(still).first() is None:
            return
        counted = _erase(writing, asked, ids, colleagues)
        told: dict[str, Plain] = {"leads": list(ids), "erased": counted}
        writing.audit("leads_forgotten", **told, days=days, version=version)


def _erase(
    writing: Writing, asked: Asked, ids: list[str], colleagues: list[str]
) -> dict[str, Plain]:
    """How many rows of which table are gone."""
    writing.lock([*ids, *colleagues])
    colleagues = [id for id in colleagues if id in writing.leads]
    words = _words(asked, [writing.leads[id] for id in ids])
    entries = _entries(writing.connection, colleagues, words)
    erased = _emptied(writing.connection, ids, asked.keys)
    with writing.effect() as effect:
        for id in ids:
            effect.erase(id)
        for id in colleagues:
            known = writing.leads[id].lead
            others = others_at_company(writing.connection, writing.team, known)
            plain = _blanked(to_plain(replace(known, at_company=others)), words)
            effect.put(read_lead(plain), home=writing.leads[id].home)
        effect.marks.activities += entries
    return {"leads": len(ids), **erased}


def _found(connection: Connection, team: str, asked: Asked) -> list[str]:
    """The ids of their leads, and of those merged with them."""
    keys, table = asked.keys, schema.lead_key.c
    named = [(table.kind == one.kind) & (table.value == one.value) for one in keys]
    mine = _lead.c.team == team
    by_key = select(table.lead).where(table.team == team, or_(false(), *named))
    ways = [_lead.c.id == asked.lead, *([_lead.c.id.in_(by_key)] if named else [])]
    ways += [_lead.c.email == one.value for one in keys if one.kind == "email"]
    ways += [_lead.c.phone_e164 == one.value for one in keys if one.kind == "phone"]
    found: dict[str, Any] = {}
    wanted: ColumnElement[bool] = or_(*ways)
    while rows := [
        row for row in connection.execute(select(_lead).where(mine, wanted)) if row.id not in found
    ]:
        found |= {row.id: row for row in rows}
        merged = [merging_of(read_stored(row.doc)) for row in rows]
        masters = [str(one.args["master"]) for one in merged if one is not None]
        joined = [_lead.c.doc.contains(f'"master":"{row.id}"', autoescape=True) for row in rows]
        wanted = or_(_lead.c.id.in_(masters), *joined)
    return sorted(found)


def _beside(
    ids: Iterable[str], keys: Iterable[Key]
) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    """What is kept of them outside their leads and timelines."""
    letter, signal, hook, told = schema.letter, schema.signal, schema.hook, schema.outcome
    known = [(signal.c.kind == one.kind) & (signal.c.value == one.value) for one in keys]
    listed = [hook.c.leads.contains(f'"{id}"', autoescape=True) for id in ids]
    return (
        (letter, letter.c.lead.in_(ids)),
        (signal, or_(signal.c.lead.in_(ids), *known)),
        (hook, or_(*listed)),
        (told, told.c.lead.in_(ids)),
    )


def _emptied(connection: Connection, ids: list[str], keys: Iterable[Key]) -> dict[str, Plain]:
    """How many rows of which table are gone."""
    once, claimed = schema.idempotency, schema.lead_key
    answered = or_(*(once.c.answer.contains(id, autoescape=True) for id in ids))
    rows = (
        (_activity, _activity.c.lead.in_(ids)),
        *_beside(ids, keys),
        (once, answered),
        (claimed, claimed.c.lead.in_(ids)),
        (schema.guest, schema.guest.c.lead.in_(ids)),
        (schema.batch_lead, schema.batch_lead.c.lead.in_(ids)),
    )
    gone: dict[str, Plain] = {
        table.name: connection.execute(delete(table).where(which)).rowcount for table, which in rows
    }
    connection.execute(delete(_lead).where(_lead.c.id.in_(ids)))
    return gone


def _entries(
    connection: Connection, leads: list[str], words: frozenset[str]
) -> list[dict[str, Any]]:
    """Entries of others' timelines that name them, taken out to be logged again without that."""
    chosen = select(_activity).where(_activity.c.lead.in_(leads))
    rows = [dict(row) for row in connection.execute(chosen).mappings()]
    blanked = {row["id"]: compact(_blanked(json.loads(row["doc"]), words)) for row in rows}
    named = [row | {"doc": blanked[row["id"]]} for row in rows if row["doc"] != blanked[row["id"]]]
    connection.execute(delete(_activity).where(_activity.c.id.in_([row["id"] for row in named])))
    return named


def _naming(connection: Connection, team: str, ids: list[str]) -> list[str]:
    """Leads whose documents name one of these: colleagues, and who referred them."""
    mine = select(_lead.c.name, _lead.c.email, _lead.c.phone_e164).where(_lead.c.id.in_(ids))
    doc, named = _lead.c.doc, []
    for name, *contact in connection.execute(mine):
        # A name in its quotes: a short one stands in many other words.
        named += [doc.contains(compact(name), autoescape=True)] if name else []
        # However it was written: `_blanked` takes it so, too.
        named += [doc.icontains(compact(word)[1:-1], autoescape=True) for word in contact if word]
    if not named:
        return []
    chosen = select(_lead.c.id).where(_lead.c.team == team, or_(*named), _lead.c.id.not_in(ids))
    return list(connection.execute(chosen).scalars())


def _words(asked: Asked, leads: Iterable[Stored]) -> frozenset[str]:
    """What is blanked where another's document names it: addresses, numbers and ids of persons."""
    facts = [stored.lead for stored in leads]
    words = {asked.email, asked.phone, asked.person_id}
    words |= {word for lead in facts for word in (lead.email, lead.phone, lead.phone_e164) if word}
    return frozenset(word.casefold() for word in words if word)


def _blanked(value: Plain, words: frozenset[str]) -> Any:
    match value:
        case str():
            return BLANK if value.casefold() in words else value
        case dict():
            is_theirs = any(isinstance(v, str) and v.casefold() in words for v in value.values())
            return {
                name: BLANK if is_theirs and name in PERSONAL else _blanked(inner, words)
                for name, inner in value.items()
            }
        case list():
            return [_blanked(inner, words) for inner in value]
        case _:
            return value


def _shown(value: Any) -> Plain:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else value


_lead, _activity = schema.lead, schema.activity
