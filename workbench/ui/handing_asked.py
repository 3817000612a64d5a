"""What is asked beside time and AE when a lead is handed on: open questions, and the summary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from workbench.desk.views import Handing
from workbench.domain.qualification import LONGEST, UNKNOWN, Question
from workbench.domain.tongue import mark, tr
from workbench.ui.question import Group

ANSWER = "answer "
"""Begins the name of a group that asks a question of the form."""
HOW = mark("Type what they say, or ? where they do not know.")


def with_handing(groups: Sequence[Group], handing: Handing) -> list[Group]:
    """The questions that must be asked come first, the AE last: that choice files it all."""
    words = tr("Summary for the AE")
    summary = Group(name="summary", label=words, field=words, text=handing.summary,
                    several_lines=True, optional=True)  # fmt: skip
    asked = [_asked(question, first=not n) for n, question in enumerate(handing.unmet)]
    facts = [group for group in groups if group.name != "ae"]
    aes = [group for group in groups if group.name == "ae"]
    return [*asked, *facts, summary, *aes]


def _asked(question: Question, *, first: bool) -> Group:
    how = tr(HOW)
    if question.choices:
        how = tr("One of: {choices}; or ?.", choices=", ".join(question.choices))
    return Group(
        name=ANSWER + question.id, label=tr("Ask first, ? if not known") if first else "",
        field=f"{question.label}: {question.says}",
        read=partial(_read, question.choices), how=how,
    )  # fmt: skip


def _read(choices: Sequence[str], text: str) -> str | None:
    if text == "?":
        return UNKNOWN
    if not choices:
        return text[:LONGEST]
    return next((one for one in choices if one.casefold().startswith(text.casefold())), None)
