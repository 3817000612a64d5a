import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, after_asking
from workbench.domain.apply import apply
from workbench.domain.lead import Account, AtCompany, Lead, Opportunity
from workbench.domain.plain import Misfit, Plain, from_plain, to_plain
from workbench.mirror import mirror, reader

read_lead = reader(Lead)

WORKED: Plain = json.loads(
    json.dumps(
        to_plain(
            replace(
                after_asking(apply(lead := a_lead(message="Hello."), a_call(lead, "NA"), POLICY)),
                account=Account(name="Halden", kind="customer"),
                at_company=(AtCompany(name="Sam"),),
                opportunity=Opportunity(stage="open", at=MONDAY, amount=1.5),
                employees=40,
                tech=("erp",),
            )
        )
    )
)
JUNK: tuple[Plain, ...] = (
    None,
    True,
    7,
    1.5,
    5.0,
    -(10**18),
    "",
    "x",
    [],
    [None],
    [{}],
    {},
    {"x": 1},
)


def places(data: Plain) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: what holds it, and under which key."""
    if isinstance(data, dict | list):
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield data, key
            yield from places(item)


def outcome(read: Callable[[], Lead]) -> str:
    """What came of it; 5 and 5.0 are two things."""
    try:
        return repr(read())
    except Misfit as misfit:
        return str(misfit)


def test_a_lead_that_was_worked_surely_fits() -> None:
    assert msgspec.json.decode(json.dumps(WORKED), type=mirror(Lead))


@given(st.integers(0, sum(1 for _ in places(WORKED)) - 1), st.sampled_from(JUNK), st.booleans())
def test_what_surely_fits_can_be_read(place: int, junk: Plain, is_left_out: bool) -> None:
    document = copy.deepcopy(WORKED)
    holder, key = list(places(document))[place]
    if is_left_out:
        del holder[key]
    else:
        holder[key] = junk
    text = json.dumps(document)
    assert outcome(lambda: read_lead(text)) == outcome(lambda: from_plain(Lead, document))
    try:
        from_plain(Lead, document)
    except Misfit:
        with pytest.raises(msgspec.DecodeError):
            msgspec.json.decode(text, type=mirror(Lead))


@pytest.mark.parametrize("text", ["{", '{"id":NaN}', "[]", '{"id":"\\ud800"}'])
def test_what_is_no_lead_is_judged_as_it_always_is(text: str) -> None:
    try:
        expected = outcome(lambda: from_plain(Lead, json.loads(text)))
    except ValueError:
        with pytest.raises(json.JSONDecodeError):
            read_lead(text)
    else:
        assert outcome(lambda: read_lead(text)) == expected
