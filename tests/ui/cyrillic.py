"""A team whose people, leads and policy are written in Cyrillic letters.

Whatever is Latin in a window of theirs is the program's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import tomlkit

from tests import builders
from tests.desk.seats import a_desk
from workbench.desk.desk import Desk
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.policy_text import plain_policy, plain_texts, read_policy
from workbench.resources import resource_path
from workbench.sync.server_clock import ServerClock
from workbench.wire import Role

_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "абцдефгхийклмнопъзстувшщыжАБЦДЕФГХИЙКЛМНОПЪЗСТУВШЩЫЖ",
)
_MERGE_FIELD = re.compile(r"(\{\w+\})")
_READ = {
    "asks", "bad", "because", "choices", "codes", "company", "good", "hears", "industry",
    "heard_from", "label", "message", "name", "objections", "reasons", "says", "short", "subject",
    "text", "title",
}  # fmt: skip
"""Keys of the policy's and practice's files under which stands what a person reads."""
_KEYS_READ = {"objections", "snippets"}
"""An objection is the key of its answer, a snippet's name that of its text."""


def cyrillic(text: str) -> str:
    """Merge fields stay what they are."""
    parts = _MERGE_FIELD.split(text)
    return "".join(part if part[:1] == "{" else part.translate(_LETTERS) for part in parts)


def cyrillic_file(name: str) -> str:
    """A TOML file of ours, as such a team would have written it."""
    document = tomlkit.parse(resource_path(name).read_text(encoding="utf-8")).unwrap()
    return tomlkit.dumps(_rewritten(document))


@cache
def the_policy() -> Policy:
    return read_policy(cyrillic_file("policy.toml"))


def a_lead(**fields: Any) -> Lead:
    """As the builders', in Cyrillic, and with a mail address of its own."""
    name = str(fields.pop("name", "Ann Lee"))
    told = {
        "name": cyrillic(name),
        "company": cyrillic("Halden Freight"),
        "email": f"{name.split(maxsplit=1)[0].lower()}@halden.example",
        "message": cyrillic("Can you show it?"),
        **fields,
    }
    return builders.a_lead(policy=the_policy(), **told)


def leads_of_every_kind() -> tuple[Lead, ...]:
    """One in each state of the chip, and what a card can have on it."""
    social = a_lead(name="Di Marsh", waited=2, profile_url="https://social.example/di")
    assert social.step is not None
    called = a_lead(name="Flo Ahn", waited=600)
    again = builders.a_mutation(called, "callback_promised", at=builders.MONDAY)
    again = replace(
        again, args={"at": to_ms(builders.MONDAY + timedelta(hours=2)), "note": cyrillic("Ask")}
    )
    return (
        a_lead(name="Ann Lee", waited=1, title=cyrillic("VP"), page="/1"),
        a_lead(name="Bo Chen", waited=3),
        a_lead(name="Cy Dorn", waited=4.5),
        replace(social, step=replace(social.step, channel="social", label=cyrillic("Message"))),
        a_lead(name="Eve Roy", type="content", waited=90),
        apply(called, again, the_policy()),
        a_lead(name="Gus Ode", waited=30, owner=None),
        a_lead(name="Hal Wie", waited=9, email="hal@elsewhere.example"),
        a_lead(name="Ivy Tam", waited=50, owner="sam"),
        builders.after_asking(a_lead(name="Jo Unger", waited=20, email="jo@other.example")),
    )


def a_seat(
    directory: Path, *leads: Lead, role: Role = "rep", clock: ServerClock | None = None
) -> Desk:
    """Robin's desk, in Cyrillic."""
    directory.mkdir(parents=True, exist_ok=True)
    desk = a_desk(directory, *leads, clock=clock)
    people = {"robin": "Robin Berg", "sam": "Sam Kaya"}
    policy = the_policy()
    texts = {("policy", "current"): plain_policy(policy), **plain_texts(policy)}
    told = [{"kind": kind, "key": key, "seq": 2, "doc": doc} for (kind, key), doc in texts.items()]
    told += [
        {"kind": "user", "key": id, "seq": 2, "doc": {"name": cyrillic(name), "role": "rep"}}
        for id, name in people.items()
    ]
    shown = desk._caches.shown
    shown.absorb((), told, replace(shown.cursor, since=(shown.cursor.since or 0) + 1))
    assert desk.user is not None
    desk.user = replace(desk.user, name=cyrillic(people["robin"]), role=role)
    return desk


def _rewritten(value: Any, under: str = "") -> Any:
    if isinstance(value, str):
        return cyrillic(value) if under in _READ else value
    if isinstance(value, list):
        return [_rewritten(one, under) for one in value]
    if isinstance(value, dict):
        return {
            cyrillic(key) if under in _KEYS_READ else key: _rewritten(
                one, under if under in _READ else key
            )
            for key, one in value.items()
        }
    return value
