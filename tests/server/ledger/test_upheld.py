"""Each invariant that a write or a page of the store can see, broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import update

from tests.breaking import breaks
from tests.builders import MONDAY, a_call, a_lead
from tests.server.served import Team
from tests.sim import broken_server
from workbench.domain.activity import entries
from workbench.server import schema
from workbench.server.desks import pulling
from workbench.server.ledger import stamping, upheld
from workbench.server.ledger.audiences import slice_of, user_audience
from workbench.server.ledger.writing import Ledger
from workbench.wire import compact


@pytest.fixture
def ledger(team: Team) -> Ledger:
    return Ledger(team.server.office.store)


def row(team: Team, id: str, s: str) -> dict[str, Any]:
    return {
        "id": id, "team": team.id, "user": "u", "lead": None, "body_sha256": "", "at": 0,
        "result": compact({"id": id, "s": s}),
    }  # fmt: skip


def test_a_seq_that_nobody_has_is_noticed(team: Team, ledger: Ledger) -> None:
    table = schema.team.c
    lost = update(schema.team).where(table.id == team.id).values(seq=table.seq + 1)
    with (
        breaks("I9"),
        ledger.write(team.id, MONDAY) as writing,
        writing.effect() as effect,
    ):
        writing.connection.execute(lost)
        effect.put(a_lead())


def test_a_lead_without_the_seq_of_its_change_is_noticed(team: Team, ledger: Ledger) -> None:
    lead = team.a_lead()
    with (
        breaks("I4"),
        patch.object(stamping, "_move_on", lambda *of: None),
        ledger.write(team.id, MONDAY) as writing,
    ):
        writing.lock([lead.id])
        with writing.effect() as effect:
            effect.log(lead.id, entries(a_call(lead, "NA")))


def test_a_guest_who_is_not_told_that_a_lead_is_gone_is_noticed(team: Team, ledger: Ledger) -> None:
    lead = team.a_lead()
    with (
        breaks("I3"),
        patch.object(stamping, "_pairs", lambda *of: None),
        ledger.write(team.id, MONDAY) as writing,
    ):
        writing.lock([lead.id])
        with writing.effect() as effect:
            effect.evict(user_audience("somebody"), lead.id)


def test_an_effect_of_what_was_refused_is_noticed(team: Team, ledger: Ledger) -> None:
    lead = team.a_lead()
    call = a_call(lead, "NA")
    with breaks("I1"), ledger.write(team.id, MONDAY) as writing:
        writing.lock([lead.id])
        with writing.effect() as effect:
            effect.log(lead.id, entries(call))
        writing.answer(row(team, call.id, "rejected"))
    with breaks("I1"), ledger.write(team.id, MONDAY) as writing:
        writing.lock([lead.id])
        with writing.effect() as effect:
            effect.log(lead.id, entries(call))
            effect.answer(row(team, call.id, "rejected"))


@pytest.mark.parametrize(
    ("which", "variant"),
    [("I3", broken_server.everybody_sees_all), ("I6", broken_server.a_page_splits_a_seq)],
)
def test_a_page_of_what_is_not_theirs_and_one_that_lacks_a_lead_are_noticed(
    which: str, variant: Callable[[], AbstractContextManager[Any]], team: Team, ledger: Ledger
) -> None:
    rep = team.join()
    with ledger.write(team.id, MONDAY) as writing, writing.effect() as effect:
        effect.put_all([a_lead(owner=owner) for owner in (rep.id, rep.id, "somebody")])
    with ledger.store.read() as connection:
        slice = slice_of(connection, rep.id, "rep", team.id)
        assert len(pulling.backfill(connection, slice, 2**40, 5).items) == 2
        with breaks(which), variant():
            pulling.backfill(connection, slice, 2**40, 5)


def test_taking_a_lead_from_who_sees_it_is_noticed(team: Team, ledger: Ledger) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    with ledger.store.read() as connection, breaks("I3"):
        slice = slice_of(connection, rep.id, "rep", team.id)
        upheld.sent(
            connection, slice, schema.lead.c.seq < 0, [compact({"op": "evict", "id": lead.id})]
        )
