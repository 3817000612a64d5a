"""A policy as a team writes it: TOML like resources/policy.toml; each error with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from workbench.domain.plain import Misfit, Plain, from_plain, to_plain
from workbench.domain.policy import Policy
from workbench.domain.rules import Acknowledgement

TEXTS = {"template": "templates", "snippet": "snippets", "talk": "talks", "stage": "stages"}
"""What desks receive text by text: kind of document → key of the policy."""


class PolicyError(ValueError):
    """A policy text that cannot stand: the line (from 1), the key and what to do."""

    def __init__(self, line: int, key: str, remedy: str) -> None:
        super().__init__(f"line {line}, {key}: {remedy}")
        self.line = line
        self.key = key
        self.remedy = remedy


def read_policy(text: str, *, version: int = 1) -> Policy:
    """The policy that a TOML text says. Raises PolicyError."""
    import tomllib  # a desk reads documents

    from workbench.domain.policy_check import check

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PolicyError(line, "TOML", str(error).split(" (at")[0]) from None
    try:
        for name in {"version", "chances"} & data.keys():
            raise Misfit((name,), "is not for a text to say; leave it out")
        policy = from_plain(Policy, {**data, "version": version}, strict=True)
        check(policy)
    except Misfit as misfit:
        raise at_its_line(text, misfit) from None
    return policy


def at_its_line(text: str, misfit: Misfit) -> PolicyError:
    """What does not fit in the policy of this text, with the line where it stands."""
    return PolicyError(_line_of(text, misfit.path), ".".join(misfit.path), misfit.needed)


def plain_policy(policy: Policy) -> Plain:
    """The document by which desks work; `from_plain(Policy, …)` reads it.

    Texts are left out: a start reads this and needs none of them.
    """
    bare = replace(
        policy, stages={}, talks={}, templates={}, snippets={}, chances=None,
        acknowledgement=Acknowledgement(booking_link=policy.acknowledgement.booking_link),
    )  # fmt: skip
    return {**to_plain(bare), "version": policy.version}


def plain_texts(policy: Policy) -> Mapping[tuple[str, str], Plain]:
    """The documents of its texts, by kind and name."""
    return {
        (kind, name): to_plain(text)
        for kind, table in TEXTS.items()
        for name, text in getattr(policy, table).items()
    }


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """The line where `path` or the nearest place above it stands; 1 where nothing does."""
    best, line_of_best = 0, 1
    for number, here in _places(text):
        if len(here) > best and path[: len(here)] == here:
            best, line_of_best = len(here), number
    return line_of_best


_TABLE = re.compile(r"\s*\[(\[?)\s*([\w.\-\"]+)\s*\]")
_KEY = re.compile(r"\s*([\w\-]+|\"[^\"]+\")\s*=")


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each line that begins a table, a key or an item `{ … }` of a list, with its path."""
    table: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    quotes = ""

    def numbered(items: tuple[str, ...]) -> tuple[str, ...]:
        counts[items] = counts.get(items, -1) + 1
        return (*items, str(counts[items]))

    for number, line in enumerate(text.splitlines(), 1):
        if quotes:
            quotes = "" if quotes in line else quotes
        elif line.lstrip().startswith("{"):
            yield number, numbered(key)
        elif found := _TABLE.match(line):
            table = tuple(found[2].replace('"', "").split("."))
            table = numbered(table) if found[1] else table
            yield number, table
        elif found := _KEY.match(line):
            key = (*table, found[1].strip('"'))
            quotes = next((mark for mark in ('"""', "'''") if line.count(mark) == 1), "")
            yield number, key
