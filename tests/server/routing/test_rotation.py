"""Turns by weight, absences, caps; what waits, and what is offered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from tests.server.door import inquiry
from tests.server.policy.rules import set_pool, turns_of
from tests.server.served import Person, Served, Team
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.intake.arrivals import arrival
from workbench.server.intake.entering import Intake
from workbench.server.policy import policies
from workbench.server.routing.rota import Rota
from workbench.server.routing.rotation import Roster
from workbench.wire import read_lead

CONTENT = a_lead(type="content")


def deal(team: Team, leads: int, *, lead: Lead = CONTENT) -> Counter[str]:
    """Ask for so many turns in one transaction: who had how many."""
    office = team.server.office
    with office.store.write() as connection:
        policy = policies.current(connection, team.id)
        rota = Rota(connection, team.id, policy, office.moment.now())
        owners = [rota.next_for(lead, None, besides=()).owner for _ in range(leads)]
        rota.close()
    return Counter(owner or "" for owner in owners)


def available(person: Person, state: str, **more: Any) -> None:
    person.do(a_mutation(None, "availability_set", user=person.id, state=state, **more))


# ---- turns


def test_leads_are_shared_by_weight(team: Team) -> None:
    ann, bob, cem = (team.join(name=name) for name in ("Ann", "Bob", "Cem"))
    weights = {ann: 3, bob: 2, cem: 1}
    members = [{"user": person.id, "weight": weight} for person, weight in weights.items()]
    set_pool(team, team.pool, members=members)
    dealt = deal(team, 250) + deal(team, 350)
    for person, weight in weights.items():
        assert abs(dealt[person.id] - 100 * weight) <= 1


def test_who_weighs_nothing_gets_nothing(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    set_pool(team, team.pool, members=[{"user": ann.id}, {"user": bob.id, "weight": 0}])
    assert deal(team, 3) == {ann.id: 3}


def test_who_comes_back_joins_at_the_median_and_no_flood_follows(team: Team) -> None:
    ann, bob, cem = (team.join(name=name) for name in ("Ann", "Bob", "Cem"))
    deal(team, 3)
    available(cem, "away")
    assert deal(team, 40) == {ann.id: 20, bob.id: 20}
    available(cem, "available")
    assert max(turns_of(team).values()) - min(turns_of(team).values()) <= 1
    assert deal(team, 30) == {ann.id: 10, bob.id: 10, cem.id: 10}


def test_whoever_is_not_asked_for_one_lead_keeps_their_turn(team: Team) -> None:
    ann, bob, cem = (team.join(name=name) for name in ("Ann", "Bob", "Cem"))
    members = [{"user": ann.id, "weight": 2}, {"user": bob.id}, {"user": cem.id}]
    set_pool(team, team.pool, members=members)
    office = team.server.office
    dealt: Counter[str] = Counter()
    with office.store.write() as connection:
        policy = policies.current(connection, team.id)
        rota = Rota(connection, team.id, policy, office.moment.now())
        for _ in range(200):  # each lead is given to somebody, and later to somebody else
            first = rota.next_for(CONTENT, None, besides=()).owner or ""
            dealt[first] += 1
            dealt[rota.next_for(CONTENT, None, besides=(first,)).owner or ""] += 1
    assert abs(dealt[ann.id] - 200) <= 2
    assert abs(dealt[bob.id] - dealt[cem.id]) <= 2


def test_a_turn_is_taken_only_once_the_rota_is_closed(team: Team) -> None:
    ann = team.join(name="Ann")
    with team.server.office.store.write() as connection:
        rota = Rota(connection, team.id, POLICY, MONDAY)
        assert rota.next_for(CONTENT, None, besides=()).owner == ann.id
    assert turns_of(team) == {ann.id: 0}


def test_somebody_who_had_it_is_not_asked_again(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    with team.server.office.store.write() as connection:
        rota = Rota(connection, team.id, POLICY, MONDAY)
        route = rota.next_for(CONTENT, None, besides={ann.id})
        nobody = rota.next_for(CONTENT, None, besides={ann.id, bob.id})
    assert (route.owner, route.passed) == (bob.id, ("Ann has had it already",))
    assert (nobody.owner, nobody.pool) == (None, team.pool)


def test_a_roster_that_others_have_outrun_is_asked_for_anew(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    store, roster = team.server.office.store, Roster()

    def next_one() -> str | None:
        with store.write() as connection:
            rota = Rota(connection, team.id, POLICY, MONDAY, roster)
            return rota.next_for(CONTENT, None, besides=()).owner

    assert next_one() == min(ann.id, bob.id)
    available({ann.id: ann, bob.id: bob}[min(ann.id, bob.id)], "away")
    assert next_one() == max(ann.id, bob.id)


# ---- what waits with a pool


# ---- offers


# ---- laws

STATES = st.sampled_from(["available", "available", "away", "busy"])
INQUIRIES = st.tuples(
    st.sampled_from(["demo", "call", "trial", "content"]),
    st.sampled_from([None, "de"]),
    st.booleans(),
)


@settings(max_examples=12)
@given(
    mode=st.sampled_from(["assign", "assign", "offer"]),
    reps=st.lists(st.tuples(STATES, st.integers(0, 3)), min_size=1, max_size=4),
    stream=st.lists(st.lists(INQUIRIES, min_size=1, max_size=5), max_size=3),
    caps=st.tuples(st.integers(0, 3), st.integers(0, 4)),
)
def test_nothing_is_routed_past_a_cap_an_absence_or_an_opt_out(
    server: Served, mode: Any, reps: list[tuple[str, int]], stream: list[Any], caps: Any
) -> None:
    """Each inquiry is somebody's first; of some, who opts out at once, a second one follows."""
    team = Team.new(server)
    ready = station(team, reps)
    policy = replace(
        POLICY,
        caps=replace(POLICY.caps, untouched_hand_raisers=caps[0], on_hand_raiser_cadence=caps[1]),
        routing=replace(POLICY.routing, mode=mode),
    )
    barred = {id for part in stream for id in take_in(team, policy, part)}
    leads = leads_of(team)
    for lead in leads:
        assert lead.owner in {None, *ready}
        assert lead.offer is None or lead.offer.to in ready
        if lead.id in barred:
            assert (lead.owner, lead.pool, lead.offer) == (None, None, None)
    raised = Counter(lead.owner for lead in leads if policy.type(lead.type).hand_raiser)
    assert all(raised[id] <= min(caps) for id in ready)


def station(team: Team, reps: list[tuple[str, int]]) -> set[str]:
    """Let reps with this availability and weight join; returns who can be given anything."""
    ready, user, member = set(), schema.users.c, schema.pool_member.c
    for number, (state, weight) in enumerate(reps):
        id = team.join(name=f"Rep {number}").id
        with team.server.office.store.write() as connection:
            given = {"availability": state, "languages": '["de"]' if number % 2 else "[]"}
            connection.execute(update(schema.users).where(user.id == id).values(**given))
            mine = update(schema.pool_member).where(member.user == id)
            connection.execute(mine.values(weight=weight))
        if state == "available" and weight:
            ready.add(id)
    return ready


def take_in(team: Team, policy: Policy, part: list[tuple[str, str | None, bool]]) -> list[str]:
    """Returns the leads whose people have opted out."""
    told = [inquiry(type=type, language=language) for type, language, _ in part]
    ids = let_in(team, policy, told)
    out = [n for n, (_, _, opts_out) in enumerate(part) if opts_out]
    with team.server.office.ledger.write(team.id, MONDAY) as writing:
        stored = writing.lock(ids)
        for n in out:
            lead = stored[ids[n]].lead
            with writing.effect() as effect:
                effect.put(apply(lead, a_call(lead, "DNC"), policy))
    let_in(team, policy, [{**told[n], "type": "demo"} for n in out])
    return [ids[n] for n in out]


def let_in(team: Team, policy: Policy, told: list[dict[str, Any]]) -> list[str]:
    with team.server.office.ledger.write(team.id, MONDAY) as writing:
        arrivals = [arrival(one, policy, source="web", now=MONDAY) for one in told]
        intake = Intake(writing, Policies(current=policy))
        intake.expect(arrivals)
        ids = []
        for one in arrivals:
            with writing.effect() as effect:
                ids.append(intake.take(one, effect).lead_id)
        intake.close()
    return ids


def leads_of(team: Team) -> list[Lead]:
    told = team.join("lead").get("/v1/leads", limit=500)["leads"]
    return [read_lead(lead) for lead in told]
