"""Merge fields: what is known is filled in, what is not is seen before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import POLICY, a_lead
from workbench.domain.message import MERGED, Message, filled, without_blanks, words_for
from workbench.domain.plain import from_plain
from workbench.domain.policy import Policy
from workbench.domain.policy_text import PolicyError, plain_policy, read_policy
from workbench.domain.rules import Acknowledgement
from workbench.resources import resource_path

WORDS = words_for(
    a_lead(name="Ann Lee", title="VP Ops", page="/pricing"),
    POLICY,
    rep="Robin Berg",
    rep_email="robin@sample.example",
)


def test_a_template_is_filled_with_what_is_known_of_the_lead() -> None:
    text = filled("Hello {name}, {title} of {company}: {page}. {rep}, {rep_email}", WORDS)
    expected = "Hello Ann, VP Ops of Halden Freight: /pricing. Robin Berg, robin@sample.example"
    assert text == expected


def test_what_was_read_is_the_asset_else_the_page_else_the_product() -> None:
    def asset(**fields: Any) -> str:
        return words_for(a_lead(**fields), POLICY, rep="", rep_email="")["asset"]

    assert asset(asset="the guide", page="/pricing", product="Routes") == "the guide"
    assert asset(page="/pricing", product="Routes") == "/pricing"
    assert asset(product="Routes") == "Routes"


def test_unknown_and_blank_fields_stay_in_their_braces_and_are_told_once() -> None:
    text = filled("Hi {name}, {booking_link} {first name} {booking_link}", WORDS)
    message = Message(to="a@b.example", subject=filled("For {nobody}", WORDS), text=text)
    assert text == "Hi Ann, {booking_link} {first name} {booking_link}"
    assert message.blanks == ("{nobody}", "{booking_link}", "{first name}")


def test_the_lines_with_blanks_can_be_left_out() -> None:
    text = "Hello Ann,\n\nChoose: {booking_link}\n\nRobin"
    assert without_blanks(text) == "Hello Ann,\n\nRobin"


def test_the_allow_list_names_exactly_what_can_be_filled() -> None:
    assert set(WORDS) == set(MERGED)


@given(st.text())
def test_nothing_that_was_typed_into_a_form_makes_a_second_line(name: str) -> None:
    lead = replace(a_lead(), name=name, company=name)
    words = words_for(lead, POLICY, rep="", rep_email="")
    assert all(len(word.splitlines()) <= 1 for word in words.values())


@given(st.text(alphabet="{}ab \n"))
def test_what_is_left_without_its_blank_lines_has_no_blanks(text: str) -> None:
    assert Message(text=without_blanks(text)).blanks == ()


def test_a_desk_knows_the_booking_link_and_not_the_acknowledgement() -> None:
    link = Acknowledgement(text="Hello", booking_link="https://times.example")
    told = from_plain(Policy, plain_policy(replace(POLICY, acknowledgement=link)))
    assert told.acknowledgement.booking_link == "https://times.example"
    assert told.acknowledgement.text == ""


def test_a_policy_with_a_snippet_that_cannot_be_filled_is_refused_in_words() -> None:
    sample = resource_path("policy.toml").read_text()
    with pytest.raises(PolicyError, match=r"“\{first\}” cannot be filled in"):
        read_policy(sample + '\n[snippets.odd]\ntext = "Hi {first}"\n')
