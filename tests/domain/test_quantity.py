import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.quantity import money, number, people


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1,200", 1200), ("1.200", 1200), ("12.0", 12), ("3,5", 3.5), ("1'200.50", 1200.5),
     ("1 200", 1200), ("300.000,00", 300_000), ("0.125", 0.125), ("1.2.3", None), ("many", None)],
)  # fmt: skip
def test_a_number_is_read_in_either_notation(written: str, meant: float | None) -> None:
    assert number(written) == meant


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_both_notations_of_one_amount_are_the_same(whole: int, cents: int) -> None:
    american = f"{whole:,}.{cents:02}"
    german = american.translate(str.maketrans(",.", ".,"))
    assert number(american) == number(german) == float(f"{whole}.{cents:02}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("$1,250,000.00", (1_250_000, "USD")), ("EUR 300.000,00", (300_000, "EUR")),
     ("1,2 Mio EUR", (1_200_000, "EUR")), ("R$ 1.000", (1000, "BRL")), ("5000", (5000, None)),
     ("a lot", None)],
)  # fmt: skip
def test_money_has_an_amount_and_a_currency_where_one_is_named(
    written: str, meant: tuple[float, str | None] | None
) -> None:
    assert money(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("51", 51), ("1,200", 1200), ("1-5", 2), ("11_-_50", 23), ("1,001-5,000 employees", 2237),
     ("51+", 102), ("10,001+ employees", 20_002), ("> 500", 1000), ("5-1", None), ("some", None)],
)  # fmt: skip
def test_a_headcount_stands_for_its_range(written: str, meant: int | None) -> None:
    assert people(written) == meant
