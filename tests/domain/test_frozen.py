"""What is made is held against what the library's own `dataclass` makes of the same text."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any, ClassVar, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import frozen

THEIRS = dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
OURS = frozen.dataclass(frozen=True, slots=True, kw_only=True)


class Pair(NamedTuple):
    ours: Any
    theirs: Any

    def both(self, **values: Any) -> Pair:
        return Pair(self.ours(**values), self.theirs(**values))


def made_by(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Deal:
        """What somebody may buy."""

        name: str
        seats: int = 1
        notes: list[str] = dataclasses.field(default_factory=list, hash=False)
        secret: str = dataclasses.field(default="", repr=False)
        seen: int = dataclasses.field(default=0, compare=False)
        words: tuple[str, ...] = dataclasses.field(init=False, default=())
        known: dict[str, int] = dataclasses.field(init=False, default_factory=dict, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "words", tuple(self.name.split()))

    return Deal


def a_point_by(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0

    return Point


DEAL = Pair(made_by(frozen.dataclass), made_by(dataclasses.dataclass))
POINT = Pair(a_point_by(frozen.dataclass), a_point_by(dataclasses.dataclass))
DEALS = st.fixed_dictionaries(
    {"name": st.text(max_size=3)},
    optional={
        "seats": st.integers(0, 2),
        "notes": st.lists(st.text(max_size=1), max_size=1),
        "secret": st.sampled_from(["", "x"]),
        "seen": st.integers(0, 1),
    },
)


@frozen.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of a module, so that it can be pickled."""

    at: int
    by: str = "me"


@given(DEALS)
def test_a_value_reads_the_same_as_the_library_s(values: dict[str, Any]) -> None:
    ours, theirs = DEAL.both(**values)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert hash(ours) == hash(theirs)


@given(DEALS)
def test_the_first_value_of_a_class_is_as_the_hundredth(values: dict[str, Any]) -> None:
    first = made_by(frozen.dataclass)(**values)
    assert dataclasses.asdict(first) == dataclasses.asdict(DEAL.theirs(**values))
    assert first.words == tuple(values["name"].split())
    assert first.notes is not first.__class__(name="b").notes
    fresh = a_point_by(frozen.dataclass)
    assert (fresh(1), fresh(1, 2)) == (fresh(x=1), fresh(x=1, y=2))


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "price": 1}, {"name": "a", "words": ()}])
def test_the_first_value_is_refused_in_the_library_s_words(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as refused:
        made_by(frozen.dataclass)(**wrong)
    with pytest.raises(TypeError) as theirs:
        DEAL.theirs(**wrong)
    assert str(refused.value) == str(theirs.value)


@pytest.mark.parametrize("dataclass", [THEIRS, OURS])
def test_a_variable_of_the_class_is_no_field(dataclass: Any) -> None:
    @dataclass
    class Gauge:
        unit: ClassVar[str] = "s"
        taken: int

    (taken,) = dataclasses.fields(Gauge)
    assert (taken.name, taken.type) == ("taken", "int")
    assert Gauge.__annotations__ == {"unit": "ClassVar[str]", "taken": "int"}
    assert inspect.get_annotations(Gauge, eval_str=True)["taken"] is int


@given(DEALS, DEALS)
def test_two_are_equal_where_the_library_s_are(one: dict[str, Any], two: dict[str, Any]) -> None:
    a, b = DEAL.both(**one), DEAL.both(**two)
    assert (a.ours == b.ours) is (a.theirs == b.theirs)
    assert a.ours != a.theirs


@given(DEALS)
def test_replacing_makes_another_value_and_leaves_this_one(values: dict[str, Any]) -> None:
    ours, theirs = DEAL.both(**values)
    other = dataclasses.replace(ours, name="two words")
    assert other.words == ("two", "words")
    assert ours.name == values["name"]
    expected = dataclasses.asdict(dataclasses.replace(theirs, name="two words"))
    assert dataclasses.asdict(other) == expected


@pytest.mark.parametrize("cls", [Kept, POINT.theirs, DEAL.ours])
def test_a_copy_of_many_is_as_the_first(cls: Any) -> None:
    """The first few the library makes; then our own copying is compiled."""
    name = dataclasses.fields(cls)[0].name
    value = cls(**{name: "3"})
    for n in range(2 * frozen.FEW):
        made = frozen.replace(value, **{name: str(n)})
        assert made == dataclasses.replace(value, **{name: str(n)})
        assert getattr(value, name) == "3"
        value = frozen.replace(made, **{name: "3"})


def test_what_is_not_given_when_made_is_not_kept_by_a_copy() -> None:
    @frozen.dataclass(frozen=True, slots=True, kw_only=True)
    class Page:
        text: str
        words: int | None = dataclasses.field(default=None, init=False)

    page: Any = Page(text="a b")
    object.__setattr__(page, "words", 2)
    for _ in range(2 * frozen.FEW):
        assert frozen.replace(page, text="c").words is None
    for wrong, error in (("words", ValueError), ("colour", TypeError)):
        with pytest.raises(error, match=wrong):
            frozen.replace(page, **{wrong: 3})


def test_defaults_are_made_for_each_value() -> None:
    assert DEAL.ours(name="a").notes is not DEAL.ours(name="b").notes


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "price": 1}, {"name": "a", "words": ()}])
def test_what_is_missing_or_unknown_is_refused_in_the_same_words(wrong: dict[str, Any]) -> None:
    told = []
    for cls in DEAL:
        with pytest.raises(TypeError) as refused:
            cls(**wrong)
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_a_value_cannot_be_changed_and_holds_nothing_but_its_fields() -> None:
    deal = DEAL.ours(name="a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        deal.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del deal.name
    with pytest.raises(dataclasses.FrozenInstanceError):
        deal.price = 1
    assert not hasattr(deal, "__dict__")


def test_the_class_tells_of_itself_what_the_library_s_tells() -> None:
    ours, theirs = DEAL
    assert dataclasses.is_dataclass(DEAL.ours)
    assert [f.name for f in dataclasses.fields(ours)] == [
        f.name for f in dataclasses.fields(theirs)
    ]
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
    assert ours.__doc__ == theirs.__doc__
    assert POINT.ours.__match_args__ == POINT.theirs.__match_args__ == ("x", "y")
    assert POINT.ours(1, 2) == POINT.ours(x=1, y=2)


def test_a_copy_and_a_pickle_are_equal_to_what_they_were_made_of() -> None:
    kept = Kept(at=3)
    assert copy.copy(kept) == copy.deepcopy(kept) == kept
    assert pickle.loads(pickle.dumps(kept)) == kept


def test_an_own_method_stands() -> None:
    @frozen.dataclass(frozen=True, slots=True, kw_only=True)
    class Loud:
        name: str

        def __repr__(self) -> str:
            return self.name.upper()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loud)

        def __hash__(self) -> int:
            return 7

    assert repr(Loud(name="a")) == "A"
    assert {Loud(name="a")} == {Loud(name="b")}


def test_what_inherits_has_all_the_fields() -> None:
    @frozen.dataclass(frozen=True, slots=True, kw_only=True)
    class Later(Kept):
        until: int

    later = Later(at=1, until=2)
    assert (later.at, later.by, later.until) == (1, "me", 2)
    assert later != Kept(at=1)
    assert Kept(at=1) == Kept(at=1, by="me")


def test_a_field_may_be_called_value() -> None:
    @frozen.dataclass(frozen=True, slots=True, kw_only=True)
    class Told:
        value: str

    assert Told(value="3").value == "3"
