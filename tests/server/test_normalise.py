"""What a person typed, made comparable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workbench.domain.inquiry import Reading, opened_lead, read_inquiry
from workbench.domain.policy_text import read_policy
from workbench.resources import resource_path
from workbench.server import normalise

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
