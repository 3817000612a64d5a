"""Signals: each rule at its own time, worth half after each stretch in which nothing was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_lead
from workbench.domain.alarms import alarms
from workbench.domain.intent import KEPT, recycling_rule, remembered
from workbench.domain.lead import Lead, Score, Signal
from workbench.domain.score import score
from workbench.domain.settle import settle

_ids = count(1)
DAY = timedelta(days=1)


def a_signal(kind: str, *, days: float = 0, page: str | None = None) -> Signal:
    """`days` past MONDAY."""
    return Signal(id=f"s{next(_ids):04}", kind=kind, at=MONDAY + days * DAY, page=page)


def a_view(page: str, days: float = 0) -> Signal:
    return a_signal("page_view", days=days, page=page)


def heard(*signals: Signal, type: str = "list") -> Lead:
    """A lead of a type without intent of its own."""
    return replace(a_lead(type=type), signals=remembered(signals))


def intent(lead: Lead, days: float = 0) -> int:
    return judged(lead, MONDAY + days * DAY).intent


def judged(lead: Lead, now: datetime) -> Score:
    return score(lead, POLICY, now)


@pytest.mark.parametrize(
    ("signals", "points"),
    [
        ([a_view("/pricing")], 0),
        ([a_view("/pricing"), a_view("https://halden.example/Pricing?x=1", 6)], 15),
        ([a_view("/pricing"), a_view("/pricing", 8)], 0),
        ([a_view("/compare/other")], 10),
        ([a_view("/roi-calculator")], 10),
        ([a_view("/case-studies/halden")], 8),
        ([a_signal("session", days=n) for n in (0, 3, 7)], 8),
        ([a_signal("session", days=n) for n in (0, 4, 8)], 0),
        ([a_signal("subscribed")], 3),
        ([a_signal("mail_click")], 3),
        ([a_signal("mail_click"), a_signal("mail_click", days=1)], 3),
        ([a_signal("mail_open"), a_signal("mail_open", days=1)], 0),
        ([a_signal("webinar")], 15),
    ],
)
def test_each_rule_gives_its_points_once(signals: list[Signal], points: int) -> None:
    assert intent(heard(*signals), days=8) == points


def test_who_comes_back_after_thirty_days_gets_points_for_it() -> None:
    assert intent(heard(a_signal("session", days=29)), days=29) == 0
    assert intent(heard(a_signal("session", days=30)), days=30) == 8
    assert intent(heard(a_signal("session", days=20), a_signal("session", days=45)), days=45) == 0


def test_an_unsubscription_takes_points_until_they_subscribe_again() -> None:
    left = heard(a_signal("subscribed"), a_signal("unsubscribed", days=1), type="demo")
    assert intent(left, days=400) == 10
    back = replace(left, signals=(*left.signals, a_signal("subscribed", days=2)))
    assert intent(back, days=2) == 43


def test_points_are_halved_for_each_thirty_days_in_which_nothing_was_heard() -> None:
    lead = heard(a_view("/compare"))
    assert [intent(lead, days) for days in (0, 29.9, 30, 60, 90, 120, 150)] == [
        10, 10, 5, 2, 1, 1, 0,
    ]  # fmt: skip


def test_what_was_halved_stays_halved_when_they_come_back() -> None:
    lead = heard(a_view("/compare"), a_signal("mail_click", days=40))
    points = {point.rule: point.points for point in judged(lead, MONDAY + 41 * DAY).points}
    assert points == {"Comparison or ROI page": 5, "Mail click": 3, "Back after 30 days": 8}


def test_opened_mail_keeps_nothing_warm() -> None:
    opened = [a_signal("mail_open", days=n) for n in range(1, 30)]
    assert intent(heard(a_view("/compare"), *opened), days=30) == 5


def test_what_a_hand_raiser_asked_for_never_decays_and_other_inquiries_do() -> None:
    assert intent(a_lead(type="demo"), days=900) == 40
    assert [intent(a_lead(type="webinar"), days) for days in (0, 30, 60)] == [15, 8, 4]


def test_each_point_says_since_when_and_until_when() -> None:
    lead = heard(a_view("/compare", 2), type="demo")
    asked, point = judged(lead, MONDAY + 40 * DAY).points
    assert (asked.part, point.part) == ("intent", "intent")
    assert (asked.at, asked.until) == (MONDAY, None)
    assert (point.at, point.until) == (MONDAY + 2 * DAY, MONDAY + 62 * DAY)


def test_the_signal_that_meets_a_rule_that_recycles_is_the_one_that_counts() -> None:
    first, second, third = a_view("/pricing"), a_view("/pricing", 1), a_view("/blog", 2)
    lead = heard(first, second, third)
    rules = [recycling_rule(lead, signal, POLICY) for signal in lead.signals]
    assert [rule and rule.name for rule in rules] == [None, "Pricing page twice in 7 days", None]


def test_a_lead_remembers_the_newest_signals_and_the_last_word_on_mail() -> None:
    left = a_signal("unsubscribed", days=-1)
    views = [a_view("/blog", n) for n in range(KEPT + 10)]
    kept = remembered([*views, left])
    assert kept == (left, *views[10:])
    assert settle(heard(*views, left), POLICY).barred == ("email",)


_signals = st.lists(
    st.builds(
        a_signal,
        st.sampled_from(
            ["page_view", "session", "mail_open", "mail_click", "webinar", "subscribed",
             "unsubscribed"]
        ),
        days=st.integers(-400, 0),
        page=st.sampled_from([None, "/pricing", "/compare", "/case-study", "/blog"]),
    ),
    max_size=12,
)  # fmt: skip
_types = st.sampled_from(["demo", "content", "webinar", "list", "newsletter"])


@given(_signals, _types, st.randoms())
def test_the_order_in_which_signals_arrive_does_not_matter(
    signals: list[Signal], type: str, random: Random
) -> None:
    shuffled = list(signals)
    random.shuffle(shuffled)
    lead = heard(*signals, type=type)
    assert judged(lead, MONDAY) == judged(replace(lead, signals=tuple(shuffled)), MONDAY)


@given(_signals, _types, st.integers(0, 900), st.integers(0, 900))
def test_intent_stays_within_its_range_and_never_grows_by_waiting(
    signals: list[Signal], type: str, days: int, more: int
) -> None:
    lead = heard(*signals, type=type)
    now, later = intent(lead, days), intent(lead, days + more)
    assert 0 <= later <= now <= 50


@given(_signals, _types, st.integers(0, 200))
def test_a_score_changes_when_it_says_and_at_no_moment_before(
    signals: list[Signal], type: str, days: int
) -> None:
    lead, now = heard(*signals, type=type), MONDAY + days * DAY
    before = judged(lead, now)
    until = _next_change(before)
    if until is None:
        assert _worth(judged(lead, now + 4000 * DAY)) == _worth(before)
        return
    assert until > now
    assert judged(lead, until - timedelta(milliseconds=1)) == before
    assert _worth(judged(lead, until)) != _worth(before)


@given(_signals, _types)
def test_a_server_that_scores_anew_at_each_alarm_comes_to_an_end(
    signals: list[Signal], type: str
) -> None:
    lead = heard(*signals, type=type)
    lead = replace(lead, score=judged(lead, MONDAY))
    for _ in range(100):
        ringing = [alarm for alarm in alarms(lead, POLICY) if alarm.kind == "decay"]
        if not ringing:
            return
        lead = replace(lead, score=judged(lead, ringing[0].at))
    raise AssertionError(lead.score)


def _next_change(result: Score) -> datetime | None:
    return min((point.until for point in result.points if point.until), default=None)


def _worth(result: Score) -> Sequence[tuple[str, int]]:
    return [(point.rule, point.points) for point in result.points]
