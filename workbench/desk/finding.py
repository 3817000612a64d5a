"""What can be typed to narrow the lists of a desk, and what a filter hides there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.cache import traits
from workbench.cache.cache import Cache
from workbench.desk.filters import Filter, Hidden, Meant, Vocabulary, named, narrow, statuses
from workbench.desk.queue import Queue
from workbench.desk.views import Person, View
from workbench.domain.tongue import tr

_COUNTED = 1000
"""Of a search, more than this is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    cache: Cache
    queue: Queue
    people: Callable[[], Iterable[Person]]
    me: str | None
    now: datetime

    def vocabulary(self) -> Vocabulary:
        """Types, statuses and owners as the team names them, sources and countries as they are."""
        return Vocabulary(
            now=self.now,
            fields={
                "type": lambda: named(
                    (key, kind.label) for key, kind in self.cache.policy.types.items()
                ),
                "owner": self._owners,
                "status": statuses,
                "pool": self._pools,
                "source": lambda: self._known("source"),
                "country": lambda: self._known("country"),
            },
        )

    def hidden(self, view: View, text: str, filters: Sequence[Filter]) -> list[Hidden]:
        """How many more there would be without each filter, at last without the view's bounds."""
        here = self._count(view, text, filters)
        found = [
            Hidden(filter=item, count=self._count(view, text, rest) - here)
            for number, item in enumerate(filters)
            if not item.sort
            for rest in [[*filters[:number], *filters[number + 1 :]]]
        ]
        if not text and view != "all":
            found.append(Hidden(filter=None, count=self._count("all", text, filters) - here))
        return found

    def _count(self, view: View, text: str, filters: Sequence[Filter]) -> int:
        by = replace(narrow(filters), sort=None)
        if text:
            return len(self.queue.search(text, _COUNTED, by))
        return self.queue.count(view, by)

    def _owners(self) -> list[Meant]:
        others = [(person.id, person.name) for person in self.people() if person.id != self.me]
        mine = [Meant("me", tr("me"), self.me)] if self.me else []
        return [*mine, Meant("nobody", tr("nobody"), None), *named(others)]

    def _pools(self) -> list[Meant]:
        docs = self.cache.config("pool")
        names = {key: str(doc.get("name") or key) for key, doc in docs.items()}
        return named((key, names.get(key, key)) for key in {*names, *self._values("pool")})

    def _known(self, column: traits.Column) -> list[Meant]:
        return named((value, value) for value in self._values(column))

    def _values(self, column: traits.Column) -> list[str]:
        return traits.known(self.cache.database.connection, column)
