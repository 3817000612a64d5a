"""Finding a lead by what somebody types: a name, a company, an address, digits of a number."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

from workbench.cache.traits import ALL, SORTED, Narrow, Sort
from workbench.domain.lead import Lead

FEW = 1000
"""So many leads are sorted at once; of more, the newest are looked through one by one."""


def searched_words(lead: Lead) -> str:
    numbers = (re.sub(r"\D", "", number or "") for number in (lead.phone_e164, lead.phone))
    return folded("\n".join((lead.name or "", lead.company or "", lead.email or "", *numbers)))


def folded(text: str) -> str:
    """Without case and accents: “Åsa” is found by “asa”."""
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
        found = connection.execute(_sorted(holding, sort), values)
        return [row[0] for row in found]
    many, few = connection.execute(_FEW.format(holding), values).fetchone()
    if many > FEW:
        found = connection.execute(_newest(words, narrow), values)
    else:
        these = "SELECT value FROM json_each(:few)"
        found = connection.execute(_sorted(these, sort), {"few": few, "most": most})
    return [row[0] for row in found]


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


def _newest(words: Sequence[str], narrow: Narrow) -> str:
    """From the newest lead on, until there are enough; quick where many hold them."""
    traits = " JOIN trait ON trait.n = lead.n" if narrow else ""
    where = " AND ".join([*(_like(number) for number in range(len(words))), *narrow.parts()])
    return f"""SELECT lead.id FROM lead INDEXED BY lead_by_arrival
        CROSS JOIN found_content ON found_content.id = lead.n{traits}
        WHERE {where} ORDER BY lead.arrived_at DESC, lead.id LIMIT :most"""


def _like(number: int) -> str:
    return f"c0 LIKE :like{number} ESCAPE '!'"
