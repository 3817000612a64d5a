"""The questions of what is logged or entered by hand: a touch, a lead, one's own status."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workbench.desk.views import Person
from workbench.desk.words import availability
from workbench.domain.rules import LeadType
from workbench.domain.tongue import tr
from workbench.ui.moments import HOW, in_english, parse_moment, parse_past
from workbench.ui.question import Choice, Group, Question, lettered, numbered


def log_question(now: datetime, kind: str = "") -> Question:
    kinds = (
        Choice("email", tr("Email"), "E"),
        Choice("social", tr("Social message"), "S"),
        Choice("call", tr("Call, another phone"), "C"),
        Choice("sms", tr("SMS"), "M"),
        Choice("chat", tr("Chat"), "H"),
        Choice("note", tr("Note"), "N"),
    )
    names = [choice.value for choice in kinds]
    ago = [(tr("just now"), now), (tr("15 min ago"), now - timedelta(minutes=15)),
           (tr("1 h ago"), now - timedelta(hours=1))]  # fmt: skip
    chosen = names.index(kind) if kind else 0
    return Question(
        title=tr("Log by hand"),
        groups=(
            Group(name="kind", label=tr("What"), choices=kinds, chosen=chosen),
            Group(name="direction", label="", chosen=0,
                  choices=(Choice("out", tr("From us"), "F"), Choice("in", tr("To us"), "T"))),
            Group(name="at", label=tr("When"), choices=numbered(ago), chosen=0,
                  field=tr("or type: 14:30, 20 min, yesterday 16:00"),
                  read=lambda text: parse_past(text, now),
                  how=tr("Write when it was, like 14:30 or 20 min.")),
            Group(name="note", label=tr("Note"), field=tr("What was said"), optional=True),
        ),
        submit=tr("Log"),
        at_once=False,
    )  # fmt: skip


def lead_question(
    types: Mapping[str, LeadType], find: Callable[[str], Sequence[Choice]]
) -> Question:
    offered = [name for name in ("call", "demo", "contact_sales", "pricing", "chat", "referral",
                                 "event", "list") if name in types]  # fmt: skip
    offered = offered or list(types)[:8]
    return Question(
        title=tr("Add a lead"),
        note=tr("Already here? Type the number or the name first."),
        groups=(
            Group(name="known", label=tr("Find"), field=tr("Number, name or company"), find=find,
                  optional=True),
            Group(name="phone", label=tr("New lead"), field=tr("Phone"), optional=True),
            Group(name="email", label="", field=tr("Email"), optional=True),
            Group(name="name", label="", field=tr("Name"), optional=True),
            Group(name="company", label="", field=tr("Company"), optional=True),
            Group(name="message", label="", field=tr("What they want"), optional=True),
            Group(name="type", label=tr("Came by"), chosen=0,
                  choices=numbered((types[name].label, name) for name in offered)),
        ),
        submit=tr("Open or add"),
        at_once=False,
    )  # fmt: skip


def fields_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the desk's `add_lead` takes; what was typed to find the lead stands where it fits."""
    told = {name: value for name, value in answers.items() if value and "known" not in name}
    typed = str(answers.get("known_text") or "")
    if "@" in typed:
        told.setdefault("email", typed)
    elif sum(char.isdigit() for char in typed) >= 4:
        told.setdefault("phone", typed)
    elif typed:
        told.setdefault("name", typed)
    return told


def assign_question(people: Sequence[Person], *, owned: bool) -> Question:
    """To one of these or, where somebody has it, back to the pool: an empty answer."""
    letters = lettered((person.name for person in people), without="P")
    choices = (
        *(Choice(person.id, person.name, letter.key,
                 "" if person.availability == "available" else availability(person))
          for person, letter in zip(people, letters, strict=True)),
        *([Choice("", tr("Release to the pool"), "P")] if owned else []),
    )  # fmt: skip
    return Question(title=tr("Assign"), groups=(Group(name="to", label="", choices=choices),))


def availability_question(now: datetime) -> Question:
    until = [
        (tr("Available"), ("available", None)),
        (tr("Busy for 30 min"), ("busy", now + timedelta(minutes=30))),
        (tr("Away for 1 h"), ("away", now + timedelta(hours=1))),
        (tr("Away, open end"), ("away", None)),
    ]
    return Question(
        title=tr("My status"),
        note=tr("New leads go to who is available."),
        groups=(
            Group(name="state", label="", choices=numbered(until), field=tr("away until 14:30"),
                  read=lambda text: _away(text, now), how=tr(HOW)),
        ),
        submit=tr("Say so"),
    )  # fmt: skip


def _away(text: str, now: datetime) -> tuple[str, datetime] | None:
    words = in_english(text.strip().lower())
    at = parse_moment(words.removeprefix("away").strip().removeprefix("until"), now)
    return ("away", at) if at is not None else None
