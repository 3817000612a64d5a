"""A policy as a team writes it: TOML like resources/policy.toml; each error with its line."""

from __future__ import annotations

import re

from workbench.domain.plain import Misfit, Plain, from_plain
from workbench.domain.policy import Policy


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

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PolicyError(line, "TOML", str(error).split(" (at")[0]) from None
    try:
        return from_plain(Policy, {**data, "version": version}, strict=True)
    except Misfit as misfit:
        line = _line_of(text, misfit.path)
        raise PolicyError(line, ".".join(misfit.path), misfit.needed) from None


def plain_policy(text: str, version: int) -> Plain:
    """The document of a policy text as desks receive it; `from_plain(Policy, …)` reads it."""
    import tomllib

    return {**tomllib.loads(text), "version": version}


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """The line where `path` or the nearest table above it stands; 1 where nothing does."""
    best, line_of_best = 0, 1
    table: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[(\[?)\s*([\w.\-]+)\s*\]", line)
        if header:
            table = tuple(header[2].split("."))
            if header[1]:
                counts[header[2]] = counts.get(header[2], -1) + 1
                table = (*table, str(counts[header[2]]))
        key = re.match(r"\s*([\w\-]+)\s*=", line)
        here = (*table, key[1]) if key and not header else table
        if len(here) > best and path[: len(here)] == here:
            best, line_of_best = len(here), number
    return line_of_best
