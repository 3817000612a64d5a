"""Finding a lead by what somebody types: a name, a company, an address, digits of a number."""

from __future__ import annotations

import re
import sqlite3
import unicodedata

from workbench.cache.traits import ALL, Narrow
from workbench.domain.lead import Lead


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
    """Ids of leads that hold every word, the newest first; trigrams need three characters."""
    words = asked_words(text)
    if not words:
        return []
    matched = " ".join('"{}"'.format(w.replace('"', '""')) for w in words if len(w) >= 3)
    # A word too short for a trigram is looked for in the text itself.
    short = ["%" + re.sub("([%_!])", r"!\1", word) + "%" for word in words if len(word) < 3]
    clauses = ["found MATCH :matched"] * bool(matched)
    clauses += [f"words LIKE :short{n} ESCAPE '!'" for n in range(len(short))]
    clauses += [narrow.clause] if narrow else []
    found = connection.execute(
        "SELECT lead.id FROM found JOIN lead ON lead.n = found.rowid"
        f" WHERE {' AND '.join(clauses)} ORDER BY lead.arrived_at DESC, lead.id LIMIT :most",
        {
            "matched": matched,
            "most": most,
            **{f"short{n}": word for n, word in enumerate(short)},
            **narrow.values,
        },
    )
    return [row[0] for row in found]
