"""What stands of a lead's handoff, on top of its card: for the AE who decides and for the rep."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from workbench.desk.handoffs import note_of, opportunity_words, summary_of
from workbench.desk.views import Card
from workbench.domain.handed import handed_at_hand
from workbench.domain.promise import Handed
from workbench.domain.tongue import mark, tr
from workbench.ui.clock_face import wall_time
from workbench.ui.runs import Run
from workbench.ui.story import Line, Section, Words
from workbench.ui.typeface import Text

_QUALITY = {
    1: mark("quality 1, not worth it"),
    2: mark("quality 2, thin"),
    3: mark("quality 3, good"),
    4: mark("quality 4, just right"),
}


def handed_sections(card: Card, people: Mapping[str, str], now: datetime) -> list[Section]:
    """Empty where nothing was handed on, or where somebody has gone on since."""
    handed = handed_at_hand(card.lead)
    if handed is not None:
        return [_at_hand(card, handed, people, now)]
    returned = _returned(card)
    return [_sent_back(card, returned, people, now)] if returned else []


def _returned(card: Card) -> Handed | None:
    """The one that ended without a deal, until somebody has tried again."""
    ended = [one for one in card.lead.handoffs if one.ended_at and one.decision != "accepted"]
    last = max(ended, key=lambda one: (one.ended_at, one.id), default=None)
    tried_at = card.lead.last_touch_at
    if last is None or not card.lead.is_open or last.ended_at is None:
        return None
    return None if tried_at is not None and tried_at > last.ended_at else last


def _at_hand(card: Card, handed: Handed, people: Mapping[str, str], now: datetime) -> Section:
    name = _namer(people)
    told: list[Line | Words] = [
        Line(tuple(_who(handed, name, now))),
        Line(tuple(_booked(handed, name, now))),
    ]
    if handed.decision == "accepted":
        told.append(Line(tuple(_accepted(card, handed, now))))
        note = note_of(card, handed)
        if note:
            told.append(Words(f"“{note}”", ink="ink2"))
    summary = summary_of(card, handed)
    told.append(Words(summary) if summary else Words(tr("No summary was written."), ink="ink3"))
    return Section(tr("HANDOFF"), tuple(told))


def _who(handed: Handed, name: Callable[[str | None], str], now: datetime) -> list[Run]:
    at = handed.meeting_at
    head = tr("Live transfer") if at is None else tr("Meeting {time}", time=wall_time(at, now))
    runs = [Run(head, weight=600)]
    if at is not None and handed.length_min:
        runs.append(Run(tr("{minutes} min", minutes=f"{handed.length_min:g}"), "ink2"))
    runs.append(Run(tr("with {name}", name=name(handed.ae)), "ink2", gives=1))
    return runs


def _booked(handed: Handed, name: Callable[[str | None], str], now: datetime) -> Iterator[Run]:
    """Below who meets: on one line both are cut off where a card is narrow."""
    told_at = wall_time(handed.told_at, now)
    told = tr("booked by {name}, {time}", name=name(handed.by), time=told_at)
    yield Run(told, "ink3", Text.SMALL, gives=1)
    if handed.is_open:
        due = tr("decide by {time}", time=wall_time(handed.due_at, now))
        yield Run(due, "ink2", Text.SMALL, gap=12)


def _accepted(card: Card, handed: Handed, now: datetime) -> list[Run]:
    when = wall_time(handed.ended_at, now) if handed.ended_at else ""
    runs = [Run(tr("Accepted"), weight=600), Run(when, "ink2")]
    if handed.quality in _QUALITY:
        runs.append(Run(tr(_QUALITY[handed.quality]), "ink2", gap=12))
    if card.lead.opportunity is not None:
        runs.append(Run(opportunity_words(card.lead.opportunity), weight=500, gap=12, gives=1))
    return runs


def _sent_back(card: Card, handed: Handed, people: Mapping[str, str], now: datetime) -> Section:
    name = _namer(people)(handed.ae)
    match handed.decision, handed.result:
        case "rejected", _:
            said = tr("{name} sent it back: {code}", name=name, code=handed.code)
        case _, "no_show":
            said = tr("Nobody came to the meeting with {name}: call back", name=name)
        case _:
            said = tr("The meeting with {name} was cancelled: call back", name=name)
    when = wall_time(handed.ended_at, now) if handed.ended_at else ""
    line = Line((
        Run("", icon="arrow-back-up"),
        Run(said, weight=600, gives=1),
        Run(when, "ink3", Text.SMALL),
    ))  # fmt: skip
    note = note_of(card, handed)
    return Section(tr("BACK"), (line, *([Words(f"“{note}”")] if note else [])))


def _namer(people: Mapping[str, str]) -> Callable[[str | None], str]:
    return lambda id: people.get(id or "") or tr("somebody")
