"""The policy as whoever keeps it is told of it: versions in sentences, and what a text changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import mark, tr, tr_n

STATES = {  # not a text, but what the server calls them, beside what is read
    "in force": mark("in force"), "on trial": mark("on trial for half of the new leads"),
    "waits": mark("waits for its time"), "ended": mark("ended"),
    "overtaken": mark("never began: a later one was set"),
}  # fmt: skip


def version_said(version: Mapping[str, Any], now: Any) -> str:
    """“Version 3, in force, set by Tom Varga 14:30: “faster demos”.”"""
    told = tr(
        "Version {number}, {state}, set by {author} {time}: “{reason}”.",
        number=version["version"], state=tr(STATES[version["state"]]),
        author=version["author"] or tr("the command line"),
        time=moment(from_ms(version["at"]), now), reason=version["reason"],
    )  # fmt: skip
    if version["agreed"]:
        who = "; ".join(f"{name}: {person}" for name, person in version["agreed"].items())
        told = tr("{told} Agreed by {who}.", told=told, who=who)
    return tr("{told} Its review is overdue.", told=told) if version["overdue"] else told


def changed(diff: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines of a diff: “+”, “−” or nothing, and the line; where it goes on elsewhere, “…”."""
    for number, line in enumerate(diff):
        text = line.rstrip("\n")
        if line.startswith("@@"):
            if number > 2:
                yield "", "…"
        elif not line.startswith(("---", "+++")):
            yield {"+": "+", "-": "−"}.get(line[:1], ""), text[1:]


def size_of(diff: Sequence[str]) -> str:
    signs = [sign for sign, _ in changed(diff)]
    if not any(signs):
        return tr("It says what is in force already.")
    more, less = signs.count("+"), signs.count("−")
    told = tr_n("{n} line comes", "{n} lines come", more)
    return tr_n("{told}, {n} goes.", "{told}, {n} go.", less, told=told)


def agreed_by(text: str) -> dict[str, str] | None:
    """“Sales: Kim Berg; Marketing: Jo Ode” → department → who; None: not understood."""
    agreed = {}
    for part in filter(str.strip, text.split(";")):
        department, colon, who = part.partition(":")
        if not (colon and department.strip() and who.strip()):
            return None
        agreed[department.strip()] = who.strip()
    return agreed
