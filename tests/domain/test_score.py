"""Points by rule, and what they make of a lead: the numbers of the field guide."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from workbench.domain.apply import apply
from workbench.domain.lead import FACTS, Account, Known, Lead, Point, Score
from workbench.domain.plain import Misfit
from workbench.domain.policy import Policy
from workbench.domain.rules import CAPTURED, Product, SignalRule, ValuePoints
from workbench.domain.score import FOLLOWING, factors, is_in_icp, is_mql, is_outside_icp, score

FITS: dict[str, Any] = {"employees": "200", "industry": "Logistics", "country": "DE"}


@pytest.mark.parametrize(
    ("facts", "fit"),
    [
        ({}, 0),
        ({"employees": "50"}, 15),
        ({"employees": "1001"}, 8),
        ({"employees": "6000"}, 0),
        ({"industry": "LOGISTICS"}, 10),
        ({"title": "CFO"}, 12),
        ({"title": "VP Finance"}, 18),
        ({"title": "Office manager"}, 8),
        ({"title": "Accountant"}, 3),
        ({"country": "DE"}, 5),
        ({"country": "KP"}, -30),
        ({"country": "somewhere far"}, 0),
        ({"tech": "SAP, Excel"}, 2),
        ({"email": "Ann@Gmail.com"}, -10),
        (FITS | {"title": "Head of supply", "tech": "sap"}, 50),
    ],
)
def test_each_fact_gives_its_points(facts: dict[str, Any], fit: int) -> None:
    assert a_lead(**facts).score.fit == fit


@pytest.mark.parametrize(
    ("kind", "intent"),
    [
        ("demo", 40), ("contact_sales", 40), ("pricing", 40), ("call", 35), ("chat", 35),
        ("referral", 30), ("partner", 30), ("marketplace", 30), ("trial", 30), ("webinar", 15),
        ("content", 10), ("event", 10), ("newsletter", 3), ("list", 0),
    ],
)  # fmt: skip
def test_each_type_gives_its_intent(kind: str, intent: int) -> None:
    assert a_lead(type=kind).score.intent == intent


@pytest.mark.parametrize(
    ("fit", "intent", "shown", "grade"),
    [(-80, 0, 1, "D4"), (-30, 40, 4, "D1"), (25, 10, 4, "B3"), (40, 25, 7, "A2"),
     (10, 9, 2, "C4"), (50, 50, 10, "A1"), (24, 24, 5, "C3")],
)  # fmt: skip
def test_points_are_shown_from_one_to_ten_and_as_a_letter_with_a_digit(
    fit: int, intent: int, shown: int, grade: str
) -> None:
    score = Score(fit=fit, intent=intent)
    assert (score.shown, score.fit_letter + score.intent_digit) == (shown, grade)


@pytest.mark.parametrize(
    ("kind", "facts", "qualified"),
    [
        ("demo", {}, True),
        ("demo", {"country": "KP"}, True),
        ("demo", {"title": "Student"}, False),
        ("trial", {}, False),
        ("trial", FITS, True),
        ("event", FITS, False),
        ("webinar", FITS, True),
        ("content", FITS, True),
        ("content", {}, False),
        ("webinar", FITS | {"title": "Student"}, False),
    ],
)
def test_what_marketing_may_call_qualified(
    kind: str, facts: dict[str, Any], qualified: bool
) -> None:
    assert is_mql(a_lead(type=kind, **facts), POLICY) is qualified


def test_what_is_blank_is_neither_inside_the_icp_nor_outside() -> None:
    blank, student = a_lead().score, a_lead(title="Student").score
    assert not is_in_icp(a_lead(), POLICY)
    assert not is_outside_icp(blank)
    assert is_outside_icp(student)
    assert is_outside_icp(a_lead(country="KP").score)
    assert is_in_icp(a_lead(**FITS), POLICY)


def judged(lead: Lead, policy: Policy = POLICY) -> Score:
    return score(lead, policy, MONDAY)


@pytest.mark.parametrize(
    ("known", "fit"),
    [
        ({"seniority": "c-level"}, 12),
        ({"seniority": "vp", "title": "Vizepräsidentin Betrieb"}, 12),
        ({"seniority": "individual", "title": "Assistant to the director"}, 3),
        ({"seniority": "manager", "department": "procurement"}, 14),
        ({"department": "hr", "title": "Head of people operations", "seniority": "head"}, 12),
        ({"title": "Team leader"}, 3),
        ({"size_band": "51-200"}, 15),
        ({"size_band": "11-50"}, 8),
        ({"size_band": "10001+"}, 0),
        ({"account": Account(name="Halden", kind="target")}, 10),
        ({"account": Account(name="Halden", kind="named")}, 10),
        ({"account": Account(name="Halden", kind="customer")}, 0),
    ],
)
def test_what_is_understood_of_a_person_goes_before_the_words_of_their_title(
    known: dict[str, Any], fit: int
) -> None:
    assert judged(replace(a_lead(), **known)).fit == fit


def test_a_competitor_is_excluded_by_its_domain_and_by_the_teams_list() -> None:
    listed = replace(a_lead(), account=Account(name="Rival", kind="competitor"))
    assert judged(listed).excluded == "is a competitor"
    rules = replace(
        POLICY.fit, excluded=replace(POLICY.fit.excluded, competitors=("rival.example",))
    )
    by_domain = replace(a_lead(), domain="rival.example")
    assert judged(by_domain, replace(POLICY, fit=rules)).excluded == "is a competitor"


def test_who_asks_about_a_product_is_judged_by_its_rules() -> None:
    product = Product(label="Fleet", words=("fleet",), fit={"geographies": ["JP"], "in_icp": 5})
    policy = replace(POLICY, products={"fleet": product})
    asks = a_lead(country="JP", page="https://halden.example/Fleet/tour")
    asks = replace(asks, score=judged(asks, policy))
    other = a_lead(country="JP")
    assert (asks.score.fit, judged(other, policy).fit) == (5, -30)
    assert is_in_icp(asks, policy)
    assert not is_in_icp(asks, POLICY)


def test_points_for_a_value_know_a_blank_from_any_other() -> None:
    points = (
        ValuePoints(field="heard_from", value="a friend", points=7),
        ValuePoints(field="heard_from", value="", points=-2),
        ValuePoints(field="region", value="", points=4, part="fit"),
    )
    policy = replace(POLICY, points=points)
    said, blank = a_lead(heard_from="A Friend", type="list"), a_lead(type="list", region="Jura")
    assert [point.rule for point in judged(said, policy).points] == [
        "Heard from: A Friend", "Region: blank",
    ]  # fmt: skip
    assert (judged(said, policy).intent, judged(said, policy).fit) == (7, 4)
    assert judged(blank, policy).intent == 0
    assert judged(blank, policy).points[0].points == -2


def test_a_lead_that_came_back_is_judged_by_what_it_asked_for_itself() -> None:
    policy = replace(POLICY, points=(ValuePoints(field="heard_from", value="", points=-9),))
    lead = a_lead(type="content", heard_from="a friend")
    back = replace(lead.inquiries[0], id="back", type="recycled", heard_from=None)
    lead = replace(lead, inquiries=(*lead.inquiries, back))
    assert judged(lead, policy).intent == 10


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (lambda: ValuePoints(field="campaign", value="", points=1), "field"),
        (lambda: ValuePoints(field="status", value="lost", points=1), "field"),
        (lambda: SignalRule(name="x", kind="session", points=1, times=0), "times"),
        (lambda: SignalRule(name="x", kind="session", points=1, away_days=0), "away_days"),
        (lambda: replace(POLICY, half_life_days=0), "half_life_days"),
    ],
)
def test_a_rule_that_could_not_be_kept_is_refused(broken: Any, named: str) -> None:
    with pytest.raises(Misfit, match=named):
        broken()


def test_a_fact_from_elsewhere_counts_since_it_is_known() -> None:
    at = MONDAY + timedelta(days=3)
    lead = replace(
        a_lead(industry="Logistics"), employees=200, known={"employees": Known(source="csv", at=at)}
    )
    assert {point.rule: point.at for point in judged(lead).points if point.part == "fit"} == {
        "200 people, in the size band": at,
        "Industry Logistics": MONDAY,
    }


def test_three_factors_that_raise_and_three_that_lower_are_said_in_words() -> None:
    lead = a_lead(
        title="VP Operations", employees="200", industry="logistics", email="vp@gmail.com",
        country="KP",
    )  # fmt: skip
    assert factors(judged(lead)) == (
        (
            "Demo +40 since 23 Nov",
            "200 people, in the size band +15 since 23 Nov",
            "VP Operations: leader +12 since 23 Nov",
        ),
        ("KP is not served -30 since 23 Nov", "Free mail address -10 since 23 Nov"),
    )


def test_a_factor_that_fades_says_until_when_on_the_readers_calendar() -> None:
    late = MONDAY.replace(hour=23)
    point = Point(rule="Mail click", points=3, part="intent", at=late, until=late + timedelta(30))
    raises, lowers = factors(
        Score(points=(point,), excluded="is a competitor"), ZoneInfo("Asia/Tokyo")
    )
    assert raises == ("Mail click +3 since 24 Nov until 24 Dec",)
    assert lowers == ("Excluded: is a competitor",)


_FILLED_IN = {
    "title": "CEO", "country": "US", "industry": "finance", "employees": 200,
    "email": "me@gmail.com", "tech": ["sap"], "type": "demo",
}  # fmt: skip


@given(st.sets(st.sampled_from(sorted(_FILLED_IN))), st.booleans())
def test_what_the_team_fills_in_changes_no_point(edits: set[str], is_blank: bool) -> None:
    said: dict[str, Any] = {"title": "Clerk", "country": "DE", "employees": "30", "tech": "sap"}
    lead = a_lead(type="content", **({} if is_blank else said))
    before = judged(lead)
    changes = {name: {"old": None, "new": _FILLED_IN[name]} for name in edits}
    edited = replace(a_mutation(lead, "lead_edited", after=1), args=changes)
    lead = apply(lead, edited, POLICY)
    lead = apply(lead, a_call(lead, "INT", after=2), POLICY)
    assert judged(lead) == before


class _Watched:
    """Another value that remembers what was asked of it."""

    def __init__(self, value: object, asked: set[str]) -> None:
        object.__setattr__(self, "_told", (value, asked))

    def __getattr__(self, name: str) -> Any:
        value, asked = object.__getattribute__(self, "_told")
        asked.add(name)
        return getattr(value, name)


def test_a_score_reads_nothing_but_what_was_known_at_capture() -> None:
    of_lead: set[str] = set()
    of_inquiry: set[str] = set()
    policy = replace(
        POLICY, points=tuple(ValuePoints(field=name, value="", points=1) for name in CAPTURED)
    )
    lead = a_lead(title="VP Operations", country="DE")
    inquiries: Any = tuple(_Watched(inquiry, of_inquiry) for inquiry in lead.inquiries)
    watched: Any = _Watched(replace(lead, inquiries=inquiries), of_lead)
    score(watched, policy, MONDAY)
    around = {"said", "known", "inquiries", "signals", "account"}
    assert of_lead <= {*FACTS, *FOLLOWING, *around}
    came = {"id", "received_at", "came_as", "points"}
    assert of_inquiry <= {*CAPTURED, *came}
