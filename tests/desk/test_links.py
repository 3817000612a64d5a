"""Where somebody is found outside of the window, and what is never opened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import a_lead
from workbench.desk.links import Link, message_link, profile_link, site_link


def test_a_social_step_opens_the_profile_or_looks_for_the_person() -> None:
    lead = a_lead(name="Ann Lee", company="Halden & Sons", profile_url="social.example/ann")
    assert message_link(lead, "social") == Link("https", "https://social.example/ann")
    unknown = replace(lead, profile_url=None)
    found = profile_link(unknown)
    assert found is not None
    assert found.target.endswith("?q=Ann+Lee+Halden+%26+Sons")
    assert profile_link(replace(unknown, name=None)) is None


def test_an_sms_goes_to_the_number_as_it_is_dialled() -> None:
    lead = replace(a_lead(phone="030 1112223"), phone_e164="+49301112223")
    assert message_link(lead, "sms") == Link("sms", "+49301112223")
    assert message_link(replace(lead, phone=None, phone_e164=None), "sms") is None


def test_a_chat_opens_on_the_page_where_it_was() -> None:
    assert message_link(a_lead(type="chat", page="halden.example/price"), "chat") == Link(
        "https", "https://halden.example/price"
    )
    elsewhere = a_lead(type="chat", page="/price", chat_url="https://chat.example/77")
    assert message_link(elsewhere, "chat") == Link("https", "https://chat.example/77")
    assert message_link(a_lead(type="chat", page="/price"), "chat") is None
    assert message_link(a_lead(type="demo", page="halden.example"), "chat") is None


@pytest.mark.parametrize(
    "text",
    ["file:///etc/passwd", "javascript:alert(1).x", "smb://host.example/x", "/a.b", "..", "a b.c",
     "\\\\host.example\\share", "https://", "me@halden.example"],
)  # fmt: skip
def test_only_addresses_of_the_web_are_opened(text: str) -> None:
    assert site_link(replace(a_lead(), domain=text)) is None
