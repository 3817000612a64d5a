from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, an_inquiry
from workbench.domain.inquiry import NoInquiry, Reading, read_inquiry
from workbench.domain.plain import Plain, to_ms


def read(data: Plain) -> Reading:
    return read_inquiry(data, POLICY, id="i", now=MONDAY)


def test_the_clock_starts_where_the_inquiry_says() -> None:
    for said in ("2026-11-23T10:57:00+01:00", to_ms(MONDAY - timedelta(minutes=3))):
        assert read(an_inquiry(received_at=said)).inquiry.received_at == MONDAY - timedelta(
            minutes=3
        )


def test_unknown_fields_and_values_that_do_not_parse_are_kept_as_typed() -> None:
    reading = read(an_inquiry(employees="many", favourite="blue", received_at="yesterday"))
    assert reading.inquiry.extra == {
        "favourite": "blue", "employees": "many", "received_at": "yesterday",
    }  # fmt: skip
    assert set(reading.inquiry.flags) == {"employees", "received_at"}
    assert reading.inquiry.received_at == MONDAY


def test_a_future_arrival_is_now() -> None:
    assert read(an_inquiry(received_at="2030-01-01T00:00:00Z")).inquiry.received_at == MONDAY


def test_first_and_last_name_make_a_name() -> None:
    data = an_inquiry(first_name="Ann", last_name="Lee")
    del data["name"]
    assert read(data).facts["name"] == "Ann Lee"


@pytest.mark.parametrize(
    ("data", "field"),
    [([], "body"), ("x", "body"), ({"email": "a@b.c"}, "type"), ({"type": "demo"}, "email"),
     ({"type": "gift", "email": "a@b.c"}, "type"), ({"type": ["demo"], "email": "a@b.c"}, "type")],
)  # fmt: skip
def test_a_body_that_is_no_inquiry_names_its_field(data: Plain, field: str) -> None:
    with pytest.raises(NoInquiry) as refused:
        read(data)
    assert refused.value.field == field


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(
    ["name", "title", "employees", "tech", "utm", "received_at", "message", "phone", "extra"]
)


@given(st.dictionaries(names, json_values))
def test_no_value_refuses_an_inquiry(fields: dict[str, Plain]) -> None:
    reading = read({"type": "demo", "email": "a@b.example", **fields})
    assert reading.inquiry.received_at <= MONDAY
