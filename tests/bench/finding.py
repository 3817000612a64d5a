"""G11, G12: the key that ends a search or a filter, to its list painted.

The floor is raw sqlite3 on the same file and Qt's own table of the window's size.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import cycle
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTableView

from tests.bench.clicks import settle, wait
from tests.bench.pairs import Figure, compared
from tests.bench.sealed import opened
from tests.bench.seen import MOST, Bare, Window, painted, rows_of
from tests.builders import MONDAY
from workbench.domain.plain import to_ms

PAIRS = 7

# ---- G11

SEARCHED = ("lee7", "ann 12", "halden 40", "halden 3999", "ann88")
SHORT = ("h", "7", "z")
"""In every lead, in most, in none."""
_CELLS = "SELECT name, company, score, owner FROM {} WHERE {} LIMIT 50"
_MATCHED = _CELLS.format(
    "found JOIN lead ON lead.n = found.rowid", "found MATCH ? AND words LIKE ?"
)
_SCANNED = _CELLS.format("found_content JOIN lead ON lead.n = found_content.id", "c0 LIKE ?")


def searching(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("now")
    bare = Bare(QTableView(), ours.window.size(), rows_of(directory)[:50])
    raw = plain(directory)

    def known(text: str) -> float:
        """The first hit on its card, too."""
        took, start = ours.last_key(text), time.perf_counter()
        wait(lambda: ours.window.triage.card.lead == ours.panel.current_id())
        QApplication.processEvents()
        return took + (time.perf_counter() - start) * 1000

    def found(text: str) -> float:
        settle()
        words = [f"%{word}%" for word in text.split()]
        # What holds a trigram is looked for in the index, what does not in the texts.
        sql, asked = _SCANNED, [words[0]]
        if len(text) >= 3:
            sql, asked = _MATCHED, [text.split(maxsplit=1)[0], words[-1]]
        return painted(
            bare.paints,
            lambda: bare.show(raw.execute(sql, asked).fetchall() or [(text,)]),
        )

    searched, asked = cycle(SEARCHED), cycle(SEARCHED)
    yield compared(
        "G11",
        "the key that ends a search, to its hits painted; raw trigrams and a bare table's page",
        lambda: ours.last_key(next(searched)),
        lambda: found(next(asked)),
        budget=1.5,
        pairs=PAIRS,
    )
    yield compared(
        "G11 card",
        "the same to the first hit's card painted, too",
        lambda: known(next(searched)),
        lambda: found(next(asked)),
        pairs=PAIRS,
    )
    for letter in SHORT:
        yield compared(
            f"G11 {letter}",
            "the same for one character",
            partial(ours.last_key, letter),
            partial(found, letter),
            budget=3,
            pairs=PAIRS,
        )


# ---- G12

_RAW = "SELECT id FROM trait WHERE {} ORDER BY {} LIMIT 5000"
CHANGES: Mapping[str, str] = {
    "sort:score": _RAW.format("1", "score DESC, id"),
    "sort:due": _RAW.format("1", "due_at, id"),
    "type:demo": _RAW.format("type = 'demo'", "arrived_at DESC, id"),
    "score>3": _RAW.format("score > 3", "arrived_at DESC, id"),
    "late ": _RAW.format(f"is_clock AND due_at <= {to_ms(MONDAY)}", "arrived_at DESC, id"),
}


def narrowing(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("all")
    bare = Bare(QTableView(), ours.window.size(), rows_of(directory)[:50])
    raw = plain(directory)

    def typed(word: str) -> float:
        took = ours.last_key(word)
        assert ours.panel.model.rowCount() == MOST
        return took

    def listed(sql: str) -> float:
        settle()
        return painted(bare.paints, lambda: bare.show([row * 4 for row in raw.execute(sql)]))

    for word, sql in CHANGES.items():
        yield compared(
            f"G12 {word.strip()}",
            "the key that ends this word to its list painted; ids in raw sqlite3 and a bare table",
            partial(typed, word),
            partial(listed, sql),
            budget=1.5,
            pairs=PAIRS,
        )


def plain(directory: Path) -> sqlite3.Connection:
    """Rows come as tuples."""
    raw = opened(directory / "cache.0.db")
    raw.row_factory = None
    return raw
