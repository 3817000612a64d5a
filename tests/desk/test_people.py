from __future__ import annotations

from tests.builders import MONDAY, POLICY
from workbench.desk.people import (
    Member,
    Pool,
    Share,
    described,
    first_password,
    may_give,
    members,
    sentence,
    why_not,
)
from workbench.desk.trail import Wanted, read_path
from workbench.domain.plain import to_ms

POOLS = [Pool(id="p", name="Everybody"), Pool(id="q", name="Munich")]
MIA = Member(id="mia", email="mia@sample.example", name="Mia Torres", role="rep",
             pools=(Share(pool="p", weight=1), Share(pool="q", weight=3)))  # fmt: skip


def test_somebody_is_told_of_in_one_sentence() -> None:
    assert sentence(MIA, POOLS) == (
        "Mia Torres, Rep, Everybody, Munich (weight 3), hours pool’s, available, last seen never"
    )


def test_what_there_is_to_know_of_somebody_names_territory_and_caps() -> None:
    said = " ".join(described(MIA, POOLS, POLICY))
    assert "Territory" in said
    assert f"{POLICY.caps.untouched_hand_raisers} untouched hand-raisers" in said
    alone = Member(id="a", email="a@b.example", name="A", role="ae", signs_in=False)
    told = " ".join(described(alone, POOLS, POLICY))
    assert "no password yet" in told
    assert "share in no pool" in told


def test_a_team_lead_gives_the_roles_of_those_they_lead() -> None:
    assert may_give("lead") == ("rep", "ae")
    assert may_give("rep") == ()
    assert "ops" in may_give("ops")
    assert why_not("lead", MIA) == ""
    assert why_not("rep", MIA) == "Mia Torres is Rep; those are changed by ops."


def test_what_the_server_tells_of_people_is_understood() -> None:
    told = {"id": "mia", "email": "m@x.example", "name": "Mia", "role": "rep", "cover": None,
            "availability": "away", "available_until": to_ms(MONDAY), "disabled_at": None,
            "calendar": "", "languages": ["de"], "created_at": 0, "signs_in": True,
            "seen_at": to_ms(MONDAY), "pools": [{"pool": "p", "weight": 2}]}  # fmt: skip
    [mia] = members({"users": [told]})
    assert (mia.available_until, mia.seen_at, mia.languages) == (MONDAY, MONDAY, ("de",))


def test_first_passwords_are_long_enough_and_never_the_same() -> None:
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) >= 12 for one in made)


def test_what_is_wanted_of_the_trail_reads_as_it_is_asked() -> None:
    wanted = Wanted(person="mia", person_name="Mia", days=7)
    assert wanted.said == "by or about Mia, in the last 7 days"
    assert wanted.params(MONDAY.date()) == {"person": "mia", "from": "2026-11-17"}
    assert Wanted().params(MONDAY.date()) == {}


def test_a_file_is_written_only_where_none_is(tmp_path: object) -> None:
    assert read_path(f"{tmp_path}/new.csv") is not None
    assert read_path(f"{tmp_path}/no folder/new.csv") is None
    assert read_path(str(tmp_path)) is None
    assert read_path("new.csv") is None
