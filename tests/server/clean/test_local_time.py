"""What hour it is where somebody lives, judged by the number, the region, the country."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import pytest

from tests.builders import MONDAY, POLICY, an_id, an_inquiry
from workbench.domain.inquiry import read_inquiry
from workbench.server.clean.local_time import region_code, region_zone
from workbench.server.clean.normalise import normalised
from workbench.server.clean.vocabulary import table


def judged(**fields: Any) -> tuple[object, object, object]:
    reading = read_inquiry(an_inquiry(**fields), POLICY, id=an_id(), now=MONDAY)
    facts = normalised(reading).facts
    return facts.get("region"), facts.get("tz"), facts.get("tz_basis")


US, FREE = {"country": "US", "region": "CA"}, "+1 800 555 0142"
PERTH = {"country": "AU", "region": "WA", "phone": "+61 412 345 678"}


@pytest.mark.parametrize(
    ("fields", "zone", "basis"),
    [
        ({**US, "phone": "+1 212 555 0142"}, "America/New_York", "phone"),
        ({**US, "phone": FREE}, "America/Los_Angeles", "region"),
        (PERTH, "Australia/Perth", "region"),
        ({"country": "CA", "region": "QC", "phone": None}, "America/Toronto", "region"),
        ({"country": "BR", "region": "AM", "phone": None}, "America/Manaus", "region"),
        ({"country": "FI", "region": "Uusimaa", "phone": None}, "Europe/Helsinki", "country"),
    ],
)
def test_the_number_is_asked_before_the_region_and_the_region_before_the_country(
    fields: dict[str, Any], zone: str, basis: str
) -> None:
    assert judged(**fields)[1:] == (zone, basis)


def test_a_region_by_its_name_is_known_by_its_code_and_stays_as_typed_beside_it() -> None:
    assert judged(country="Brazil", region="sao paulo", phone=None)[0] == "SP"
    reading = read_inquiry(
        an_inquiry(country="US", region="california"), POLICY, id=an_id(), now=MONDAY
    )
    assert normalised(reading).inquiry.extra["region"] == "california"
    assert region_code("US", "Bavaria") == "Bavaria"
    assert region_zone("US", "Bavaria") is None
    assert region_zone(None, "CA") is None


def test_every_region_of_the_table_has_one_zone_and_a_name() -> None:
    for country, said in table("regions").items():
        codes = [code for codes in said["zones"].values() for code in codes]
        assert len(codes) == len(set(codes)), country
        assert set(codes) == set(said["names"]), country
        assert set(said["zones"]) <= available_timezones(), country
