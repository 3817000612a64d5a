"""Rows straight through the driver, of either database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import BigInteger, bindparam, cast, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.builders import an_id
from workbench.server import schema
from workbench.server.ledger.rows import read_rows, write_rows
from workbench.server.store import Store

_key = schema.lead_key.c
_HELD = (
    select(_key.value, _key.lead.label("holder"))
    .where(_key.team == bindparam("team"), _key.kind == "email")
    .where(_key.value.in_(bindparam("values", expanding=True)))
    .order_by(_key.value)
)
_HOLD = insert(schema.lead_key)


def keys(team: str, *values: str) -> list[dict[str, Any]]:
    return [{"team": team, "kind": "email", "value": each, "lead": f"of {each}"} for each in values]


@pytest.mark.parametrize("asked", [[], ["a"], ["a", "c"], ["c", "a", "b"], [*"xyzba"]])
def test_all_that_a_list_names_is_found_once_however_long_it_is(
    store: Store, asked: list[str]
) -> None:
    team = an_id()
    with store.write() as connection:
        assert write_rows(connection, _HOLD, keys(team, "a", "b", "c")) == 3
        found = read_rows(connection, _HELD, {"team": team, "values": asked})
    assert [(row.value, row.holder) for row in found] == [
        (value, f"of {value}") for value in "abc" if value in asked
    ]


def test_where_nothing_else_is_asked_an_empty_list_finds_nothing(store: Store) -> None:
    every = select(_key.lead).where(_key.value.in_(bindparam("values", expanding=True)))
    with store.write() as connection:
        assert read_rows(connection, every, {"values": []}) == []


def test_one_value_is_enough(store: Store) -> None:
    team = an_id()
    count = select(func.count()).select_from(schema.lead_key).where(_key.team == bindparam("team"))
    with store.write() as connection:
        write_rows(connection, _HOLD, keys(team, "a"))
        [[held]] = read_rows(connection, count, {"team": team})
    assert held == 1


@pytest.mark.parametrize("values", [["a"], ["b", "c", "a"]])
def test_what_the_driver_refuses_is_sqlalchemys_error_and_says_no_value(
    store: Store, values: list[str]
) -> None:
    team = an_id()
    with store.write() as connection:
        write_rows(connection, _HOLD, keys(team, "a"))
    with pytest.raises(IntegrityError) as refused, store.write() as connection:
        write_rows(connection, _HOLD, keys(team, *values))
    assert f"of {values[0]}" not in str(refused.value)
    with store.read() as connection:
        held = read_rows(connection, _HELD, {"team": team, "values": ["a", "b", "c"]})
    assert [row.value for row in held] == ["a"]


def test_a_look_at_what_is_not_there_is_sqlalchemys_error(store: Store) -> None:
    nowhere = select(_key.value).where(func.nothing_like_it(bindparam("values")) == 1)
    with pytest.raises(DBAPIError), store.read() as connection:
        read_rows(connection, nowhere, {"values": 1})


def test_a_row_that_fails_behind_others_is_sqlalchemys_error_too(store: Store) -> None:
    """SQLite comes to it only when it is fetched."""
    team, least = an_id(), str(-(2**63))
    sizes = (
        select(func.abs(cast(_key.value, BigInteger)))
        .where(_key.team == bindparam("team"), _key.kind == "email")
        .order_by(_key.value.desc())
    )
    with store.write() as connection:
        write_rows(connection, _HOLD, keys(team, "1", least))
    with pytest.raises(DBAPIError), store.read() as connection:
        read_rows(connection, sizes, {"team": team})
