import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import POLICY, a_call, a_lead
from workbench import wire
from workbench.domain.apply import apply
from workbench.domain.plain import Misfit, from_ms, from_plain, to_ms, to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    text: str
    at: datetime
    on: date | None = None
    many: tuple[int, ...] = ()
    table: dict[str, float] = field(default_factory=dict)


moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  # takes naive bounds
    lambda at: at.replace(tzinfo=UTC, microsecond=at.microsecond // 1000 * 1000)
)


@given(
    st.builds(
        Sample,
        text=st.text(),
        at=moments,
        on=st.none() | st.dates(),
        many=st.lists(st.integers(-9, 9)).map(tuple),
        table=st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False)),
    )
)
def test_a_value_comes_back_as_it_went(sample: Sample) -> None:
    assert from_plain(Sample, json.loads(json.dumps(to_plain(sample)))) == sample


@given(moments)
def test_instants_travel_as_milliseconds(at: datetime) -> None:
    assert from_ms(to_ms(at)) == at


def test_a_worked_lead_travels_whole() -> None:
    lead = a_lead(message="über alles", utm={"source": "x"})
    lead = apply(lead, a_call(lead, "NA"), POLICY)
    assert wire.read_lead(json.loads(wire.lead_json(lead))) == lead


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"at": 0}, ("text",)),
        ({"text": 1, "at": 0}, ("text",)),
        ({"text": "", "at": "soon"}, ("at",)),
        ({"text": "", "at": True}, ("at",)),
        ({"text": "", "at": 0, "many": [1, "x"]}, ("many", "1")),
        ({"text": "", "at": 0, "table": {"a": "b"}}, ("table", "a")),
        ({"text": "", "at": 1e30}, ("at",)),
        ([], ()),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(data: Any, path: tuple[str, ...]) -> None:
    with pytest.raises(Misfit) as misfit:
        from_plain(Sample, data)
    assert misfit.value.path == path


def test_unknown_keys_are_ignored_unless_strict() -> None:
    data = {"text": "", "at": 0, "novelty": 1}
    from_plain(Sample, data)
    with pytest.raises(Misfit, match="novelty"):
        from_plain(Sample, data, strict=True)
