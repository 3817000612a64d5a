"""What a person typed, made comparable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import email_validator
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.inquiry import Reading, opened_lead, read_inquiry
from workbench.domain.policy_text import read_policy
from workbench.resources import resource_path
from workbench.server.clean import normalise

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
POLICY = read_policy(resource_path("policy.toml").read_text(encoding="utf-8"))


def reading_of(**said: str) -> Reading:
    read = read_inquiry({"type": "demo", "person_id": "p"} | said, POLICY, id="i", now=NOW)
    return normalise.normalised(read)


def test_a_number_is_read_as_one_of_the_leads_country() -> None:
    facts = reading_of(phone="030 1234567", country="Deutschland").facts
    assert facts["phone_e164"] == "+49301234567"
    assert facts["phone"] == "030 1234567"
    assert (facts["tz"], facts["tz_basis"]) == ("Europe/Berlin", "phone")


def test_a_number_that_names_its_country_needs_none() -> None:
    assert normalise.phone_e164("0044 7700 900123", None) == "+447700900123"
    assert normalise.phone_e164("+1 (415) 555-0134", "DE") == "+14155550134"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "mika(at)nordwind"), ("phone", "call me"), ("country", "Narnia"), ("tz", "Mars/X")],
)
def test_what_does_not_parse_is_kept_as_typed_and_is_neither_key_nor_channel(
    field: str, typed: str
) -> None:
    read = reading_of(**{field: typed})
    assert read.inquiry.extra[field] == typed
    assert read.inquiry.flags == (field,)
    assert field not in read.facts


def test_an_email_is_compared_in_lower_case_and_by_syntax_only() -> None:
    assert normalise.email_address(" Mika.Salo@Nordwind.Example ") == "mika.salo@nordwind.example"
    assert normalise.email_address("mika@nowhere-at-all.invalid") is not None
    assert normalise.email_address("mika@nordwind") is None


ENDS = ("a", "Z9", "3com", "co", "x-y", "x--y", "xn--a", "test", "ß", "ſ", "K", "a" * 62)
PARTS = st.sampled_from((*ENDS, "@", "@", ".", ".", "-", "+", "_", " ", "\n"))


@given(st.lists(PARTS, min_size=3, max_size=9).map("".join))
def test_an_everyday_address_is_read_as_the_whole_check_reads_it(typed: str) -> None:
    try:
        found = email_validator.validate_email(
            typed.strip(), check_deliverability=False, globally_deliverable=False
        )
        checked = found.normalized.lower() if "." in found.domain else None
    except email_validator.EmailNotValidError:
        checked = None
    assert normalise.email_address(typed) == checked


@pytest.mark.parametrize(
    ("name", "code"),
    [("Germany", "DE"), ("Deutschland", "DE"), ("united states", "US"), ("USA", "US"),
     ("Brasil", "BR"), ("uk", "GB"), ("Österreich", "AT"), ("fr", "FR"), ("XX", None)],
)  # fmt: skip
def test_a_country_is_known_by_its_names(name: str, code: str | None) -> None:
    assert normalise.country_code(name) == code


def test_free_mail_belongs_to_no_company() -> None:
    assert normalise.company_domain("a@mail.nordwind.co.uk") == "nordwind.co.uk"
    assert normalise.company_domain("a@gmail.com") is None


def test_a_country_with_several_zones_says_nothing_about_the_hour() -> None:
    assert normalise.likely_zone(None, "BR") is None
    assert normalise.likely_zone(None, "FI") == ("Europe/Helsinki", "country")


def test_an_edited_number_is_read_anew() -> None:
    lead = opened_lead(reading_of(country="DE"), id="l", clock=None)
    lead = normalise.renewed(replace(lead, phone="089 1234567"))
    assert (lead.phone_e164, lead.tz) == ("+49891234567", "Europe/Berlin")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann+Demo@Halden.example", "ann@halden.example"), ("a.n.n@gmail.com", "ANN@googlemail.com"),
     ("ann@protonmail.com", "ann@proton.me")],
)  # fmt: skip
def test_spellings_of_one_mailbox_are_one_key(one: str, other: str) -> None:
    assert normalise.mail_key(one) == normalise.mail_key(other)


def test_a_dot_counts_where_the_mailer_counts_it() -> None:
    assert normalise.mail_key("a.nn@halden.example") != normalise.mail_key("ann@halden.example")


def test_the_address_to_write_to_stays_as_it_was_given() -> None:
    assert reading_of(email="Ann.Lee+Demo@Gmail.com").facts["email"] == "ann.lee+demo@gmail.com"


def test_what_is_said_in_other_words_stays_as_typed_beside() -> None:
    read = reading_of(name="Frau Dr. Ada Lange, MBA", industry="Maschinenbau", employees="11-50")
    assert (read.facts["name"], read.facts["industry"]) == ("Ada Lange", "manufacturing")
    assert (read.facts["employees"], read.facts["size_band"]) == (23, "11-50")
    assert read.inquiry.extra == {
        "name": "Frau Dr. Ada Lange, MBA", "industry": "Maschinenbau", "employees": "11-50",
    }  # fmt: skip
    assert not read.inquiry.flags


def test_what_follows_from_company_and_title_follows_an_edit_too() -> None:
    lead = opened_lead(
        reading_of(company="Halden GmbH", title="CFO", seniority="Manager"), id="l", clock=None
    )
    derived = (lead.company_key, lead.department, lead.seniority, lead.persona)
    assert derived == ("halden", "finance", "c-level", "executive sponsor")
    edited = normalise.renewed(replace(lead, company=None, title="Dentist", employees=300))
    derived = (edited.company_key, edited.department, edited.seniority, edited.persona)
    assert derived == (None, None, "manager", None)
    assert edited.size_band == "201-500"


def test_a_seniority_that_is_no_text_says_nothing() -> None:
    read = normalise.normalised(
        read_inquiry(
            {"type": "demo", "person_id": "p", "seniority": ["CXO"]}, POLICY, id="i", now=NOW
        )
    )
    assert "seniority" not in read.facts
