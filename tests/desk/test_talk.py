"""What to say to a lead: the policy's talk for its step or its type, its own words filled in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.builders import a_lead
from tests.desk.seats import a_desk, tell_texts
from workbench.desk.talk import TalkTrack
from workbench.domain.lead import Lead

ASKED = {
    "says": "Good morning {name}, this is {rep}. You read {asset}. What made you look?",
    "objections": {
        "Send me something": "Gladly. What would {company} open first?",
        "Not for {company}": "You are on {page}.",
    },
}


def told(directory: Path, lead: Lead, **talks: object) -> TalkTrack | None:
    desk = a_desk(directory, lead)
    tell_texts(desk, "talk", **talks)
    return desk.talk(lead)


def test_the_talk_of_the_type_has_the_leads_own_words(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", company="Halden Freight", asset="the freight guide")
    track = told(tmp_path, lead, asked=ASKED)
    assert track is not None
    assert track.says == (
        "Good morning Ann, this is Robin Berg.",
        "You read the freight guide.",
        "What made you look?",
    )
    assert track.objections[0] == (
        "Send me something",
        "Gladly. What would Halden Freight open first?",
    )


def test_what_would_have_a_blank_is_not_said(tmp_path: Path) -> None:
    track = told(tmp_path, a_lead(name="", email="x@halden.example", company=""), asked=ASKED)
    assert track is not None
    assert track.says == ("What made you look?",)
    assert track.objections == (("Send me something", "Gladly."),)


def test_a_step_with_a_talk_of_its_own_goes_before_the_type(tmp_path: Path) -> None:
    lead = a_lead()
    assert lead.step is not None
    late = replace(lead, step=replace(lead.step, talk="late"))
    track = told(tmp_path, late, asked=ASKED, late={"says": "One last thing."})
    assert track == TalkTrack(says=("One last thing.",))


def test_a_lead_without_a_talk_has_none(tmp_path: Path) -> None:
    assert told(tmp_path, a_lead()) is None


def test_a_talk_of_a_newer_server_is_left_out(tmp_path: Path) -> None:
    assert told(tmp_path, a_lead(), asked={"says": ["a", "b"]}) is None
