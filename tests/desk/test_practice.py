"""Practice: invented leads, judged by the policy, and nothing of it anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead
from tests.desk.seats import StoppedClock, a_desk, tell_texts
from workbench.desk.desk import Desk
from workbench.desk.practice import Practice, cases
from workbench.domain.mutation import Refusal


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path, a_lead(name="A real lead"))
    yield desk
    desk.close()


@pytest.fixture
def practice(real: Desk) -> Iterator[Practice]:
    practice = Practice(real)
    yield practice
    practice.close()


def come_to(practice: Practice, type: str) -> str:
    """The lead of this type; those before it are left undone."""
    while (lead := practice.next()) is not None:
        if practice.case is not None and practice.case.inquiry["type"] == type:
            return lead
    raise AssertionError(f"nobody practises {type}")


def called(practice: Practice, lead: str, code: str, reason: str | None = None) -> None:
    practice.desk.start_call(lead)
    practice.desk.dispose(lead, code, reason=reason)


def said(practice: Practice) -> dict[str, tuple[bool, str]]:
    return {point.about: (point.is_right, point.said) for point in practice.verdict()}


def test_there_is_one_lead_of_each_type_that_a_rep_works() -> None:
    worked = [name for name, kind in POLICY.types.items() if not kind.nurture]
    assert [case.inquiry["type"] for case in cases(POLICY)] == worked


def test_every_code_that_is_called_right_is_one_of_the_policy() -> None:
    for case in cases(POLICY):
        assert all(POLICY.find(code) for code in case.right)


def test_a_lead_that_was_worked_right_is_told_why(practice: Practice) -> None:
    lead = come_to(practice, "chat")
    assert practice.verdict() == ()
    called(practice, lead, "NA")
    told = said(practice)
    assert all(is_right for is_right, _ in told.values())
    assert told["Promise"][1].endswith("promised were 5 min.")
    assert told["Code"][1].startswith("No answer. Nothing answered")
    assert told["Next"][1].startswith("Second call, ")


def test_a_wrong_code_is_told_which_would_be_right_and_its_key(practice: Practice) -> None:
    lead = come_to(practice, "list")
    called(practice, lead, "NI", reason="no need")
    is_right, words = said(practice)["Code"]
    assert not is_right
    assert "better wrong number or person (L W)" in words.lower().replace("l w", "L W")


def test_what_comes_too_late_is_not_worked_right(tmp_path: Path) -> None:
    clock = StoppedClock()
    real = a_desk(tmp_path, clock=clock)
    practice = Practice(real)
    lead = come_to(practice, "chat")
    later = practice.desk.now() + timedelta(minutes=9)
    practice.desk._clock.run_from(int(later.timestamp() * 1000), 1.0)
    called(practice, lead, "NA")
    assert said(practice)["Promise"][0] is False
    practice.close()
    real.close()


def test_a_handoff_before_its_questions_is_refused_as_it_would_be(practice: Practice) -> None:
    lead = come_to(practice, "demo")
    practice.desk.start_call(lead)
    with pytest.raises(Refusal):
        practice.desk.dispose(lead, "QLT", ae="sam")
    assert practice.verdict() == ()


def test_a_code_taken_back_is_judged_no_more(practice: Practice) -> None:
    called(practice, come_to(practice, "chat"), "NI", reason="no need")
    assert practice.verdict()
    practice.desk.undo()
    assert practice.verdict() == ()


def test_the_score_counts_what_was_worked_and_how_much_of_it_right(practice: Practice) -> None:
    called(practice, come_to(practice, "chat"), "NA")
    practice.next()
    called(practice, come_to(practice, "list"), "NI", reason="no need")
    practice.next()
    assert practice.score == (1, 2)


def test_good_and_bad_fit_are_the_policys_own_examples(real: Desk) -> None:
    tell_texts(real, "stage", mql={"says": "Who fits.", "good": ["A"], "bad": ["B", "C"]})
    practice = Practice(real)
    come_to(practice, "contact_sales")
    assert practice.fit() == ("Who fits.", "A", "C")
    practice.close()


def test_it_is_practised_in_office_hours_whatever_the_hour(tmp_path: Path) -> None:
    real = a_desk(tmp_path, clock=StoppedClock(datetime(2026, 11, 22, 3, 0, tzinfo=UTC)))
    practice = Practice(real)
    assert practice.desk.policy.calendar.is_open(practice.desk.now())
    assert practice.desk.now().date() == MONDAY.date()
    practice.close()
    real.close()


def test_nothing_of_it_reaches_the_outbox_the_cache_or_a_server(real: Desk) -> None:
    practice = Practice(real)
    lead = practice.next()
    assert lead is not None
    practice.desk.save_draft(lead, "not to be kept")
    called(practice, lead, "NA")
    practice.desk.log_touch(lead, "email")
    practice.desk.sync_now()
    assert real.unsent() == []
    assert real._outbox.draft(lead) == ""
    assert real.lead(lead) is None
    assert practice.desk.server == ""
    assert practice.desk._line is None
    practice.close()
    assert not practice.folder.exists()
