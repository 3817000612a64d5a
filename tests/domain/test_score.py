"""Points by rule, and what they make of a lead: the numbers of the field guide."""

from typing import Any

import pytest

from tests.builders import POLICY, a_lead
from workbench.domain.lead import Score
from workbench.domain.score import is_in_icp, is_mql, is_outside_icp

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
    assert not is_in_icp(blank, POLICY)
    assert not is_outside_icp(blank)
    assert is_outside_icp(student)
    assert is_outside_icp(a_lead(country="KP").score)
    assert is_in_icp(a_lead(**FITS).score, POLICY)
