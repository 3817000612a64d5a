"""The language a person reads: every text of the desk goes through `tr` or `tr_n`.

A text is its own key, in English and whole, with its values by name, so that another language may
order them anew: `tr("{name} took it {ago}", name=name, ago=ago)`. Tables that are made while a
module loads only `mark` their texts, and whoever shows one puts it through `tr` then.

What the team wrote in its policy, what people wrote to each other, and what the server stored are
facts: they are told as they are.
"""

from __future__ import annotations

from typing import Protocol


class Catalogue(Protocol):
    """As the standard library's `gettext.GNUTranslations` is one."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str: ...


_spoken: list[Catalogue] = []  # at most one; without it everybody reads English


def speak(catalogue: Catalogue | None) -> None:
    """From now on, in this process. None is English."""
    _spoken[:] = [] if catalogue is None else [catalogue]


def mark(text: str) -> str:
    """`text` itself, known to whoever collects texts to translate."""
    return text


def tr(text: str, /, **values: object) -> str:
    said = _spoken[0].gettext(text) if _spoken and text else text  # an empty one has the header
    return said.format_map(values) if values else said


def tr_n(one: str, many: str, n: int, /, **values: object) -> str:
    """One of the two, or of as many forms as the language has; `{n}` is the number."""
    english = one if n == 1 else many
    said = _spoken[0].ngettext(one, many, n) if _spoken else english
    return said.format_map(values | {"n": n})
