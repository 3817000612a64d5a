"""The question that each disposition asks, from what the policy says it needs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workbench.desk.views import Busy, Handing, Person
from workbench.desk.words import availability
from workbench.domain.disposition import Disposition
from workbench.domain.tongue import tr, tr_n
from workbench.ui.handing_asked import ANSWER, with_handing
from workbench.ui.meeting_asked import length, with_busy
from workbench.ui.moments import HOW, HOW_DAY, chips, parse_day, parse_moment
from workbench.ui.question import Choice, Group, Question, lettered, numbered


def touch_question() -> Question:
    kinds = (
        Choice("call", tr("Call just now, another phone"), "C"),
        Choice("email", tr("Email"), "E"),
        Choice("chat", tr("Chat"), "H"),
        Choice("social", tr("Social message"), "S"),
        Choice("sms", tr("SMS"), "M"),
    )
    return Question(
        title=tr("What happened?"),
        note=tr("No call runs and no touch waits for its outcome."),
        groups=(Group(name="touch_kind", label="", choices=kinds, chosen=0),),
        submit=tr("Call just now"),
    )


def question_for(
    disposition: Disposition, *, now: datetime, people: Sequence[Person],
    find: Callable[[str], Sequence[Choice]], last_reason: str | None, name: str,
    busy: Sequence[Busy] = (), handing: Handing | None = None,
) -> Question | None:  # fmt: skip
    """None where the code needs nothing more. `find` looks for a duplicate's master."""
    needs = [need for need in disposition.needs if need != "qualification"]
    if "reason" in needs:  # a click on a reason is disposition and reason: it comes last
        needs = [*(need for need in needs if need != "reason"), "reason"]
    groups = [
        group
        for need in needs
        for group in _groups(need, disposition, now, people, find, last_reason, busy)
    ]
    note = ""
    if handing is not None:
        groups, note = with_handing(groups, handing), handing.unasked
    if disposition.confirm:
        note = tr("No channel offers {name} again, offline too.", name=name or tr("this lead"))
    if not groups and not disposition.confirm:
        return None
    return Question(
        title=disposition.label,
        groups=tuple(groups),
        submit=tr("Confirm") if disposition.confirm else tr("File"),
        key=disposition.key,
        note=note,
    )


def answers_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the desk's `dispose` takes."""
    told = {
        name.removeprefix(ANSWER): value
        for name, value in answers.items()
        if name.startswith(ANSWER) and value
    }
    contact = {
        part: answers[f"contact_{part}"]
        for part in ("name", "email", "phone")
        if answers.get(f"contact_{part}")
    }
    plain = {
        name: value
        for name, value in answers.items()
        if value is not None
        and not name.startswith(("contact_", ANSWER))
        and not name.endswith("_text")
    }
    given = {"contact": contact, "answers": told}
    return {**plain, **{name: value for name, value in given.items() if value}}


def _groups(
    need: str, disposition: Disposition, now: datetime, people: Sequence[Person],
    find: Callable[[str], Sequence[Choice]], last_reason: str | None, busy: Sequence[Busy],
) -> list[Group]:  # fmt: skip
    match need:
        case "reason":
            choices = lettered(disposition.reasons, without=disposition.key)
            again = next((c for c in choices if c.value == last_reason), choices[0])
            return [Group(name="reason", label=tr("Reason"), choices=choices, again=again)]
        case "callback_at":
            return [_moment("callback_at", tr("When"), now)]
        case "meeting":
            begins = _moment("meeting", tr("Begins"), now, chosen=1)
            return [with_busy(begins, busy), length()]
        case "revisit_on":
            return [_revisit(disposition, now)]
        case "ae":
            aes = [person for person in people if person.role == "ae"]
            letters = lettered(person.name for person in aes)
            choices = tuple(
                Choice(person.id, person.name, choice.key,
                       "" if person.availability == "available" else availability(person))
                for person, choice in zip(aes, letters, strict=True)
            )  # fmt: skip
            return [Group(name="ae", label=tr("Account executive"), choices=choices)]
        case "contact":
            return [
                Group(name="contact_name", label=tr("Colleague"), field=tr("Name")),
                Group(name="contact_email", label="", field=tr("Email"), optional=True),
                Group(name="contact_phone", label="", field=tr("Phone"), optional=True),
            ]
        case "master":
            return [Group(name="master", label=tr("The same as"),
                          field=tr("Name, company or number"), find=find)]  # fmt: skip
        case _:
            return []


def _moment(name: str, label: str, now: datetime, *, chosen: int | None = None) -> Group:
    return Group(
        name=name, label=label, choices=numbered(chips(now)), chosen=chosen,
        field=tr("or type: 14:30, tomorrow 9:00, 24 Dec"),
        read=lambda text: parse_moment(text, now), how=tr(HOW),
    )  # fmt: skip


def _revisit(disposition: Disposition, now: datetime) -> Group:
    today = now.astimezone().date()
    usual = disposition.revisit_days or 90
    lengths = sorted({30, 60, 90, 180, usual})
    options = [(tr_n("in {n} day", "in {n} days", days), today + timedelta(days=days))
               for days in lengths]  # fmt: skip
    return Group(
        name="revisit_on", label=tr("Come back"), choices=numbered(options),
        chosen=lengths.index(usual), field=tr("or type: 24 Dec, 2027-01-15"),
        read=lambda text: parse_day(text, now), how=tr(HOW_DAY),
    )  # fmt: skip


def moment_question(
    title: str, now: datetime, *, submit: str, note: str = "", busy: Sequence[Busy] = ()
) -> Question:
    """Follow-up, snooze, a meeting that moves: when."""
    group = with_busy(_moment("at", "", now), busy)
    return Question(title=title, groups=(group,), submit=submit, note=note)
