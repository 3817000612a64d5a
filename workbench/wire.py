"""What desk and server say to each other, and its JSON.

Instants travel as epoch milliseconds. A lead travels as one flat object, `domain.lead.Lead` with
defaults left out; the server keeps the same text, so that a page is joined from stored text.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from workbench.domain.activity import Activity
from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.plain import Plain, from_ms, from_plain, to_ms, to_plain
from workbench.domain.record import Mutation

PROTO = 1
ROLES = ("rep", "lead", "ops", "ae", "viewer")
Role: TypeAlias = Literal["rep", "lead", "ops", "ae", "viewer"]
PUSH_MOST = 50
PUSH_BYTES = 256 * 1024
WAIT_S = 25


def compact(data: Plain) -> str:
    """JSON without spaces, text as it is, which refuses what JSON cannot hold."""
    return _COMPACT.encode(data)


def canonical(data: Plain) -> str:
    """The same for the same content, whatever the order of keys: what `body_sha256` covers."""
    return _CANONICAL.encode(data)


# No document holds itself; to look out for that takes a tenth of the time.
_COMPACT = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
)
_CANONICAL = json.JSONEncoder(
    ensure_ascii=False,
    separators=(",", ":"),
    allow_nan=False,
    check_circular=False,
    sort_keys=True,
)


def lead_json(lead: Lead) -> str:
    return compact(to_plain(lead))


def read_lead(data: Plain) -> Lead:
    """Raises Misfit."""
    return from_plain(Lead, data)


def activity_plain(activity: Activity) -> dict[str, Plain]:
    """`{id, seq, kind, occurred_at, received_at, user, late, …args}`."""
    plain = dict(activity.args) | {
        "id": activity.id,
        "seq": activity.seq,
        "kind": activity.kind,
        "occurred_at": to_ms(activity.at),
        "received_at": to_ms(activity.received_at) if activity.received_at else None,
        "user": activity.user,
        "late": activity.late,
    }
    if activity.undone:
        plain["undone"] = True
    if activity.mutation is not None:
        plain["mutation"] = activity.mutation
    return plain


_ACTIVITY_FIELDS = frozenset(
    {"id", "seq", "kind", "occurred_at", "received_at", "user", "late", "undone", "mutation"}
)


def read_activity(plain: Mapping[str, Plain]) -> Activity:
    return Activity(
        id=plain["id"],
        kind=plain["kind"],
        at=from_ms(plain["occurred_at"]),
        user=plain.get("user"),
        seq=plain.get("seq"),
        received_at=from_ms(plain["received_at"]) if plain.get("received_at") else None,
        late=bool(plain.get("late")),
        undone=bool(plain.get("undone")),
        mutation=plain.get("mutation"),
        args={name: item for name, item in plain.items() if name not in _ACTIVITY_FIELDS},
    )


def mutation_plain(mutation: Mutation) -> dict[str, Plain]:
    """The part of a pushed mutation that its hash covers: what a desk stores and sends."""
    return {
        "id": mutation.id,
        "type": mutation.type,
        "v": 1,
        "lead": mutation.lead,
        "occurred_at": to_ms(mutation.at),
        "args": dict(mutation.args),
    }


def read_mutation(plain: Mapping[str, Plain], *, user: str | None = None) -> Mutation:
    return Mutation(
        id=plain["id"],
        type=plain["type"],
        lead=plain.get("lead"),
        at=from_ms(plain["occurred_at"]),
        args=plain.get("args") or {},
        user=user,
    )


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point in a team's history: its seq and the random tag that proves it."""

    seq: int
    tag: str

    def __str__(self) -> str:
        return f"{self.seq}.{self.tag}"

    @classmethod
    def parse(cls, text: str) -> Position:
        """Raises ValueError."""
        seq, _, tag = text.strip().partition(".")
        if not tag:
            raise ValueError(f"“{text}” is no position; it needs the form 1841.9f3a")
        if not 0 <= int(seq) < 2**62:
            raise ValueError(f"“{text}” is no position; its number is none that a server gives")
        return cls(int(seq), tag)


def claims_header(claims: Iterable[Position]) -> str:
    return ",".join(str(position) for position in claims)


def read_claims(header: str | None) -> tuple[Position, ...]:
    """Raises ValueError."""
    return tuple(Position.parse(part) for part in (header or "").split(",") if part.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one pushed mutation."""

    id: str
    s: Literal["ok", "rejected", "retry"]
    seq: int | None = None
    replayed: bool = False
    note: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who is signed in, as login and `/v1/me` tell; `team` is the team's id."""

    id: str
    email: str
    name: str
    role: Role
    team: str
    team_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """The body of every error: a code for programs and a sentence for a person.

    `line`: of the text that cannot stand, from 1.
    """

    code: str
    message: str
    reason: str | None = None
    field: str | None = None
    line: int | None = None


def read_results(items: Sequence[Any]) -> list[Result]:
    return [from_plain(Result, item) for item in items]
