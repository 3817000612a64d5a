"""The questions of the Handoffs mode, and what its verbs take of their answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workbench.desk.views import Busy
from workbench.domain.lead import Opportunity
from workbench.domain.tongue import tr
from workbench.ui.facts_asked import moment_question
from workbench.ui.question import Choice, Group, Question, lettered


def accept_question() -> Question:
    qualities = (
        Choice(4, tr("Just right"), "4"),
        Choice(3, tr("Good"), "3"),
        Choice(2, tr("Thin"), "2"),
        Choice(1, tr("Not worth it"), "1"),
    )
    sentence = tr("A sentence for who booked it")
    return Question(
        title=tr("Accept the handoff"),
        groups=(
            Group(name="quality", label=tr("How good was it?"), choices=qualities),
            Group(name="note", label="", field=sentence, optional=True),
        ),
        submit=tr("Accept"),
        at_once=False,
    )


def reject_question(codes: Sequence[str]) -> Question:
    """A code sends it; whoever has more to say writes first, a Tab away."""
    sentence = tr("Tab: first a sentence for the rep")
    return Question(
        title=tr("Send it back"),
        groups=(
            Group(name="code", label=tr("Why"), choices=lettered(codes)),
            Group(name="note", label="", field=sentence, optional=True),
        ),
        submit=tr("Send it back"),
        note=tr("The rep has it on top of their queue at once."),
    )


def move_question(now: datetime, busy: Sequence[Busy]) -> Question:
    return moment_question(tr("Move the meeting"), now, submit=tr("Move it"), busy=busy)


def opportunity_question(known: Opportunity | None, outcome: str | None = None) -> Question:
    """Its stage and money; for an end what it came to, for a loss why."""
    stage = known.stage if known else ""
    amount = f"{known.amount:.0f}" if known and known.amount is not None else ""
    groups = [
        Group(name="stage", label=tr("Stage"), field=tr("Proposal, negotiation …"), text=stage),
        Group(name="amount", label=tr("Amount"), field="12000", text=amount, read=amount_of,
              how=tr("Write a number, like 12000 or 12,500.50."), optional=outcome != "won"),
        Group(name="currency", label="", field=tr("Currency, like EUR"), read=currency_of,
              how=tr("Write its three letters, like EUR."),
              text=(known.currency if known else None) or "", optional=outcome != "won"),
    ]  # fmt: skip
    if outcome:
        groups = groups[1:]
    if outcome == "lost":
        groups = [Group(name="reason", label=tr("Why"), field=tr("In a few words")), *groups]
    title = {"won": tr("Won"), "lost": tr("Lost")}.get(outcome or "", tr("The opportunity"))
    return Question(title=title, groups=tuple(groups), submit=tr("Tell it"), at_once=False)


def told(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left blank."""
    return {name: value for name, value in answers.items() if value not in (None, "")}


def amount_of(text: str) -> float | None:
    plain = text.replace(",", "").replace(" ", "").replace("’", "")
    try:
        amount = float(plain)
    except ValueError:
        return None
    return amount if 0 <= amount < 1e12 else None


def currency_of(text: str) -> str | None:
    code = text.strip().upper()
    return code if len(code) == 3 and code.isalpha() and code.isascii() else None
