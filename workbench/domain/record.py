"""What a lead's record is made of: what people did, as it travels and is kept.

What the args of each kind mean, `domain.mutation` reads, and is loaded with the first that is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.domain.frozen import dataclass, replace
from workbench.domain.plain import Plain

if TYPE_CHECKING:
    from workbench.domain.mutation import Body


class Refusal(Exception):
    """Why a mutation cannot be: a code for programs and a sentence for the person who made it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One thing a person did. `at`: when, corrected by the server; `lead` None where it has none.

    `received_at` is None until the server has it.
    """

    id: str
    type: str
    lead: str | None
    at: datetime
    args: Mapping[str, Plain]
    user: str | None = None
    received_at: datetime | None = None
    _body: Body | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def body(self) -> Body:
        """The args as a value. Raises Refusal where the type is unknown or an arg does not fit."""
        if self._body is None:
            from workbench.domain.mutation import read_body

            # Each settling of a lead reads all of its record.
            object.__setattr__(self, "_body", read_body(self.type, self.args))
        assert self._body is not None
        return self._body


TEXTS = frozenset({"note", "summary"})


def brief(mutation: Mutation) -> Mutation:
    """Without what was typed: what a lead's record keeps, the activities hold the words."""
    args = {key: value for key, value in mutation.args.items() if key not in TEXTS}
    for part in ("touch", "handoff"):
        if isinstance(args.get(part), dict):
            args[part] = {k: v for k, v in args[part].items() if k not in TEXTS}
    # What was read of the args once need not be read again.
    return mutation if args == mutation.args else replace(mutation, args=args)


def told_of(record: Sequence[Mutation], types: Collection[str]) -> list[Mutation]:
    """What was told of these types and not undone, in order of time and id."""
    told = [item for item in record if item.type in types]
    if not told:
        return told
    undone = undone_ids(record)
    return sorted(
        (item for item in told if item.id not in undone), key=lambda item: (item.at, item.id)
    )


def undone_ids(record: Iterable[Mutation]) -> frozenset[str]:
    return frozenset(str(item.args.get("mutation")) for item in record if item.type == "undone")
