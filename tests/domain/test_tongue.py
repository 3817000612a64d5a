"""Texts in another language: whole, with their values by name, with as many forms as it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workbench.domain.tongue import mark, speak, tr, tr_n


class Polish:
    """Three forms, as gettext gives them for it."""

    def gettext(self, message: str, /) -> str:
        told = {"": "Language: pl", "{name} took it {ago}": "{ago} wziął to {name}"}
        return told.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        return f"{{n}} lead{'' if n == 1 else 'y' if 1 < n < 5 else 'ów'}"


@pytest.fixture
def polish() -> Iterator[None]:
    speak(Polish())
    yield
    speak(None)


def test_without_a_catalogue_a_text_is_english() -> None:
    assert tr("{name} took it {ago}", name="Sam", ago="3 s ago") == "Sam took it 3 s ago"
    assert [tr_n("{n} lead", "{n} leads", n) for n in (0, 1, 2)] == ["0 leads", "1 lead", "2 leads"]


def test_a_text_without_values_may_hold_braces() -> None:
    assert tr("{first_name} is blank") == "{first_name} is blank"


@pytest.mark.usefixtures("polish")
def test_another_language_orders_the_values_anew() -> None:
    assert tr("{name} took it {ago}", name="Sam", ago="3 s temu") == "3 s temu wziął to Sam"


@pytest.mark.usefixtures("polish")
def test_another_language_has_forms_of_its_own() -> None:
    said = [tr_n("{n} lead", "{n} leads", n) for n in (1, 3, 5)]
    assert said == ["1 lead", "3 leady", "5 leadów"]


@pytest.mark.usefixtures("polish")
def test_an_empty_text_stays_empty_where_a_catalogue_keeps_its_header() -> None:
    assert tr("") == ""


@pytest.mark.usefixtures("polish")
def test_what_a_value_says_is_never_taken_for_a_text() -> None:
    assert tr("{name} took it {ago}", name="{ago}", ago="now") == "now wziął to {ago}"


def test_a_marked_text_is_itself_until_it_is_shown() -> None:
    assert mark("No answer") == "No answer"
