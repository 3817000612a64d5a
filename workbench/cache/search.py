"""Finding a lead by what somebody types: a name, a company, an address, digits of a number."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from workbench.cache.traits import ALL, SORTED, Narrow, Sort
from workbench.domain.lead import Lead

Merging: TypeAlias = tuple[tuple[str, int], ...]
SOON = 200
"""So many of the newest leads are looked through before the index is asked."""
FEW = 2000
"""So many leads are sorted at once; of more, the newest are looked through one by one."""
AS_IT_COMES: Merging = (("automerge", 4), ("crisismerge", 16))
PUT_OFF: Merging = (("automerge", 0), ("crisismerge", 1000))
"""By what numbers of parts FTS5 merges them: its own, and while a cache is filled, for then it is
all merged at once in the end.
"""

_NO_DIGIT = re.compile(r"\D")


def merge_by(connection: sqlite3.Connection, merging: Merging) -> None:
    connection.executemany("INSERT INTO found (found, rank) VALUES (?, ?)", merging)


def searched_words(lead: Lead) -> str:
    """A mirror of one will do."""
    numbers = lead.phone_e164, lead.phone
    digits = [_NO_DIGIT.sub("", number) if number else "" for number in numbers]
    return folded("\n".join((lead.name or "", lead.company or "", lead.email or "", *digits)))


def folded(text: str) -> str:
    """Without case and accents: “Åsa” is found by “asa”."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def asked_words(text: str) -> list[str]:
    """What to look for: words, or the digits of a number however it was typed."""
    if re.search(r"\d", text) and not re.search(r"[^\d\s()+./-]", text):
        return [re.sub(r"\D", "", text).lstrip("0") or "0"]
    return folded(text).split()


def search(connection: sqlite3.Connection, text: str, most: int, narrow: Narrow = ALL) -> list[str]:
    """Ids of leads that hold every word, the newest first or as `narrow` sorts them.

    Trigrams need three characters.
    """
    words = asked_words(text)
    if not words:
        return []
    values = {
        "matched": " ".join('"{}"'.format(w.replace('"', '""')) for w in words if len(w) >= 3),
        "most": most,
        **{f"like{n}": _anywhere(word) for n, word in enumerate(words)},
        **narrow.values,
    }
    holding, sort = _holding(words, narrow), narrow.sort or "newest"
    if sort != "newest":
        return _ids(connection, _sorted(holding, sort), values)
    # The index answers at once how many hold whole trigrams, a text for itself alone.
    has_short = any(len(word) < 3 for word in words)
    soon = _ids(connection, _newest(words, narrow, _IS_SOON), values) if has_short else []
    if len(soon) == most:
        return soon
    if 5 * len(soon) < most:
        many, few = connection.execute(_FEW.format(holding), values).fetchone()
        if many <= FEW:
            these = "SELECT value FROM json_each(:few)"
            return _ids(connection, _sorted(these, sort), {"few": few, "most": most})
    return _ids(connection, _newest(words, narrow), values)


def _ids(connection: sqlite3.Connection, sql: str, values: Mapping[str, Any]) -> list[str]:
    return [row[0] for row in connection.execute(sql, values)]


def _anywhere(word: str) -> str:
    return "%" + re.sub("([%_!])", r"!\1", word) + "%"


def _holding(words: Sequence[str], narrow: Narrow) -> str:
    """The numbers of those who hold them, in no order."""
    short = [_like(number) for number, word in enumerate(words) if len(word) < 3]
    if len(short) == len(words):
        n, tables, clauses = "found_content.id", "found_content", short
    else:
        n, tables, clauses = "found.rowid", "found", ["found MATCH :matched", *short]
        if short:  # the texts themselves: asking the index for them takes four times as long
            tables += " CROSS JOIN found_content ON found_content.id = found.rowid"
    if narrow:
        tables += f" JOIN trait ON trait.n = {n}"
    where = " AND ".join([*clauses, *narrow.parts()])
    return f"SELECT {n} AS n FROM {tables} WHERE {where}"


_FEW = f"SELECT count(*), json_group_array(n) FROM ({{}} LIMIT {FEW + 1})"
"""How many hold them and who, as long as they are few."""


def _sorted(these: str, sort: Sort) -> str:
    return f"SELECT id FROM trait WHERE n IN ({these}) ORDER BY {SORTED[sort]}, id LIMIT :most"


_IS_SOON = f"""lead.arrived_at >= coalesce((SELECT arrived_at FROM lead INDEXED BY lead_by_arrival
    ORDER BY arrived_at DESC LIMIT 1 OFFSET {SOON}), 0)"""


def _newest(words: Sequence[str], narrow: Narrow, *within: str) -> str:
    """From the newest lead on, until there are enough; quick where many hold them."""
    traits = " JOIN trait ON trait.n = lead.n" if narrow else ""
    where = " AND ".join([*within, *map(_like, range(len(words))), *narrow.parts()])
    return f"""SELECT lead.id FROM lead INDEXED BY lead_by_arrival
        CROSS JOIN found_content ON found_content.id = lead.n{traits}
        WHERE {where} ORDER BY lead.arrived_at DESC, lead.id LIMIT :most"""


def _like(number: int) -> str:
    return f"c0 LIKE :like{number} ESCAPE '!'"
