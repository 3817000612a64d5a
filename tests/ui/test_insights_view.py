"""Insights at the team lead's desk: findings as sentences, their leads, and points proposed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import MONDAY
from tests.ui.cyrillic import a_seat
from tests.ui.insights_told import a_proposal, a_row, some_insights
from tests.ui.room import Room, opened
from tests.ui.windows import press, settle, team_view
from workbench.domain.plain import to_ms
from workbench.ui.insights_view import InsightsView
from workbench.ui.policy_view import PolicyView
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    desk = a_seat(tmp_path, role="ops")
    with opened(tmp_path, Room(), desk) as window:
        press(window, "G", "Y")
        settle()
        yield window


def view_of(window: Window) -> InsightsView:
    return team_view(window, InsightsView)


def told(window: Window) -> str:
    return window.pages.team.panel.story.accessibleName()


def test_each_finding_is_a_sentence_with_n_and_interval(window: Window) -> None:
    view = view_of(window)
    view.show_insights(some_insights() | {"values": [a_row("more", values=[["source", "fair"]])]})
    finding = view.lines["value:[['source', 'fair']]"]
    assert finding.says == "Source: fair wins more often: 20 in 100, others 9."
    assert finding.rests_on == "883 leads, 17 to 22 in 100, lift 2.1"
    assert "174 of 883 were won that had it, 668 of 7,117 that had not" in finding.means
    steps = [one.says for one in view.lines.values() if one.id.startswith("step")]
    assert steps[0].endswith("step 1 (call): reached 30 in 100, booked 10.")
    assert steps[1].endswith("too few to tell.")


def test_the_score_is_drawn_by_tenths_while_it_is_chosen(window: Window) -> None:
    view = view_of(window)
    view.show_insights(some_insights())
    view.step(-len(view.lines))
    settle()
    assert view.chart.isVisible()
    best = view.chart.panel.marks[0]
    assert best.says == "Tenth 10: 22 % of 200 were won, likely 17 to 29 %; 18 % was told"
    assert best.amount < best.high == 1.0
    view.step(len(view.lines))
    settle()
    assert not view.chart.isVisible()


def test_without_findings_it_says_what_it_takes(window: Window) -> None:
    none = {"ended": 0, "won": 0, "values": [], "steps": [], "reasons": [], "health": None}
    view_of(window).show_insights({"definition": "So.", "small_n": 20, "now": to_ms(MONDAY)} | none)
    assert view_of(window).chosen is None
    assert view_of(window).bar("insight_define") == "Nothing is chosen."


def test_its_meaning_is_told_on_y(window: Window) -> None:
    view = view_of(window)
    view.show_insights(some_insights())
    view.step(1)
    press(window, "Y")
    assert some_insights()["definition"] in told(window)


def test_what_comes_for_a_hidden_view_leaves_the_panel_to_the_one_shown(window: Window) -> None:
    insights, team = view_of(window), window.pages.team
    team.show_view("policy")
    insights.show_insights(some_insights())
    assert team.panel.accessibleName() == "Policy"


def test_proposed_points_go_into_the_policys_text_and_no_further(window: Window) -> None:
    view = view_of(window)
    view.show_insights(some_insights())
    view.show_proposal(a_proposal())
    assert "69 of 100 pairs (65 to 72)" in told(window)
    assert "between +15.0 and +22.0 pairs in 100: more than chance" in told(window)
    press(window, "Enter")
    policy = team_view(window, PolicyView)
    policy.show_policy({"text": "# as it is\n", "version": 1, "newest": 1, "waiting": [],
                        "trial": None, "number": 1} | a_version())  # fmt: skip
    assert policy.draft == a_proposal()["text"]
    policy.act("set_policy")
    parts = window.pages.team.panel.form.parts
    reason = next(part for part in parts if part.group.name == "reason")
    assert reason.field is not None
    assert "AUC 0.50 → 0.69" in reason.field.text()


def a_version() -> dict[str, object]:
    return {"state": "in force", "author": "Nia", "at": to_ms(MONDAY), "reason": "So.",
            "agreed": {}, "overdue": False}  # fmt: skip
