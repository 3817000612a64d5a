"""A desk with somebody at it and leads in its cache, as after a pull; no server is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.builders import MONDAY
from workbench.cache.cache import Cursor
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.cache.page import Item, read_page
from workbench.desk.desk import Desk, open_desk
from workbench.domain.lead import Lead
from workbench.domain.plain import to_plain
from workbench.sync.server_clock import ServerClock
from workbench.wire import User, activity_plain, compact

ROBIN = User(
    id="robin", email="robin@sample.example", name="Robin Berg", role="rep", team="t", team_name="S"
)
PEOPLE = {"robin": "Robin Berg", "sam": "Sam Kaya"}


class StoppedClock(ServerClock):
    """Stands at a moment until a test moves it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at
        super().__init__(wall=self._seconds, monotonic=self._seconds)

    def _seconds(self) -> float:
        return self.at.timestamp()

    def pass_by(self, **length: float) -> None:
        self.at += timedelta(**length)


def items_of(*leads: Lead, activities: Iterable[Any] = ()) -> tuple[Item, ...]:
    told = [activity_plain(activity) for activity in activities]
    return items(
        *({"op": "put", "lead": to_plain(lead), "activities": told, "older": 0} for lead in leads)
    )


def items(*told: Mapping[str, Any]) -> tuple[Item, ...]:
    """As they come in a page."""
    return read_page(compact({"as_of": "", "items": told}).encode()).items


def people_config() -> list[dict[str, Any]]:
    return [
        {"kind": "user", "key": id, "seq": 1, "doc": {"name": name, "role": "rep"}}
        for id, name in PEOPLE.items()
    ]


def fill(caches: Generations, *leads: Lead, since: int = 1000) -> None:
    """What a complete pull leaves behind."""
    cursor = caches.filling.cursor
    if cursor.since is None:
        caches.filling.begin(0, people_config())
    to = Cursor(since=since, base=since, complete=True, covers_ack=caches.filling.cursor.covers_ack)
    caches.filling.absorb(items_of(*(replace(lead, seq=since) for lead in leads)), (), to)


def tell_texts(desk: Desk, kind: str, **texts: object) -> None:
    """What the server sends of the policy's texts: talks, templates, stages."""
    cache = desk._caches.shown
    told = [{"kind": kind, "key": key, "seq": 1, "doc": doc} for key, doc in texts.items()]
    cache.absorb((), told, replace(cache.cursor, since=(cache.cursor.since or 0) + 1))


def a_desk(directory: Path, *leads: Lead, clock: ServerClock | None = None) -> Desk:
    """Robin's; by default its clock stands on MONDAY."""
    outbox = Outbox(directory / "outbox.db")
    with outbox.writing() as writing:
        writing.put("user", compact(to_plain(ROBIN)))
        writing.put("server", "http://127.0.0.1:9")
    generation = int(outbox.get("cache_gen") or 0)
    outbox.close()
    caches = Generations(directory, generation)
    fill(caches, *leads)
    caches.close()
    return open_desk(directory, clock=clock or StoppedClock())
