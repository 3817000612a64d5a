"""A link shows a lead and does nothing to it; the palette says what each code leads to here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.ui.windows import a_window, press, settle
from workbench.ui.actions import DISPOSE
from workbench.ui.hit_list import Hit
from workbench.ui.link import linked_lead
from workbench.ui.queue_tabs import QueueTabs
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.mark.parametrize(
    ("link", "lead"),
    [
        ("workbench://lead/0f3a-77", "0f3a-77"),
        ("workbench://lead/0f3a-77/", "0f3a-77"),
        ("workbench://lead/a/dispose/DNC", None),
        ("workbench://lead/", None),
        ("workbench://policy", None),
        ("https://lead/0f3a", None),
    ],
)
def test_a_link_names_a_lead_or_nothing(link: str, lead: str | None) -> None:
    assert linked_lead(link) == lead


def test_a_link_shows_its_lead_and_claims_nothing(tmp_path: Path) -> None:
    leads = [a_lead(name=name, owner=None, waited=n) for n, name in enumerate(("Ann", "Bo"), 1)]
    window = a_window(tmp_path, *leads)
    window.follow(f"workbench://lead/{leads[1].id}")
    assert window.triage.work.lead == leads[1].id
    assert window.desk.unsent() == []
    window.follow("workbench://lead/nobody")
    assert window.triage.work.lead == leads[1].id
    window.close()


def hit(window: Window, code: str) -> Hit:
    hits = window.layers.palette.list.hits
    return next(item for item in hits if item.action == DISPOSE + code)


def test_the_palette_says_what_a_code_leads_to_on_this_lead_as_the_dock_does(
    tmp_path: Path,
) -> None:
    window = a_window(tmp_path, a_lead(waited=1))
    lead = window.triage.work.lead
    assert lead is not None
    step = window.desk.outlook(lead)["NA"]
    assert step is not None
    window.layers.palette.open("no answer")
    assert hit(window, "NA").hint.startswith(step.label.partition(",")[0])
    window.close()


def test_what_is_run_most_stands_in_the_palette_before_anything_is_typed(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    for _ in range(2):
        press(window, "Ctrl+K")
        window.layers.palette.field.setText("light or dark")
        press(window, "Enter")
    press(window, "Ctrl+K")
    assert "as_system" in {item.action for item in window.layers.palette.list.hits}
    window.close()


def test_counts_of_tens_of_thousands_fit_into_the_narrow_queue(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    tabs = QueueTabs(window.theme)
    tabs.resize(340, 42)
    tabs.show()
    tabs.show_counts({"now": 9_999, "mine": 9_999, "later": 90_123, "all": 100_123})
    settle()
    for tab in tabs._tabs.values():
        assert tab.width() >= tab.sizeHint().width()
        assert tab.geometry().right() <= tabs.width()
    assert tabs._tabs["later"].accessibleName() == "Later, 90123"
    tabs.deleteLater()
    window.close()
