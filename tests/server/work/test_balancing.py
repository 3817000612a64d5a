"""What a move does to promises, and leads shared out so that the most are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.builders import a_call, a_mutation
from tests.server.served import Person, Team
from tests.server.work.test_reassigning import give, owner_of
from workbench.domain.lead import Lead
from workbench.server import schema
from workbench.server.policy import pace


def fresh(team: Team, owner: Person | None, **fields: Any) -> Lead:
    """Asked for this moment."""
    return team.a_lead(owner, now=team.server.office.moment.now(), **fields)


def away(person: Person) -> None:
    person.do(a_mutation(None, "availability_set", state="away"))


def balanced(boss: Person, **more: Any) -> dict[str, Any]:
    asked = {"to": "balance", "reason": "load", "preview": True, **more}
    told: dict[str, Any] = boss.post("/v1/leads/reassign", asked)
    return told


def test_a_preview_counts_promises_that_a_move_keeps_and_minutes_of_work(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    leads = [fresh(team, ann) for _ in range(3)]
    told = give(boss, ids=[leads[0].id], to=bob.id, preview=True)
    assert (told["avoided"], told["made"]) == (1, 0)
    [move] = told["moves"]
    assert (move["minutes"], move["minutes_before"]) == (7, 0)
    away(bob)
    told = give(boss, ids=[lead.id for lead in leads], to=bob.id, preview=True)
    assert (told["avoided"], told["made"]) == (0, 1)
    assert "Bob is away." in told["warnings"]
    assert [move["minutes"] for move in told["moves"]] == [22]


def test_the_minutes_are_the_teams_own_where_it_has_called_enough(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    lead, office = team.a_lead(ann, waited=600), team.server.office
    ann.do(*(a_call(lead, "NA", after=-500 + 10 * n) for n in range(31)))
    pace.learn_all(office.ledger, office.moment.now())
    with office.store.read() as connection:
        learned = pace.learned(connection, team.id)
    assert learned == {"demo": 0.5}
    [move] = give(boss, ids=[fresh(team, ann).id], to=bob.id, preview=True)["moves"]
    assert move["minutes"] == 0


def test_only_what_cannot_be_kept_is_moved_and_to_who_is_there(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    cid = team.join(name="Cid")
    leads = [fresh(team, ann) for _ in range(3)]
    away(cid)
    told = balanced(boss)
    assert [(move["name"], move["leads"], move["avoided"]) for move in told["moves"]] == [
        ("Bob", 1, 1)
    ]
    done = balanced(boss, preview=False)
    assert sorted(owner_of(boss, lead) or "" for lead in leads) == sorted([ann.id, ann.id, bob.id])
    boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    assert {owner_of(boss, lead) for lead in leads} == {ann.id}


def test_the_leads_of_who_is_away_are_shared_out_and_a_call_is_left_alone(team: Team) -> None:
    ann, bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    leads = [fresh(team, ann, type="content") for _ in range(4)]
    ann.do(a_mutation(leads[0], "call_started", call_id="c"))
    away(ann)
    done = balanced(boss, preview=False)
    assert done["moved"] == 3
    assert owner_of(boss, leads[0]) == ann.id
    assert {owner_of(boss, lead) for lead in leads[1:]} == {bob.id, cid.id}


def test_nobody_is_brought_above_a_cap_but_what_was_chosen_by_name_is_shared_out(
    team: Team,
) -> None:
    ann, _bob, boss = team.join(), team.join(name="Bob"), team.join("lead")
    leads = [fresh(team, ann) for _ in range(5)]
    away(ann)
    told = balanced(boss)
    assert [move["leads"] for move in told["moves"]] == [3]
    assert {one["why"] for one in told["refused"]} == {
        "Everybody who could take it is away or at a cap."
    }
    told = balanced(boss, ids=[lead.id for lead in leads])
    assert [move["leads"] for move in told["moves"]] == [5]
    assert "Bob would have 5 untouched hand-raisers; the cap is 3." in told["warnings"]


def test_a_lead_goes_to_reps_of_its_own_pool(team: Team) -> None:
    ann, _bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    members = {"members": [{"user": one.id} for one in (ann, cid)]}
    pool = boss.post("/v1/pools", {"name": "North", **members}, status=201)["id"]
    lead = fresh(team, None, type="content")
    give(boss, ids=[lead.id], to=pool)
    give(boss, ids=[lead.id], to=ann.id)
    away(ann)
    [move] = balanced(boss)["moves"]
    assert move["to"] == cid.id


def ids(told: dict[str, Any]) -> set[str]:
    return {id for move in told["moves"] for id in move["ids"]}


def test_leads_are_chosen_by_the_words_of_the_board(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    demo, content = fresh(team, ann), fresh(team, ann, type="content")
    late, closed = team.a_lead(ann, waited=400), team.a_lead(ann, waited=400)
    ann.do(a_call(closed, "NI", after=-1, reason="no need"))
    pooled = fresh(team, None)

    def chosen(**words: Any) -> set[str]:
        return ids(give(boss, filter=words, to=bob.id, preview=True))

    mine = {"owner": ann.id}
    assert chosen(**mine) == {demo.id, content.id, late.id}
    assert chosen(**mine, status="any") == {demo.id, content.id, late.id, closed.id}
    assert chosen(**mine, status=["disqualified", "won"]) == {closed.id}
    assert chosen(**mine, hand_raiser=True) == {demo.id, late.id}
    assert chosen(**mine, type=["content", "event"]) == {content.id}
    assert chosen(**mine, breached=True) == {late.id}
    assert chosen(**mine, at_risk=True) == {demo.id}
    assert chosen(**mine, due=True, at_risk=False, untouched=True) == {late.id, content.id}
    assert chosen(owner="none") == chosen(pool=team.pool) == {pooled.id}


@pytest.mark.parametrize(
    "filter", [{}, {"owners": "x"}, {"owner": "x", "hand_raisers": True}, {"due": "soon"}]
)
def test_a_filter_that_says_nothing_or_too_much_is_refused(team: Team, filter: Any) -> None:
    boss = team.join("lead")
    give(boss, filter=filter, to=boss.id, status=422)


def test_leads_must_be_named_unless_the_team_is_balanced(team: Team) -> None:
    boss = team.join("lead")
    assert give(boss, to=boss.id, status=422)["field"] == "ids"
    assert give(boss, to="balance", status=422)["field"] == "to"


def tries_at_once(team: Team, times: int) -> None:
    """Two team leads balance at the same moment, again and again: each lead is moved once."""
    ann, reps = team.join(), [team.join() for _ in range(3)]
    bosses = [team.join("lead") for _ in range(2)]
    away(ann)
    for n in range(times):
        leads = [fresh(team, ann, type="content").id for _ in range(4)]
        more = {"filter": {"owner": ann.id}} if n % 2 else {}
        with ThreadPoolExecutor(2) as pool:
            told = [pool.submit(balanced, boss, preview=False, **more) for boss in bosses]
        assert sum(one.result()["moved"] for one in told) == len(leads)
        with team.server.office.store.write() as connection:
            part, lead = schema.batch_lead.c, schema.lead.c
            moved = select(part.lead, part.to).where(part.lead.in_(leads), part.moved)
            homes = select(lead.id, lead.home).where(lead.id.in_(leads))
            given = connection.execute(moved).all()
            assert sorted(given) == sorted(connection.execute(homes).all())
            closed = {"status": "disqualified", "due_at": None, "queue_from": None}
            connection.execute(update(schema.lead).where(lead.id.in_(leads)).values(**closed))
        assert {to for _, to in given} <= {f"user:{rep.id}" for rep in reps}


def test_two_team_leads_who_balance_at_once_give_each_lead_away_once(team: Team) -> None:
    tries_at_once(team, 12)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_thousand_times_two_team_leads_who_balance_at_once_give_each_lead_away_once(
    team: Team,
) -> None:
    tries_at_once(team, 1000)
