"""A company by its name: the tie-break where no domain says which company it is."""

from __future__ import annotations

from functools import cache, lru_cache

from workbench.server.clean.vocabulary import Vocabulary, folded, table


@lru_cache(maxsize=4096)
def company_key(name: str) -> str | None:
    """“Nordwind Söhne GmbH & Co. KG” and “NORDWIND SOHNE” are one: no legal form, no accents."""
    words = [word for word in folded(name).split() if word not in _and()]
    while len(words) > 1:
        form = next((n for n in (3, 2, 1) if " ".join(words[-n:]) in _legal_forms()), 0)
        if not form or form >= len(words):
            break
        del words[-form:]
    return " ".join(words) or None


@lru_cache(maxsize=1024)
def industry(said: str) -> str:
    """The policy's word for it; as it was said where there is none."""
    return _industries().mentioned(said) or said


def size_band(employees: int) -> str | None:
    """Such as “51-200”: the bands of `resources/normal/companies.toml`."""
    starts = table("companies")["size_bands"]
    within = [n for n, start in enumerate(starts) if employees >= start]
    if not within:
        return None
    low, nexts = starts[within[-1]], starts[within[-1] + 1 :]
    return f"{low}-{nexts[0] - 1}" if nexts else f"{low}+"


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(map(folded, table("companies")["legal_forms"]))


@cache
def _and() -> frozenset[str]:
    return frozenset(table("companies")["and"])


@cache
def _industries() -> Vocabulary:
    return Vocabulary(table("companies")["industries"])
