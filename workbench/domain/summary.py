"""What an AE is told of a lead that is handed to them, written from what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from workbench.domain.activity import TOUCHES, Activity
from workbench.domain.cadence import CHANNEL_WORDS
from workbench.domain.calendar import day_and_month
from workbench.domain.lead import Lead
from workbench.domain.policy import Policy
from workbench.domain.qualification import ASKED, UNKNOWN, unasked
from workbench.domain.tongue import mark, tr, tr_n

TOUCHES_MOST = 3
NOTES_MOST = 3
MESSAGE_MOST = 300
"""Characters of what they wrote: an AE reads it all on the card."""
_IN_VAIN = {ASKED: mark("asked, not known yet"), UNKNOWN: mark("asked, they do not know")}


def summary(lead: Lead, policy: Policy, activities: Sequence[Activity], *, notes: str = "") -> str:
    """One line each: who, why now, what they answered, what was noted, what was done.

    `activities` the newest first; `notes` is what is being typed. What is blank has no line.
    """
    standing = [activity for activity in activities if not activity.undone]
    lines = (
        _who(lead),
        *_why_now(lead, policy),
        *_answers(lead, policy),
        *_notes(standing, notes),
        _touches(standing, policy),
    )
    return "\n".join(filter(None, lines))


def _who(lead: Lead) -> str:
    size = tr_n("{n} person", "{n} people", lead.employees) if lead.employees else ""
    about = ", ".join(filter(None, (size, lead.industry)))
    company = f"{lead.company} ({about})" if lead.company and about else lead.company or about
    where = ", ".join(filter(None, (lead.region, lead.country)))
    return ", ".join(filter(None, (lead.name, lead.title, company, where)))


def _why_now(lead: Lead, policy: Policy) -> Iterator[str]:
    inquiry = lead.newest_inquiry
    kind = policy.types.get(inquiry.type)
    came = tr(
        "{day}, {kind} inquiry",
        day=_day(inquiry.received_at, policy), kind=kind.label if kind else inquiry.type,
    )  # fmt: skip
    about = (
        inquiry.product, inquiry.asset or inquiry.page,
        tr("budget {sum}", sum=inquiry.budget) if inquiry.budget else "",
        tr("timeline {time}", time=inquiry.timeline) if inquiry.timeline else "",
        tr("heard of us from {whom}", whom=inquiry.heard_from) if inquiry.heard_from else "",
    )  # fmt: skip
    yield tr("Came: {what}", what=", ".join(filter(None, (came, *about))))
    if inquiry.message:
        yield tr("Wrote: “{message}”", message=_cut(inquiry.message))


def _answers(lead: Lead, policy: Policy) -> Iterator[str]:
    form = policy.form_for(lead)
    if form is None:
        return
    for question in form.questions:
        answer = lead.answers.get(question.id)
        if answer is not None:
            in_vain = _IN_VAIN.get(answer.text)
            yield f"{question.label}: {tr(in_vain) if in_vain else answer.text}"
    if left := unasked(form, lead.answers):
        names = ", ".join(question.label.lower() for question in left)
        yield tr("Not asked: {questions}", questions=names)


def _notes(activities: Sequence[Activity], notes: str) -> Iterator[str]:
    told = (str(activity.args.get("note") or "") for activity in activities)
    texts = dict.fromkeys(" ".join(text.split()) for text in (notes, *told) if text.strip())
    yield from (tr("Note: {text}", text=text) for text in list(texts)[:NOTES_MOST])


def _touches(activities: Sequence[Activity], policy: Policy) -> str:
    touches = [activity for activity in activities if activity.kind in TOUCHES]
    told = []
    for touch in touches[:TOUCHES_MOST]:
        code = policy.find(str(touch.args.get("outcome") or ""))
        kind = tr(CHANNEL_WORDS[touch.kind])
        what = f"{kind}, {code.label.lower()}" if code else kind
        told.append(f"{_day(touch.at, policy)} {what}")
    if not told:
        return ""
    return tr_n(
        "Touched {n} time, last: {last}", "Touched {n} times, last: {last}",
        len(touches), last="; ".join(told),
    )  # fmt: skip


def _day(at: datetime, policy: Policy) -> str:
    return day_and_month(policy.calendar.local_day(at))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MESSAGE_MOST else f"{flat[:MESSAGE_MOST].rstrip()} …"
