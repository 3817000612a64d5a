"""What a person typed, made comparable: e-mail, phone, country, time zone, company, place in it.

What does not parse is no fact and no key: it stays in the inquiry as it was typed, and is flagged;
what is said in other words than it was typed stays beside them. Nothing here asks the network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import email_validator
import phonenumbers
from phonenumbers.phonenumberutil import country_code_for_region
from phonenumbers.timezone import time_zones_for_number
from phonenumbers.tzdata import TIMEZONE_DATA
from publicsuffixlist import PublicSuffixList

from workbench.domain.frozen import replace
from workbench.domain.inquiry import Reading
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.score import FREE_MAIL
from workbench.server.clean.company_name import company_key, industry, size_band
from workbench.server.clean.local_time import region_code, region_zone
from workbench.server.clean.person_name import plain_name
from workbench.server.clean.person_role import role
from workbench.server.clean.vocabulary import table

# By syntax only: whether anybody can write to a name like this one is not for us to say.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

_EVERYDAY = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}",
    re.ASCII | re.IGNORECASE,
)
"""Addresses that any check of the syntax lets pass, where no part can be too long."""
_EVERYDAY_MOST = 64

SHORTEST_NUMBER = 6
"""Digits of a national number below which it is an extension or a joke."""


def normalised(reading: Reading) -> Reading:
    """The same inquiry with comparable facts; each value that does not parse is flagged."""
    facts = dict(reading.facts)
    unparsed: dict[str, Any] = {}
    for name, read in (("email", email_address), ("country", country_code), ("tz", time_zone)):
        if name in facts:
            value = read(facts[name])
            if value is None:
                unparsed[name] = facts.pop(name)
            else:
                facts[name] = value
    if "phone" in facts:
        facts["phone_e164"] = phone_e164(facts["phone"], facts.get("country"))
        if facts["phone_e164"] is None:
            unparsed["phone"] = facts.pop("phone")
    reworded = {}
    in_codes = partial(region_code, facts.get("country"))
    for name, reword in (("name", plain_name), ("industry", industry), ("region", in_codes)):
        if name in facts and reword(facts[name]) != facts[name]:
            reworded[name], facts[name] = facts[name], reword(facts[name])
    inquiry = reading.inquiry
    facts.update(_derived(facts, _stated_seniority(inquiry)))
    if unparsed or reworded:
        inquiry = replace(
            inquiry,
            extra={**inquiry.extra, **unparsed, **reworded},
            flags=tuple(dict.fromkeys((*inquiry.flags, *unparsed))),
        )
    return Reading(inquiry=inquiry, facts=facts)


def renewed(lead: Lead) -> Lead:
    """The lead with what follows from its facts, after somebody edited one of them."""
    facts = {name: getattr(lead, name) for name in _DERIVED_FROM}
    facts["phone_e164"] = phone_e164(lead.phone, lead.country) if lead.phone else None
    if lead.tz_basis == "said":
        facts |= {"tz": lead.tz}
    stated = [said for inquiry in lead.inquiries if (said := _stated_seniority(inquiry))]
    derived: dict[str, Any] = dict.fromkeys(_DERIVED) | _derived(facts, *stated[-1:])
    return replace(lead, phone_e164=facts["phone_e164"], **derived)


_DERIVED_FROM = ("email", "country", "region", "company", "employees", "title")
_DERIVED = (
    "domain", "tz", "tz_basis", "company_key", "size_band", "department", "seniority", "persona",
)  # fmt: skip


def _stated_seniority(inquiry: Inquiry) -> str | None:
    said = inquiry.extra.get("seniority")
    return said if isinstance(said, str) else None


def _derived(facts: Mapping[str, Any], stated: str | None = None) -> dict[str, Any]:
    """What follows from the facts; `stated` is a seniority in somebody's own words."""
    derived: dict[str, Any] = {
        "domain": company_domain(facts.get("email")),
        "company_key": company_key(facts.get("company") or ""),
        "size_band": size_band(facts.get("employees") or 0),
        **role(facts.get("title"), stated),
    }
    if facts.get("tz"):
        derived |= {"tz": facts["tz"], "tz_basis": "said"}
    elif zone := _zone(facts.get("phone_e164"), facts.get("country"), facts.get("region")):
        derived["tz"], derived["tz_basis"] = zone
    return {name: value for name, value in derived.items() if value}


def email_address(text: str) -> str | None:
    """Lower case, its domain as it is looked up; None where the syntax is no address."""
    text = text.strip()
    if len(text) <= _EVERYDAY_MOST and _EVERYDAY.fullmatch(text):
        return text.lower()  # the whole check takes thirty times as long
    try:
        found = email_validator.validate_email(
            text, check_deliverability=False, globally_deliverable=False
        )
    except email_validator.EmailNotValidError:
        return None
    return found.normalized.lower() if "." in found.domain else None


@lru_cache(maxsize=4096)
def mail_key(email: str) -> str:
    """What an address is known by: without its +tag, and without dots where a mailer ignores them.

    Who writes to the person writes to the address as it was given.
    """
    local, _, domain = email.lower().rpartition("@")
    domain = table("mail")["same"].get(domain, domain)
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in table('mail')['dotless'] else local}@{domain}"


@lru_cache(maxsize=4096)
def phone_e164(text: str, country: str | None) -> str | None:
    """The number as +49301234567, read as one of `country` where it names none itself."""
    try:
        number = phonenumbers.parse(re.sub(r"^\s*00", "+", text), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if len(str(number.national_number)) < SHORTEST_NUMBER:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _zone(e164: str | None, country: str | None, region: str | None) -> tuple[str, str] | None:
    """(zone, basis) by the number, else the region, else the country."""
    return likely_zone(e164, None) or region_zone(country, region) or likely_zone(None, country)


@lru_cache(maxsize=4096)
def likely_zone(e164: str | None, country: str | None) -> tuple[str, str] | None:
    """(zone, basis) where the number or else the country has a single hour of the day."""
    if e164:
        zone = _the_one(time_zones_for_number(phonenumbers.parse(e164)))
        if zone is not None:
            return zone, "phone"
    if country:
        zone = _the_one(TIMEZONE_DATA.get(str(country_code_for_region(country)), ()))
        if zone is not None:
            return zone, "country"
    return None


@lru_cache(maxsize=1024)
def _the_one(zones: tuple[str, ...]) -> str | None:
    """The first of zones whose clocks show the same in winter and in summer."""
    known = [name for name in zones if name in _zones()]
    hours = {
        tuple(datetime(2026, month, 1, tzinfo=ZoneInfo(name)).utcoffset() for month in (1, 7))
        for name in known
    }
    return known[0] if len(hours) == 1 else None


def time_zone(text: str) -> str | None:
    return text if text in _zones() else None


_zones = cache(available_timezones)


def company_domain(email: str | None) -> str | None:
    """The registered domain of an address; None for one that belongs to no company."""
    return _registered((email or "").rpartition("@")[2])


@lru_cache(maxsize=4096)
def _registered(host: str) -> str | None:
    if not host or host in FREE_MAIL:
        return None
    domain: str | None = _suffixes().privatesuffix(host)
    return None if domain in FREE_MAIL else domain


_suffixes = cache(PublicSuffixList)


@lru_cache(maxsize=1024)
def country_code(text: str) -> str | None:
    """ISO 3166 alpha-2 of a code or of a name in any of the languages that are known."""
    name = " ".join(text.casefold().split())
    if len(name) == 2 and name.upper() in phonenumbers.SUPPORTED_REGIONS:
        return name.upper()
    return table("countries").get(name) or _countries().get(name)


@cache
def _countries() -> dict[str, str]:
    # Names in fifty languages take a moment to load, and many teams never need them.
    from phonenumbers.geodata.locale import LOCALE_DATA

    # A name that starts with * says in which other language it stands, in the same table.
    english = {spoken["aa"].casefold(): region for region, spoken in LOCALE_DATA.items()}
    others = {
        name.casefold(): region
        for region, spoken in LOCALE_DATA.items()
        for name in spoken.values()
        if not name.startswith("*")
    }
    return others | english
