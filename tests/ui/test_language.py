"""The whole of a desk in another language: its window, its rows, what its verbs say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, a_lead
from tests.catalogues import compiled
from tests.desk.seats import a_desk
from tests.ui.windows import a_window, press, the_theme
from workbench.desk.matters import left
from workbench.desk.words import moment
from workbench.domain.cadence import step_words
from workbench.domain.tongue import speak
from workbench.resources import catalogue
from workbench.ui.settings_sheet import SettingsSheet

pytestmark = pytest.mark.usefixtures("qtbot")

TEXTS = {
    "Proxy": "Serwer pośredniczący",
    "Callback": "Oddzwonienie",
    "Sent back by the AE: {code}": "AE zwraca: {code}",
    "Claimed": "Przejęto",
    "Mon": "pon.",
    "Tue": "wt.",
    "Dec": "grudnia",
    "{weekday} {time}": "{time}, {weekday}",
    "{won} in 100 like this are won": "wygrywa się {won} takich na 100",
}
FORMS = {
    ("{n} thing waits to be sent", "{n} things wait to be sent"): (
        "{n} rzecz czeka na wysłanie",
        "{n} rzeczy czekają na wysłanie",
        "{n} rzeczy czeka na wysłanie",
    )
}


@pytest.fixture(autouse=True)
def polish(tmp_path: Path) -> Iterator[None]:
    compiled(tmp_path / "pl.mo", TEXTS, FORMS)
    speak(catalogue("pl", tmp_path))
    yield
    speak(None)


def test_a_window_is_read_in_the_language_that_is_spoken(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead(name="Ann Lee"))
    press(window, "Ctrl+,")
    assert window.layers.settings.proxy.accessibleName() == "Serwer pośredniczący"
    window.close()


def test_a_desk_says_what_was_done_and_why_in_it(tmp_path: Path) -> None:
    lead = a_lead()
    desk = a_desk(tmp_path, lead)
    assert desk.claim(lead.id).done == "Przejęto"
    card = desk.card(lead.id)
    assert card is not None
    assert any(part.startswith("wygrywa się ") for part in card.why_first)


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        (1, "1 rzecz czeka na wysłanie"),
        (3, "3 rzeczy czekają na wysłanie"),
        (5, "5 rzeczy czeka na wysłanie"),
    ],
)
def test_a_number_takes_the_form_that_goes_with_it(leads: int, said: str, tmp_path: Path) -> None:
    desk = a_desk(tmp_path, *(found := [a_lead() for _ in range(leads)]))
    for lead in found:
        desk.claim(lead.id)
    assert [one.words for one in left(desk) if one.part == "NOT AT THE SERVER"] == [said]


def test_days_are_named_and_put_in_its_order() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert moment(tuesday, MONDAY).endswith(", wt.")
    assert "grudnia" in moment(MONDAY + timedelta(days=20), MONDAY)


def test_a_step_of_the_policy_is_told_as_the_team_named_it() -> None:
    assert step_words("Callback") == "Oddzwonienie"
    assert step_words("Sent back by the AE: no pain") == "AE zwraca: no pain"
    assert step_words("Proxy") == "Proxy"


def test_what_the_cache_keeps_stays_english(tmp_path: Path) -> None:
    lead = a_lead()
    desk = a_desk(tmp_path, lead)
    desk.promise_callback(lead.id, MONDAY + timedelta(hours=2))
    step = desk._overlay.lead(lead.id)
    assert step is not None
    assert step.step is not None
    assert step.step.label == "Callback"


def test_the_settings_offer_a_language_only_where_there_is_one(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    assert window.layers.settings.tongues.buttons == []
    sheet = SettingsSheet(the_theme(), window.preferences, window, ("de", "pl"))
    words = [button.choice.words for button in sheet.tongues.buttons]
    assert words == ["As the system", "English", "Deutsch", "polski"]
    sheet.tongues.buttons[3].click()
    assert window.preferences.settings.language == "pl"
    window.close()
