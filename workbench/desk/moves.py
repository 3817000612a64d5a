"""Leads given to others: what is asked, who would get what, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from workbench.domain.plain import Plain, to_ms

BALANCE = "balance"
"""To nobody by name: shared out by who has room."""

Words: TypeAlias = Mapping[str, str | bool]
"""Which leads, as the server understands it: `{"owner": "…", "breached": True}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """These leads, or all that `words` mean, to a person, a pool or `BALANCE`; without either of
    them the whole team is balanced.
    """

    to: str
    ids: tuple[str, ...] = ()
    words: Words = field(default_factory=dict)
    reason: str = ""

    @property
    def asked(self) -> dict[str, Plain]:
        which: dict[str, Plain] = {"ids": list(self.ids)} if self.ids else {}
        if self.words:
            which = {"filter": dict(self.words)}
        return {"to": self.to, "reason": self.reason, **which}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One person's open leads lent to `cover`, a person or a pool; without `since` at once."""

    user: str
    cover: str
    until: datetime
    since: datetime | None = None

    @property
    def asked(self) -> dict[str, Plain]:
        told: dict[str, Plain] = {
            "user": self.user, "cover": self.cover, "until": to_ms(self.until), "reason": "",
        }  # fmt: skip
        return told if self.since is None else {**told, "from": to_ms(self.since)}


Wish: TypeAlias = Reassign | Cover
Kind: TypeAlias = Literal["reassigned", "balanced", "lent", "given_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one person or pool would get. `minutes` of work, beside those that are theirs by
    tonight already; `avoided` and `made` count promises that are kept, or broken, by it.
    """

    to: str
    name: str
    leads: int
    minutes: int = 0
    minutes_before: int = 0
    avoided: int = 0
    made: int = 0
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who would get what. `stays`: why → how many leads; `waiting`: how many move only when a call
    is wrapped up; `warnings` are sentences.
    """

    wish: Wish
    preview_id: str = ""
    kind: Kind = "reassigned"
    shares: tuple[Share, ...] = ()
    minutes: int = 0
    avoided: int = 0
    made: int = 0
    warnings: tuple[str, ...] = ()
    waiting: int = 0
    stays: Mapping[str, int] = field(default_factory=dict)

    @property
    def moving(self) -> int:
        return sum(share.leads for share in self.shares)

    @property
    def targets(self) -> dict[str, str]:
        """Lead → the name of who would get it."""
        return {lead: share.name for share in self.shares for lead in share.ids}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What was done: `batch_id` is what undo takes back. `stayed`: why → ids of leads that were
    left alone; `planned`: nothing yet, for its day is to come.
    """

    batch_id: str
    kind: Kind
    moved: int
    stayed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: int = 0
    undone: bool = False
    planned: bool = False


def read_preview(wish: Wish, answer: Mapping[str, Any]) -> Preview:
    return Preview(
        wish=wish,
        preview_id=str(answer.get("preview_id") or ""),
        kind=answer["kind"],
        shares=tuple(_share(move) for move in answer["moves"]),
        minutes=answer["minutes"],
        avoided=answer["avoided"],
        made=answer["made"],
        warnings=tuple(answer["warnings"]),
        waiting=len(answer["waiting"]),
        stays={why: len(ids) for why, ids in _by_reason(answer["refused"]).items()},
    )


def read_moved(kind: Kind, answer: Mapping[str, Any], *, undone: bool = False) -> Moved:
    return Moved(
        batch_id=str(answer.get("batch_id") or ""),
        kind=kind,
        moved=answer.get("moved", 0),
        stayed=_by_reason(answer.get("refused", ())),
        waiting=len(answer.get("waiting", ())),
        undone=undone,
        planned=answer.get("state") == "planned",
    )


def _share(move: Mapping[str, Any]) -> Share:
    names = ("to", "name", "leads", "minutes", "minutes_before", "avoided", "made")
    return Share(**{name: move[name] for name in names}, ids=tuple(move["ids"]))


def _by_reason(refused: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for item in refused:
        found.setdefault(item["why"], []).append(item["id"])
    return {why: tuple(ids) for why, ids in found.items()}
