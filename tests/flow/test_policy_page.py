"""Who leads a team tries and sets its policy in the real window, against a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.flow.leading import a_led_team, fill, panel, seat, shown, title, told
from tests.flow.team import Team
from tests.ui.windows import press, team_view
from workbench.ui.capacity_view import CapacityView
from workbench.ui.policy_view import PolicyView
from workbench.ui.try_view import TryView
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(120)]
FASTEST = "target_min = 3\nwarn_min = [1.5, 2]"
FASTER = ("target_min = 5\nwarn_min = [2.5, 4]", "target_min = 4\nwarn_min = [2.5, 3]")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with a_led_team(tmp_path_factory.mktemp("team")) as team:
        yield team


@pytest.fixture
def window(team: Team) -> Iterator[Window]:
    """Where somebody of operations sits."""
    with seat(team, "Nia") as window:
        yield window


def policy_view(window: Window) -> PolicyView:
    press(window, "G", "R")
    view = team_view(window, PolicyView)
    shown(view.editor.toPlainText)
    return view


def test_a_wrong_line_of_the_policy_is_marked_with_what_to_do(window: Window) -> None:
    view = policy_view(window)
    text = view.editor.toPlainText()
    line = text[: text.index("target_min = 5")].count("\n") + 1
    press(window, "E")
    view.editor.setPlainText(text.replace("target_min = 5", 'target_min = "soon"', 1))
    press(window, "Ctrl+Enter")
    shown(lambda: view.editor.wrong_line == line)
    assert title(window) == f"Line {line} cannot stand"
    assert "target_min" in told(window)


def test_a_policy_is_compared_put_in_force_and_told_in_its_history(window: Window) -> None:
    view = policy_view(window)
    text = view.editor.toPlainText()
    view.editor.setPlainText(text.replace(*FASTER, 1))
    press(window, "Ctrl+Enter")
    shown(lambda: title(window) == "It can stand")
    assert "2 lines come, 2 go" in told(window)
    assert "target_min = 4" in told(window)
    press(window, "Enter")
    fill(window, reason="faster demos")
    panel(window).form.submit()
    shown(lambda: view.draft is None and not panel(window).is_busy)
    shown(lambda: "faster demos" in told(window))
    press(window, "H")
    shown(lambda: title(window) == "History")
    assert "set by Nia" in told(window)
    assert "“faster demos”" in told(window)


def test_nothing_typed_is_lost_when_somebody_else_was_faster(team: Team, window: Window) -> None:
    view = policy_view(window)
    text = view.editor.toPlainText()
    held = team.ask("Nia", "GET", "/v1/policy").json()
    theirs = {"text": f"{held['text']}\n# theirs\n", "reason": "theirs",
              "expected_version": held["newest"]}  # fmt: skip
    assert team.ask("Nia", "PUT", "/v1/policy", **theirs).status_code == 200
    view.editor.setPlainText(f"{text}\n# mine\n")
    press(window, "Ctrl+S")
    fill(window, reason="mine")
    panel(window).form.submit()
    shown(lambda: title(window) == "Somebody changed it meanwhile")
    assert view.editor.toPlainText().endswith("# mine\n")
    press(window, "Enter")
    shown(lambda: "# theirs" in told(window))
    press(window, "Enter")
    reason = next(part for part in panel(window).form.parts if part.group.name == "reason")
    assert reason.field is not None
    assert reason.field.text() == "mine"
    panel(window).form.submit()
    shown(lambda: view.draft is None and not panel(window).is_busy)
    assert team.ask("Nia", "GET", "/v1/policy").json()["text"].endswith("# mine\n")


def test_an_imaginary_lead_is_explained_by_the_text_being_written(window: Window) -> None:
    policy = policy_view(window)
    text = policy.editor.toPlainText()
    draft = re.sub(r"target_min = \d\nwarn_min = .*", FASTEST, text, count=1)
    policy.editor.setPlainText(draft)
    press(window, "G", "I")
    view = team_view(window, TryView)
    press(window, "T")
    fill(window, email="ann@halden.example", name="Ann Lee")
    panel(window).form.submit()
    said = shown(view.story.accessibleName)
    assert "of 10: grade" in said
    assert "promised within 3 minutes" in said
    assert "gets it" in said
    policy.editor.setPlainText(text)


def test_a_what_if_is_told_before_and_after_and_can_be_stopped(team: Team, window: Window) -> None:
    press(window, "G", "C")
    view = team_view(window, CapacityView)
    shown(lambda: view._forecast is not None)
    assert "minutes of work" in view.week.accessibleDescription()
    press(window, "W")
    panel(window).form.submit()
    shown(lambda: title(window) == "Before → after")
    assert "→" in told(window) or "Minutes staffed a week" in told(window)
    press(window, "Esc", "W")
    fill(window, days="92")
    panel(window).form.submit()
    assert title(window) == "Playing the coming weeks …"
    press(window, "Esc")
    assert title(window) == "Stopped"
    assert view._playing is None
