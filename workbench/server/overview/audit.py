"""The audit trail as it is read: entries filtered and paged, each said in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, or_, select

from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.server import schema

Doc: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: of changes by or about a person, of a lead, in a stretch of time."""

    person: str | None = None
    lead: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(
    connection: Connection, team: str, wanted: Wanted, *, before: str = "", limit: int
) -> tuple[list[Plain], str | None]:
    """The newest first, those before the entry `before`; and the last one's id if more follow."""
    audit = schema.audit.c
    chosen = (
        select(schema.audit, schema.lead.c.name.label("lead_name"))
        .join(schema.lead, schema.lead.c.id == audit.lead, isouter=True)
        .where(audit.team == team)
        .order_by(audit.id.desc())
        .limit(limit + 1)
    )
    if before:
        chosen = chosen.where(audit.id < before)
    if wanted.person:
        named = audit.doc.contains(f'"{wanted.person}"', autoescape=True)
        chosen = chosen.where(or_(audit.user == wanted.person, audit.about == wanted.person, named))
    if wanted.lead:
        part = schema.batch_lead.c
        moved = select(part.batch).where(part.lead == wanted.lead, part.moved)
        chosen = chosen.where(or_(audit.lead == wanted.lead, audit.about.in_(moved)))
    if wanted.since:
        chosen = chosen.where(audit.at >= to_ms(wanted.since))
    if wanted.until:
        chosen = chosen.where(audit.at < to_ms(wanted.until))
    rows = connection.execute(chosen).all()
    names = names_of(connection, team)
    told = [_told(row, names) for row in rows[:limit]]
    return told, rows[limit - 1].id if len(rows) > limit else None


def names_of(connection: Connection, team: str) -> dict[str, str]:
    """The names of the team's people and pools, by id."""
    tables = (schema.users.c, schema.pool.c)
    named = (select(table.id, table.name).where(table.team == team) for table in tables)
    return {id: name for one in named for id, name in connection.execute(one)}


def _told(row: Row[Any], names: Mapping[str, str]) -> Plain:
    doc = json.loads(row.doc)
    if row.lead is not None:
        doc["name"] = row.lead_name or "a lead"
    nobody = "The server" if row.what.startswith(BY_ITSELF) else "The command line"
    who = names.get(row.user or "", nobody)
    say = SENTENCES[row.what]
    return {
        "id": row.id,
        "at": row.at,
        "user": row.user,
        "who": who,
        "what": row.what,
        "about": row.about,
        "lead": row.lead,
        "says": f"{who} {say(doc, names)}.",
    }


# ---- sentences, from the verb on


def _added(what: str) -> Callable[[Doc, Mapping[str, str]], str]:
    return lambda doc, _names: f"added the {what} {doc['name']}"


def _user_added(doc: Doc, _names: Mapping[str, str]) -> str:
    return f"added {doc['name']} ({doc['email']}) as {ROLES[doc['role']]}"


def _changed(doc: Doc, names: Mapping[str, str]) -> str:
    said = (_change(doc["name"], name, pair, names) for name, pair in doc["changes"].items())
    return " and ".join(said)


def _change(of: str, name: str, pair: Sequence[Plain], names: Mapping[str, str]) -> str:
    """`pair`: what it was and what it is; empty for a secret."""
    was, now = pair or (None, None)
    match name:
        case "password":
            return f"set a new password for {of}"
        case "key":
            return f"made a new key for {of}"
        case "secret":
            return f"changed the secrets that sign the webhooks of {of}"
        case "disabled_at":
            return f"let {of} in again" if now is None else f"disabled {of}"
        case "name":
            return f"renamed {was} to {now}"
        case "facts":
            return f"noted other facts about {of}"
        case _:
            values = (_value(name, value, names) for value in (was, now))
            return f"changed the {FIELDS.get(name, name)} of {of} from {' to '.join(values)}"


def _value(name: str, value: Plain, names: Mapping[str, str]) -> str:
    if name in ("languages", "redirects"):
        return ", ".join(json.loads(value or "[]")) or "none"
    if name == "role":
        return ROLES[value]
    return names.get(str(value), str(value)) if value else "none"


def _members(doc: Doc, names: Mapping[str, str]) -> str:
    return " and ".join(_member_changes(doc["was"], doc["now"], names)) + f" in {doc['name']}"


def _member_changes(was: Doc, now: Doc, names: Mapping[str, str]) -> Iterator[str]:
    for user in sorted(was.keys() | now.keys(), key=lambda user: names.get(user, user)):
        name = names.get(user, "somebody")
        if user not in was:
            yield f"put {name} with weight {now[user]}"
        elif user not in now:
            yield f"took {name} out"
        elif was[user] != now[user]:
            yield f"changed the weight of {name} from {was[user]} to {now[user]}"


def _policy_set(doc: Doc, _names: Mapping[str, str]) -> str:
    half = " for half of the new leads" if doc["on_half"] else ""
    since = f"{from_ms(doc['valid_from']):%d %b %Y, %H:%M} UTC"
    return f"set version {doc['version']} of the policy{half}, from {since} on: “{doc['reason']}”"


def _decided(doc: Doc, names: Mapping[str, str]) -> str:
    return f"wrote down a decision for {names.get(doc['owner'], 'somebody')}: “{doc['says']}”"


def _metric_kept(doc: Doc, names: Mapping[str, str]) -> str:
    owner = names.get(doc["owner"] or "", "nobody")
    return f"has {owner} answer for {doc['name']}, with what it is made of and its baseline"


def _reassigned(doc: Doc, names: Mapping[str, str]) -> str:
    return f"gave {doc['name']} to {_receiver(doc, names)}{_because(doc)}"


def _reassignment_undone(doc: Doc, names: Mapping[str, str]) -> str:
    return f"took a reassignment back: {doc['name']} is with {_receiver(doc, names)} again"


def _batch_moved(doc: Doc, _names: Mapping[str, str]) -> str:
    count, to = doc["moved"], ", ".join(name or "somebody" for name in doc["names"])
    whom = f" to {to}" if to else ""
    return f"{BATCHES[doc['kind']]} {_leads(count)}{whom}{_because(doc)}"


def _batch_undone(doc: Doc, _names: Mapping[str, str]) -> str:
    kept = f"; {_leads(doc['kept'])} worked since stayed" if doc["kept"] else ""
    return f"took a reassignment back: {_leads(doc['moved'])} went back{kept}"


def _cover_set(doc: Doc, names: Mapping[str, str]) -> str:
    who, to = (names.get(doc[name], "somebody") for name in ("user", "to"))
    times = ((word, doc.get(name)) for word, name in (("from", "since"), ("until", "until")))
    when = "".join(f" {word} {from_ms(at):%d %b %Y, %H:%M} UTC" for word, at in times if at)
    return f"had {to} cover {who}{when}{_because(doc)}"


def _cover_over(doc: Doc, names: Mapping[str, str]) -> str:
    return f"ended the cover of {names.get(doc['user'], 'somebody')}"


def _given_up(doc: Doc, _names: Mapping[str, str]) -> str:
    what = "1 outcome" if doc["count"] == 1 else f"{doc['count']} outcomes"
    return f"gave up telling {doc['name']} of {what}: {doc['why'].rstrip('.')}"


def _store_restored(doc: Doc, _names: Mapping[str, str]) -> str:
    as_it_was = "" if doc["at"] is None else f" of {from_ms(doc['at']):%d %b %Y, %H:%M} UTC"
    return f"put the backup{as_it_was} in the store’s place"


def _forgotten(doc: Doc, _names: Mapping[str, str]) -> str:
    rule = f"lead_days = {doc['days']} in version {doc['version']} of the policy"
    return f"erased {_leads(len(doc['leads']))} that came to nothing, by {rule}"


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count} leads"


def _receiver(doc: Doc, names: Mapping[str, str]) -> str:
    to = doc.get("to")
    return names.get(to, "somebody") if to else "the pool or the team leads"


def _because(doc: Doc) -> str:
    return f": “{doc['reason']}”" if doc.get("reason") else ""


ROLES = {"rep": "rep", "lead": "team lead", "ops": "ops", "ae": "AE", "viewer": "viewer"}
FIELDS = {
    "calendar": "hours",
    "passes_to": "pool that takes over",
    "lead": "team lead who answers",
    "redirects": "addresses to return to",
    "is_default": "default",
}
BY_ITSELF = ("reassign", "leads_forgotten", "batch", "cover", "outcomes")
"""How those entries begin that the server makes by itself; others without a user are typed."""
BATCHES = {
    "reassigned": "gave",
    "balanced": "balanced the team and gave",
    "lent": "lent",
    "given_back": "gave back",
}
SENTENCES: Mapping[str, Callable[[Doc, Mapping[str, str]], str]] = {
    "store_restored": _store_restored,
    "team_founded": lambda doc, _names: f"founded the team {doc['name']}",
    "user_added": _user_added,
    "user_changed": _changed,
    "pool_added": _added("pool"),
    "pool_changed": _changed,
    "pool_members": _members,
    "person_erased": lambda doc, _names: f"erased a person: {doc['reason']}",
    "leads_forgotten": _forgotten,
    "source_added": _added("source"),
    "source_changed": _changed,
    "account_added": _added("account"),
    "account_changed": _changed,
    "receiver_added": lambda doc, _names: f"has {doc['name']} told what becomes of leads",
    "receiver_removed": lambda doc, _names: f"has {doc['name']} told nothing more of leads",
    "outcomes_given_up": _given_up,
    "mail_set": lambda doc, _names: f"has the team write as {doc['sender']} through {doc['host']}",
    "policy_set": _policy_set,
    "decision_made": _decided,
    "outcome_told": lambda doc, _names: f"told what came of “{doc['says']}”: “{doc['outcome']}”",
    "metric_kept": _metric_kept,
    "reassigned": _reassigned,
    "reassignment_undone": _reassignment_undone,
    "batch_moved": _batch_moved,
    "batch_undone": _batch_undone,
    "cover_planned": _cover_set,
    "cover_began": _cover_set,
    "cover_ended": _cover_over,
    "cover_dropped": _cover_over,
}
"""By what was done: an entry of another kind fails the tests."""
