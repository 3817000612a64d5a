from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.builders import a_call, a_mutation
from tests.server.desks.copies import Copy, gave, ids
from tests.server.served import Person, Served, Team
from workbench.server import schema


def test_the_first_answer_is_the_position_and_the_config_and_no_lead(team: Team) -> None:
    rep = team.join(name="Robin Ode")
    team.a_lead(rep)
    page = rep.get("/v1/sync")
    assert page["items"] == []
    assert page["since"] == int(page["as_of"].partition(".")[0])
    docs = {(item["kind"], item["key"]): item["doc"] for item in page["config"]}
    assert docs["policy", "current"]["types"]["demo"]["target_min"] == 5
    assert docs["user", rep.id] == {
        "name": "Robin Ode", "initials": "RO", "role": "rep", "availability": "available",
    }  # fmt: skip
    assert docs["pool", team.pool]["members"] == [rep.id]


def test_the_first_answer_brings_what_fell_due_last_of_ones_own_slice(team: Team) -> None:
    rep, mate, boss = team.join(), team.join(), team.join("lead")
    invited = team.a_lead(mate, waited=5)
    late, pooled, soon = team.a_lead(rep, waited=90), team.a_lead(waited=2), team.a_lead(rep)
    office = team.server.office
    with office.ledger.write(team.id, office.moment.now()) as writing:
        writing.lock([invited.id, soon.id])
        with writing.effect() as effect:
            effect.grant(f"user:{rep.id}", invited.id)
            tomorrow = office.moment.now() + timedelta(days=1)
            standing = replace(soon.standing, queue_from=tomorrow)
            effect.put(replace(soon, standing=standing))

    def due(person: Person, most: int) -> set[tuple[str, str]]:
        items = person.get("/v1/sync", due=most)["items"]
        assert all(item["activities"] for item in items)
        return set(ids(items))

    in_order = [("put", lead.id) for lead in (pooled, invited, late)]
    for most in (1, 2, 3, 9):
        assert due(rep, most) == due(boss, most) == set(in_order[:most])
    assert due(mate, 9) == set(in_order[:2])


def test_who_is_given_a_lead_gets_its_history_and_who_has_it_only_what_is_new(team: Team) -> None:
    giver, taker, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(giver)
    giver.do(*(a_call(lead, "NA", after=n) for n in range(30)))
    copies = [Copy(person).begin() for person in (taker, boss)]
    gave(boss, lead, giver, taker)
    [taken], [watched] = (copy.ask(since=copy.since, base=copy.base)["items"] for copy in copies)
    assert (len(taken["activities"]), taken["older"]) == (50, 12)
    assert [entry["kind"] for entry in watched["activities"]] == ["reassigned"]
    assert watched["older"] == 0


def test_a_lead_that_comes_and_goes_and_comes_again_is_put_not_evicted(team: Team) -> None:
    one, two, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(one)
    since = one.get("/v1/sync")["since"]
    gave(boss, lead, one, two)
    gave(boss, lead, two, one)
    assert ids(one.get("/v1/sync", since=since, base=since)["items"]) == [("put", lead.id)]


def test_a_claim_moves_a_lead_from_the_pool_to_its_owner(team: Team) -> None:
    one, two = team.join(), team.join()
    lead = team.a_lead()
    since = one.get("/v1/sync")["since"]
    one.do(a_mutation(lead, "claimed"))
    assert ids(one.get("/v1/sync", since=since, base=since)["items"]) == [("put", lead.id)]
    assert ids(two.get("/v1/sync", since=since, base=since)["items"]) == [("evict", lead.id)]


def test_no_page_splits_a_seq(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    since = boss.get("/v1/sync")["since"]
    office = team.server.office
    leads = [team.a_lead() for _ in range(4)]
    with office.ledger.write(team.id, office.moment.now()) as writing:
        writing.lock(lead.id for lead in leads)
        with writing.effect() as effect:
            home = f"user:{rep.id}"
            effect.hand_over([lead.id for lead in leads], owner=rep.id, pool=None, home=home)
    for person in (rep, boss):
        page = person.get("/v1/sync", since=since, limit=1)
        assert {i["lead"]["seq"] for i in page["items"]} == {page["since"]}
        assert len(page["items"]) == 4
    page = rep.get("/v1/sync/backfill", below=page["since"] + 1, limit=2)
    assert len(page["items"]) == 4


def test_a_page_ends_at_its_limit_and_says_that_there_is_more(team: Team) -> None:
    rep = team.join()
    since = rep.get("/v1/sync")["since"]
    leads = [team.a_lead(rep) for _ in range(5)]
    seen = []
    more = True
    while more:
        page = rep.get("/v1/sync", since=since, limit=2)
        assert len(page["items"]) <= 2
        seen += [item["lead"]["id"] for item in page["items"]]
        since, more = page["since"], page["more"]
    assert seen == [lead.id for lead in leads]


def test_the_backfill_runs_from_the_newest_down_to_the_end(team: Team) -> None:
    rep = team.join()
    leads = [team.a_lead(rep) for _ in range(5)]
    below, seen = rep.get("/v1/sync")["since"] + 1, []
    while below:
        page = rep.get("/v1/sync/backfill", below=below, limit=2)
        seen += [item["lead"]["id"] for item in page["items"]]
        below = page["below"]
    assert seen == [lead.id for lead in reversed(leads)]


def test_nobody_is_shown_a_lead_outside_their_slice(team: Team, server: Served) -> None:
    rep, mate, boss, viewer = (
        team.join(), team.join(), team.join("lead"), team.join("viewer"),
    )  # fmt: skip
    stranger = Team.new(server).join("ops")
    own, foreign, pooled = team.a_lead(rep), team.a_lead(mate), team.a_lead()
    slices = {
        rep: {own.id, pooled.id},
        mate: {foreign.id, pooled.id},
        boss: {own.id, foreign.id, pooled.id},
        viewer: set(),
        stranger: set(),
    }
    for person, expected in slices.items():
        assert set(Copy(person).begin().leads) == expected
        assert {lead["id"] for lead in person.get("/v1/leads")["leads"]} == expected
        changed = person.get("/v1/sync", since=1, limit=1000)
        assert {id for op, id in ids(changed["items"]) if op == "put"} == expected
        for lead in (own, foreign, pooled):
            status = 200 if lead.id in expected else 404
            for path in ("", "/activities"):
                assert person.call("GET", f"/v1/leads/{lead.id}{path}").status_code == status


def test_the_digest_counts_the_slice(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    team.a_lead(team.join())
    rep.do(a_call(lead, "NA"))
    page = rep.get("/v1/sync", since=rep.get("/v1/sync")["since"], digest=1)
    seq = rep.get(f"/v1/leads/{lead.id}")["seq"]
    assert page["digest"] == {"leads": 1, "sum_seq": seq, "activities": 3}


def test_older_activities_come_on_demand_and_no_page_splits_a_seq(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    for start in range(0, 60, 30):
        rep.do(*(a_call(lead, "NA", after=start + n) for n in range(30)))
    seen: list[str] = []
    params: dict[str, int] = {}
    more = True
    while more:
        page = rep.get(f"/v1/leads/{lead.id}/activities", **params)
        seen += [entry["id"] for entry in page["activities"]]
        params, more = {"before": page["activities"][-1]["seq"]}, page["more"]
    assert len(seen) == len(set(seen)) == 121


def test_leads_are_found_by_part_of_name_company_email_or_number(team: Team) -> None:
    rep = team.join()
    email = "zoe@quux.example"
    lead = team.a_lead(rep, name="Zoë 100% Quill", email=email, phone="+4930123987")
    with team.server.office.store.write() as connection:
        found = update(schema.lead).where(schema.lead.c.id == lead.id)
        connection.execute(found.values(phone_e164="+4930123987"))
    team.a_lead(rep)
    for q in ("quill", "zoe@q", "100%", "123 987"):
        assert [found["id"] for found in rep.get("/v1/leads", q=q)["leads"]] == [lead.id]
    assert rep.get("/v1/leads", q="nobody")["leads"] == []
    first = rep.get("/v1/leads", limit=1)
    second = rep.get("/v1/leads", limit=1, cursor=first["cursor"])
    assert {first["leads"][0]["id"], second["leads"][0]["id"]} > {lead.id}
    assert second["cursor"] is None


@settings(max_examples=8)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["call", "give", "take", "open", "undo"]), st.integers(0, 5)),
        min_size=1,
        max_size=10,
    ),
    cut=st.integers(0, 10),
)
def test_snapshot_and_changes_are_the_later_snapshot(
    server: Served, steps: list[tuple[str, int]], cut: int
) -> None:
    team = Team.new(server)
    reps, boss = [team.join(), team.join()], team.join("lead")
    leads = [team.a_lead(reps[0]), team.a_lead()]
    owners: dict[str, Person | None] = {leads[0].id: reps[0], leads[1].id: None}
    copies: list[Copy] = []
    for place, (step, n) in enumerate(steps):
        if place == min(cut, len(steps) - 1):
            copies = [Copy(person).begin() for person in (*reps, boss)]
        lead = leads[n % len(leads)]
        match step:
            case "call":
                boss.do(a_call(lead, "NA", after=n))
            case "undo":
                call = a_call(lead, "VM", after=n)
                boss.do(call, a_mutation(lead, "undone", mutation=call.id))
            case "open":
                leads.append(team.a_lead(reps[n % 2]))
                owners[leads[-1].id] = reps[n % 2]
            case _:
                to = reps[n % 2] if step == "give" else None
                gave(boss, lead, owners[lead.id], to)
                owners[lead.id] = to
    for copy in copies:
        copy.follow()
        later = Copy(copy.person).begin()
        assert copy.leads == later.leads
        assert copy.activities == later.activities
    with server.office.store.read() as connection:
        chosen = select(schema.history.c.seq).where(schema.history.c.team == team.id)
        seqs = connection.execute(chosen).scalars().all()
    assert sorted(seqs) == list(range(1, max(seqs) + 1))
