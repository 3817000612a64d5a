"""A person's name without what people put around it: “Frau Dr. Ada Lange, MBA” is Ada Lange."""

from __future__ import annotations

from functools import cache

from workbench.server.clean.vocabulary import folded, table


def plain_name(typed: str) -> str:
    """Without salutation, title and degree, as long as two words are left: “Mrs Green” stays."""
    words = typed.split()
    while len(words) > 2 and _is_one_of("before", words[0]):
        del words[0]
    while len(words) > 2 and _is_one_of("after", words[-1]):
        del words[-1]
    return " ".join(words).rstrip(",")


def _is_one_of(place: str, word: str) -> bool:
    return folded(word) in _words(place) or word.casefold().rstrip(",") in _words(place)


@cache
def _words(place: str) -> frozenset[str]:
    return frozenset(table("names")[place])
