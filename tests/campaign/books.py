"""What the server's books say of what was ticked."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

from workbench.server.store import FILE_NAME


def judged(store: Path, ticked: Mapping[str, str]) -> tuple[set[str], int]:
    """Of ticked mutations with their notes: those without an effect, and how many have several."""
    effects: Counter[str] = Counter()
    with closing(sqlite3.connect(f"file:{store / FILE_NAME}?mode=ro", uri=True)) as books:
        books.execute("PRAGMA busy_timeout = 10000")
        for id, note in ticked.items():
            found = books.execute("SELECT doc FROM activity WHERE mutation = ?", (id,))
            effects[id] = sum(json.loads(doc).get("note") == note for (doc,) in found)
            taken = books.execute("SELECT result FROM mutation WHERE id = ?", (id,)).fetchone()
            if taken is None or json.loads(taken[0])["s"] != "ok":
                effects[id] = 0
    return {id for id in ticked if not effects[id]}, sum(n > 1 for n in effects.values())


def unknown(store: Path, notes: Collection[str], beginning: str) -> set[str]:
    """Notes in the books that begin like this and that nobody has typed."""
    with closing(sqlite3.connect(f"file:{store / FILE_NAME}?mode=ro", uri=True)) as books:
        found = books.execute("SELECT doc FROM activity WHERE doc LIKE ?", (f"%{beginning}%",))
        written = {json.loads(doc).get("note", "") for (doc,) in found}
    return written - set(notes)


def mails_at(store: Path, ids: Collection[str]) -> dict[str, float]:
    """When the books say that each mail was written, in seconds."""
    asked = "SELECT doc FROM activity WHERE mutation = ?"
    with closing(sqlite3.connect(f"file:{store / FILE_NAME}?mode=ro", uri=True)) as books:
        found = [(id, json.loads(doc)) for id in ids for (doc,) in books.execute(asked, (id,))]
    return {id: doc["occurred_at"] / 1000 for id, doc in found if doc["kind"] == "email"}
