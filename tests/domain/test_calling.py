"""When somebody may be called or written to, and the sentence that says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from workbench.domain.apply import apply
from workbench.domain.calling import Area, area_of, calling, is_open
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.rules import CallingWindow

SUNDAY = MONDAY - timedelta(days=1)
WEEK = ("mon", "tue", "wed", "thu", "fri")


def living(tz: str | None = "America/New_York", basis: str = "phone", **fields: Any) -> Lead:
    return replace(a_lead(**fields), tz=tz, tz_basis=basis if tz else None)


def utc(hour: int, minute: int = 0, day: datetime = MONDAY) -> datetime:
    return day.replace(hour=hour, minute=minute)


def rules(**windows: CallingWindow) -> Policy:
    named = {name.replace("_", "-"): window for name, window in windows.items()}
    return replace(POLICY, calling_in=named)


def no_call(lead: Lead, now: datetime, policy: Policy = POLICY) -> str:
    return calling(lead, policy, now).no_call


def test_before_the_window_opens_it_says_when_and_how_long_until_then() -> None:
    lead = living()
    assert no_call(lead, utc(12, 18)) == "No calls before 8:00 there (in 42 min)."
    assert calling(lead, POLICY, utc(12, 18)).opens_at == utc(13)
    assert no_call(lead, utc(13)) == ""
    assert calling(lead, POLICY, utc(13)).closes_at == utc(1, day=MONDAY + timedelta(days=1))


def test_once_it_is_over_it_names_the_day_of_the_next() -> None:
    sunday = utc(1)  # 20:00 there
    assert no_call(living(), sunday) == "No calls before Mon 8:00 there (in 12 h)."
    late = utc(2, day=MONDAY + timedelta(days=1))
    assert no_call(living(), late) == "No calls before Tue 8:00 there (in 11 h)."
    office = rules(DE=CallingWindow(opens="9:00", closes="17:00", days=WEEK))
    german = living("Europe/Berlin", country="DE")
    assert no_call(german, SUNDAY, office) == "No calls before Mon 9:00 there (in 22 h)."


def test_a_guessed_zone_says_what_it_was_judged_by() -> None:
    judged = living("Asia/Tokyo", "country", country="JP")
    said = no_call(judged, utc(22))
    assert said == "No calls before 8:00 there (in 60 min), judged by the country."
    assert calling(judged, POLICY, utc(10)).judged == "country"
    assert calling(living(), POLICY, utc(14)).judged == ""


def test_an_unknown_zone_falls_back_to_the_teams_clock_and_says_so() -> None:
    said = no_call(living(None), utc(7, 30))
    assert said == "No calls before 8:00 (in 30 min): zone unknown, so by the team’s clock."
    assert no_call(living("Mars/Base"), utc(7, 30)) == said
    assert calling(living(None), POLICY, utc(10)).local is None


def test_a_narrow_window_of_a_region_goes_before_that_of_its_country() -> None:
    policy = rules(US=CallingWindow(opens="9:00"), US_FL=CallingWindow(opens="10:00"))
    at_nine = utc(14, 30)
    assert no_call(living(country="US", region="NY"), at_nine, policy) == ""
    assert "before 10:00" in no_call(living(country="US", region="FL"), at_nine, policy)
    assert no_call(living(country="CA"), utc(13, 30), policy) == ""


def test_a_window_without_a_day_allows_no_call_at_all() -> None:
    lead = living(country="FR")
    nowhere = calling(lead, rules(FR=CallingWindow(days=())), utc(14))
    assert nowhere.no_call == "The team’s rules allow no calls to FR."
    assert nowhere.opens_at is None
    assert nowhere.no_mail == ""


@pytest.mark.parametrize(
    ("channels", "call", "mail"),
    [
        (["call"], "Ann asked not to be called.", ""),
        (["email"], "", "Ann asked not to be mailed."),
        (
            ["call", "chat", "email", "sms", "social"],
            "Ann asked not to be contacted.",
            "Ann asked not to be contacted.",
        ),
    ],
)
def test_an_opt_out_is_said_in_words_at_any_hour(channels: list[str], call: str, mail: str) -> None:
    lead = living(name="Ann Lee")
    opted = apply(lead, a_mutation(lead, "opted_out", channels=channels), POLICY)
    said = calling(opted, POLICY, utc(15))
    assert (said.no_call, said.no_mail) == (call, mail)
    nameless = calling(replace(opted, name=" "), POLICY, utc(15))
    assert nameless.no_call == call.replace("Ann", "They")


def test_a_retired_number_is_no_opt_out() -> None:
    lead = living("Europe/Berlin")
    retired = apply(lead, a_call(lead, "WRN"), POLICY)
    assert calling(retired, POLICY, MONDAY).no_call == "This number was retired; write instead."
    assert calling(retired, POLICY, MONDAY).no_mail == ""
    again = apply(retired, a_call(retired, "DNC", after=1), POLICY)
    assert calling(again, POLICY, MONDAY).no_call == "Ann asked not to be contacted."


def test_without_number_or_address_there_is_none_to_use() -> None:
    assert no_call(living(phone=None), utc(15)) == "There is no number to call."
    bare = living(email=None, person_id="p1")
    assert calling(bare, POLICY, utc(15)).no_mail == "There is no address to write to."


def test_who_asked_for_an_hour_may_be_called_at_it_and_the_rep_who_only_planned_it_may_not() -> (
    None
):
    lead = living()
    at = utc(11, day=MONDAY + timedelta(days=1))  # 6:00 there
    asked = apply(lead, a_call(lead, "CB", callback_at=to_ms(at)), POLICY)
    plan = replace(a_mutation(lead, "callback_promised"), args={"at": to_ms(at)})
    planned = apply(lead, plan, POLICY)
    around = calling(asked, POLICY, at - timedelta(minutes=5))
    assert around.no_call == ""
    assert around.note == "Outside calling hours there, but they asked for this time."
    assert no_call(asked, at - timedelta(minutes=20)) != ""
    assert no_call(asked, at + timedelta(minutes=61)) != ""
    assert no_call(planned, at) != ""


def test_a_place_edited_here_makes_the_zone_unknown_until_the_server_has_judged_it() -> None:
    lead = living("Europe/Berlin")
    edit = a_mutation(lead, "lead_edited", phone={"old": lead.phone, "new": "+1 212 555 0142"})
    edited = apply(lead, edit, POLICY)
    assert area_of(edited).zone == ""
    heard = apply(lead, replace(edit, received_at=MONDAY), POLICY)
    assert area_of(heard).zone == "Europe/Berlin"
    said = apply(replace(lead, tz_basis="said"), edit, POLICY)
    assert area_of(said).zone == "Europe/Berlin"


zones = st.sampled_from(
    ["", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Mars/Base"]
)
hours = st.integers(0, 23)
windows = st.builds(
    lambda opens, length, days: CallingWindow(
        opens=f"{opens}:00", closes=f"{min(opens + length, 23)}:59", days=tuple(days)
    ),
    st.integers(4, 20),
    st.integers(0, 12),
    st.lists(st.sampled_from(WEEK), unique=True),
)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@given(zone=zones, window=windows, now=moments)
def test_what_the_queue_leaves_out_is_what_the_button_refuses(
    zone: str, window: CallingWindow, now: datetime
) -> None:
    policy = replace(POLICY, calling=window)
    lead = living(zone or None)
    told = calling(lead, policy, now)
    assert (told.no_call == "") == is_open(area_of(lead), policy, now)
    if told.opens_at is not None:
        assert is_open(area_of(lead), policy, told.opens_at)
        assert not is_open(area_of(lead), policy, told.opens_at - timedelta(minutes=1))


@given(st.sampled_from(["", "DE"]), st.text(max_size=9), zones)
def test_an_area_is_read_back_from_its_key(country: str, region: str, zone: str) -> None:
    area = Area(zone, country, region)
    assert Area.of_key(area.key) == area
