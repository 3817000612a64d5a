"""Numbers as people and vendors write them: “1.250.000,00”, “$1,250,000.00”, “51+”, “11-50”."""

from __future__ import annotations

import re
from math import isfinite, sqrt
from typing import NamedTuple

SYMBOLS = {"$": "USD", "us$": "USD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
UNITS = {"k": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "bn": 1e9, "mrd": 1e9}
OPEN_END = 2
"""“51+” counts as this many times 51."""

_SPACES = re.compile(r"[\s'’]")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}([.,]\d{3})+")
_DIGITS = r"-?\d[\d.,'’\s]*"
_MARK = r"us\$|r\$|[$€£¥₹]|[a-z]{3}"
_AMOUNT = re.compile(
    rf"(?P<before>{_MARK})?\s*(?P<number>{_DIGITS})(?P<unit>mio|mrd|mn|bn|k|m)?\.?\s*(?P<after>{_MARK})?"
)
_PEOPLE = re.compile(
    r"(?P<more>>|over|more than)?\D*?(?P<low>\d[\d.,'’\s]*)"
    r"(?:(?P<open>\+|or more)|(?:-|–|—|to|bis)\s*(?P<high>\d[\d.,'’\s]*))?\D*"
)


class Money(NamedTuple):
    amount: float
    currency: str | None
    """ISO 4217, where the text says one."""


def number(text: str) -> float | None:
    """The later of comma and point is the decimal one; one alone before three digits is none."""
    digits = _SPACES.sub("", text)
    if _THOUSANDS.fullmatch(digits) and not {",", "."} <= set(digits):
        plain = digits.replace(",", "").replace(".", "")
    else:
        decimal, other = (",", ".") if digits.rfind(",") > digits.rfind(".") else (".", ",")
        plain = digits.replace(other, "").replace(decimal, ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if isfinite(value) else None


def money(text: str) -> Money | None:
    found = _AMOUNT.fullmatch(text.strip().casefold())
    value = number(found["number"]) if found else None
    if found is None or value is None:
        return None
    mark = found["before"] or found["after"]
    currency = SYMBOLS.get(mark, mark.upper()) if mark else None
    return Money(value * UNITS.get(found["unit"], 1), currency)


def people(text: str) -> int | None:
    """How many a headcount or a range of it stands for.

    Sizes of companies are spread over orders of magnitude: a range counts as its geometric mean
    (“11-50” is 23), an open one as twice its lower end.
    """
    found = _PEOPLE.fullmatch(text.strip().casefold().replace("_", " "))
    low = number(found["low"]) if found else None
    if found is None or low is None:
        return None
    if found["open"] or found["more"]:
        return int(low) * OPEN_END
    if found["high"]:
        high = number(found["high"])
        return None if high is None or high < low else round(sqrt(max(low, 1) * high))
    return int(low)
