from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from tests.builders import MONDAY, a_call, a_lead
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.mutation import Refusal
from workbench.server import schema
from workbench.server.ledger.writing import Committed, Ledger


@pytest.fixture
def heard(team: Team) -> list[Committed]:
    return []


@pytest.fixture
def ledger(team: Team, heard: list[Committed]) -> Ledger:
    ledger = Ledger(team.server.office.store)
    ledger.listen(heard.append)
    return ledger


def stored_ids(team: Team) -> set[str]:
    with team.server.office.store.read() as connection:
        chosen = select(schema.lead.c.id).where(schema.lead.c.team == team.id)
        return set(connection.execute(chosen).scalars())


def seqs(team: Team) -> list[int]:
    with team.server.office.store.read() as connection:
        chosen = select(schema.history.c.seq).where(schema.history.c.team == team.id)
        return sorted(connection.execute(chosen).scalars())


def test_each_effect_has_a_seq_and_all_share_one_commit(
    team: Team, ledger: Ledger, heard: list[Committed]
) -> None:
    before = seqs(team)[-1]
    with ledger.write(team.id, MONDAY) as writing:
        for lead in (a_lead(), a_lead(), a_lead()):
            with writing.effect() as effect:
                effect.put(lead)
    [committed] = heard
    assert (committed.before, committed.position.seq) == (before, before + 3)
    assert seqs(team)[-3:] == [before + 1, before + 2, before + 3]


def test_a_refused_effect_leaves_nothing_and_takes_no_seq(
    team: Team, ledger: Ledger, heard: list[Committed]
) -> None:
    kept, refused = a_lead(), a_lead()
    with ledger.write(team.id, MONDAY) as writing:
        with writing.effect() as effect:
            effect.put(kept)
        with suppress(Refusal), writing.effect() as effect:
            effect.put(replace(kept, owner="somebody"))
            effect.put(refused)
            raise Refusal("no", "It cannot be.")
        assert writing.leads[kept.id].owner == kept.owner
        assert refused.id not in writing.leads
    assert stored_ids(team) == {kept.id}
    assert heard[0].position.seq == heard[0].before + 1


@pytest.mark.parametrize("asks", [False, True])
def test_a_late_savepoint_undoes_what_was_put_before_and_after_it_was_made(
    team: Team, ledger: Ledger, asks: bool
) -> None:
    """`asks`: whether the refused effect looks at the database between two puts."""
    first, second = team.a_lead(), team.a_lead()
    with ledger.write(team.id, MONDAY) as writing:
        writing.lock([first.id, second.id])
        with writing.effect(late=True) as effect:
            effect.put(replace(first, company="Kept"))
        with suppress(Refusal), writing.effect(late=True) as effect:
            effect.put(replace(first, company="Refused"))
            if asks:
                assert companies(writing.connection, first, second)[0] == "Refused"
            effect.put(replace(second, company="Refused"))
            raise Refusal("no", "It cannot be.")
        assert writing.leads[first.id].lead.company == "Kept"
    with team.server.office.store.read() as connection:
        assert companies(connection, first, second) == ["Kept", second.company]


def test_who_asks_for_the_connection_finds_all_that_was_put(team: Team, ledger: Ledger) -> None:
    leads = [team.a_lead() for _ in range(3)]
    with ledger.write(team.id, MONDAY) as writing:
        writing.lock([lead.id for lead in leads])
        for n, lead in enumerate(leads):
            with writing.effect(late=True) as effect:
                effect.put(replace(lead, company=f"Company {n}"))
        found = companies(writing.connection, *leads)
    assert found == ["Company 0", "Company 1", "Company 2"]
    with team.server.office.store.read() as connection:
        chosen = select(schema.lead.c.seq).where(schema.lead.c.id.in_([one.id for one in leads]))
        assert sorted(connection.execute(chosen).scalars()) == seqs(team)[-3:]


def companies(connection: Connection, *leads: Lead) -> list[str | None]:
    table = schema.lead.c
    rows = connection.execute(select(table.id, table.company)).all()
    found = {row.id: row.company for row in rows}
    return [found[lead.id] for lead in leads]


def test_a_write_that_fails_leaves_nothing_and_wakes_nobody(
    team: Team, ledger: Ledger, heard: list[Committed]
) -> None:
    before = seqs(team)
    with suppress(ZeroDivisionError), ledger.write(team.id, MONDAY) as writing:
        with writing.effect() as effect:
            effect.put(a_lead())
        raise ZeroDivisionError
    assert (seqs(team), stored_ids(team), heard) == (before, set(), [])


def test_a_write_without_effect_takes_no_seq(
    team: Team, ledger: Ledger, heard: list[Committed]
) -> None:
    before = seqs(team)
    with ledger.write(team.id, MONDAY) as writing, writing.effect():
        pass
    assert (seqs(team), heard) == (before, [])


def test_those_are_woken_whose_slice_changed(
    team: Team, ledger: Ledger, heard: list[Committed]
) -> None:
    lead = a_lead(owner="one")
    with ledger.write(team.id, MONDAY) as writing, writing.effect() as effect:
        effect.put(lead)
    with ledger.write(team.id, MONDAY) as writing:
        writing.lock([lead.id])
        with writing.effect() as effect:
            effect.grant("user:guest", lead.id)
    with ledger.write(team.id, MONDAY) as writing:
        stored = writing.lock([lead.id])[lead.id]
        with writing.effect() as effect:
            effect.put(replace(stored.lead, owner="two"))
    everybody = {"user:one", "user:two", "user:guest", f"leads:{team.id}"}
    assert heard[-1].audiences == everybody
    assert not heard[-1].config


def test_who_follows_misses_nothing_while_many_write(team: Team) -> None:
    """A cursor over a plain sequence lost 6.6 to 9 % here; a counter row taken last loses none."""
    reps = [team.join() for _ in range(4)]
    boss = team.join("lead")
    leads = {rep: [team.a_lead(rep) for _ in range(3)] for rep in reps}
    since = boss.get("/v1/sync")["since"]
    done = threading.Event()
    seen: set[str] = set()

    def follow() -> None:
        cursor = base = since
        is_last = False
        while not is_last:
            is_last = done.is_set()
            page = boss.get("/v1/sync", since=cursor, base=base, limit=2)
            seen.update(entry["id"] for item in page["items"] for entry in item["activities"])
            cursor = page["since"]
            if page["more"]:
                is_last = False  # a lead that moved up between two pages is cut by `base`
            else:
                base = cursor

    def work(rep: Person) -> list[str]:
        return [write(rep, lead) for _ in range(5) for lead in leads[rep]]

    def write(rep: Person, lead: Lead) -> str:
        call = a_call(lead, "NA")
        rep.do(call)
        return str(call.args["activity_id"])

    follower = threading.Thread(target=follow)
    follower.start()
    with ThreadPoolExecutor(len(reps)) as pool:
        written = [id for ids in pool.map(work, reps) for id in ids]
    done.set()
    follower.join()
    assert set(written) <= seen
    assert seqs(team) == list(range(1, len(seqs(team)) + 1))
