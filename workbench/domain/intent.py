"""How much somebody wants it, by what they asked for and what they did since.

A point is worth half for each `half_life_days` in which nothing was heard of the lead; what a
hand-raiser asked for stays, and so does what was taken away. In which order signals arrived does
not matter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, pairwise

from workbench.domain.lead import Inquiry, Lead, Point, Signal
from workbench.domain.policy import Policy
from workbench.domain.rules import SignalRule

KEPT = 50
"""Signals that a lead remembers; those before them only the server's table holds."""
ON_MAIL = ("subscribed", "unsubscribed")


def intent_points(
    inquiries: Sequence[Inquiry], lead: Lead, policy: Policy, now: datetime
) -> Iterator[Point]:
    """`inquiries` are the lead's as they came."""
    heard = _heard(inquiries, lead.signals, policy)
    # Whole seconds: a moment that is stored in milliseconds is still the moment.
    half_life = timedelta(seconds=round(policy.half_life_days * 86_400))
    decay = Decay(heard.moments, half_life, now)
    for kind, at in _newest_of_each_type(inquiries).items():
        asked = policy.type(kind)
        yield from decay.points(asked.label, asked.intent, at, stays=asked.hand_raiser)
    for rule in policy.signals:
        met_at = _met_at(rule, heard)
        if met_at is not None:
            yield from decay.points(rule.name, rule.points, met_at)


def recycling_rule(lead: Lead, signal: Signal, policy: Policy) -> SignalRule | None:
    """The rule that brings a nurtured lead back and was met last by this signal of the lead's."""
    heard = _heard(lead.inquiries, lead.signals, policy)
    rules = (rule for rule in policy.signals if rule.recycles and heard.counts(signal, rule))
    return next((rule for rule in rules if _met_at(rule, heard) == signal.at), None)


def remembered(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """In order of time, the newest KEPT and, however old, the last word on mail."""
    ordered = sorted({signal.id: signal for signal in signals}.values(), key=_order)
    older, word = ordered[:-KEPT], _last_word(ordered)
    return (*(one for one in older if one is word), *ordered[-KEPT:])


def has_unsubscribed(signals: Sequence[Signal]) -> bool:
    word = _last_word(signals)
    return word is not None and word.kind == "unsubscribed"


@dataclass(frozen=True, slots=True)
class Decay:
    """`heard`: when something was heard of the lead, in order."""

    heard: tuple[datetime, ...]
    half_life: timedelta
    now: datetime

    def points(
        self, rule: str, points: int, at: datetime, *, stays: bool = False
    ) -> Iterator[Point]:
        """One, worth what it says `until`; none where it is worth nothing any more."""
        if stays or points < 0:
            yield Point(rule=rule, points=points, part="intent", at=at)
            return
        moments = [at, *self.heard[bisect_left(self.heard, at) :]]
        moments.append(max(self.now, moments[-1]))
        idle = [(later - earlier) // self.half_life for earlier, later in pairwise(moments)]
        halved = sum(idle)
        worth = _worth(points, halved)
        if worth:
            changes = next(n for n in count(halved + 1) if _worth(points, n) != worth)
            until = moments[-2] + self.half_life * (idle[-1] + changes - halved)
            yield Point(rule=rule, points=worth, part="intent", at=at, until=until)


def _worth(points: int, halved: int) -> int:
    return round(points * 0.5**halved)


@dataclass(frozen=True, slots=True)
class Heard:
    """Signals, and `moments` of all signs of life in order. `kinds` of signals are such signs."""

    signals: Sequence[Signal]
    kinds: frozenset[str]
    moments: tuple[datetime, ...]

    def counts(self, signal: Signal, rule: SignalRule) -> bool:
        """Whether this signal is one that the rule is about."""
        if signal.kind in ON_MAIL and signal is not _last_word(self.signals):
            return False
        page = (signal.page or "").casefold()
        is_kind = signal.kind in self.kinds if rule.kind == "any" else signal.kind == rule.kind
        return is_kind and (not rule.pages or any(part.casefold() in page for part in rule.pages))

    def was_away(self, at: datetime, days: float) -> bool:
        """Whether nothing came for so long before; who was never here has not been away."""
        before = bisect_left(self.moments, at)
        return before > 0 and at - self.moments[before - 1] >= timedelta(days=days)


def _heard(inquiries: Sequence[Inquiry], signals: Sequence[Signal], policy: Policy) -> Heard:
    """A sign of life is an inquiry, or a signal of a kind that can give points.

    Programs open mail by themselves, and the server makes an inquiry of a lead that comes back.
    """
    kinds = frozenset(rule.kind for rule in policy.signals if rule.points > 0)
    moments = [one.received_at for one in inquiries if one.type != policy.recycled_type]
    moments += [signal.at for signal in signals if signal.kind in kinds]
    return Heard(signals, kinds, tuple(sorted(moments)))


def _met_at(rule: SignalRule, heard: Heard) -> datetime | None:
    """When the rule was met last."""
    if not heard.signals:
        return None
    mine = sorted(signal.at for signal in heard.signals if heard.counts(signal, rule))
    met = (
        at
        for first, at in zip(mine, mine[rule.times - 1 :], strict=False)
        if rule.within_days is None or at - first <= timedelta(days=rule.within_days)
    )
    away = rule.away_days
    return max((at for at in met if away is None or heard.was_away(at, away)), default=None)


def _newest_of_each_type(inquiries: Sequence[Inquiry]) -> dict[str, datetime]:
    in_time = sorted(inquiries, key=lambda inquiry: inquiry.received_at)
    return {inquiry.type: inquiry.received_at for inquiry in in_time}


def _last_word(signals: Sequence[Signal]) -> Signal | None:
    """The newest of those by which they said whether they want mail."""
    return max((one for one in signals if one.kind in ON_MAIL), key=_order, default=None)


def _order(signal: Signal) -> tuple[datetime, str]:
    return signal.at, signal.id
