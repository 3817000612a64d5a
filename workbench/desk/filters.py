"""What the words of a filter mean: `type:demo owner:me score>7 late`, each to be completed.

To add a word: its line in `_FLAGS`, or its field in `Vocabulary.fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from workbench.cache.search import folded
from workbench.cache.traits import Column, Condition, Narrow, OneOf, Sort, Within
from workbench.desk.words import STATUSES
from workbench.domain.lead import Status
from workbench.domain.plain import to_ms
from workbench.domain.tongue import mark, tr

_SCORE = re.compile(r"score(>=|<=|>|<|=|:)(\d{1,2})")
_SCORES = {
    ">=": mark("Score at least {score}"), "<=": mark("Score at most {score}"),
    ">": mark("Score over {score}"), "<": mark("Score under {score}"),
    "=": mark("Score is {score}"), ":": mark("Score is {score}"),
}  # fmt: skip
_FIELDS: Mapping[Column, str] = {
    "type": mark("Type: {value}"), "owner": mark("Owner: {value}"),
    "status": mark("Status: {value}"), "pool": mark("Pool: {value}"),
    "source": mark("Source: {value}"), "country": mark("Country: {value}"),
}  # fmt: skip
_SORTS: Mapping[str, Sort] = {"score": "score", "newest": "newest", "due": "due"}
_SORTED = {
    "score": mark("Sorted by score"), "newest": mark("Sorted by newest"),
    "due": mark("Sorted by due"),
}  # fmt: skip
_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """`word` is how it is typed, `label` how it is shown."""

    word: str
    label: str
    conditions: tuple[Condition, ...] = ()
    sort: Sort | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """One value of a field: as it is typed, as it is shown, as it is kept."""

    word: str
    label: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """How many leads one filter alone keeps from being shown; None for the list's own bounds."""

    filter: Filter | None
    count: int


class Vocabulary:
    """What can be typed at one desk, at one moment."""

    def __init__(
        self, *, now: datetime, fields: Mapping[Column, Callable[[], list[Meant]]]
    ) -> None:
        self._now = now
        self._fields = fields

    def read(self, text: str) -> Filter | None:
        """None for what is no filter, or not yet one."""
        word = folded(text)
        if word in _FLAGS:
            label, conditions = _FLAGS[word]
            return Filter(word=word, label=tr(label), conditions=conditions(self._now))
        scored = _SCORE.fullmatch(word)
        if scored:
            return _scored(word, scored[1], int(scored[2]))
        field, colon, value = word.partition(":")
        if not colon or not value:
            return None
        if field == "sort" and value in _SORTS:
            return Filter(word=word, label=tr(_SORTED[value]), sort=_SORTS[value])
        column = self._column(field)
        if column is None:
            return None
        return next((_of_field(column, m) for m in self.meant(column) if m.word == value), None)

    def complete(self, text: str) -> list[str]:
        """Words that begin as `text` does, the likeliest first."""
        word = folded(text)
        if not word:
            return []
        field, colon, value = word.partition(":")
        if colon and field == "sort":
            return [f"sort:{sort}" for sort in _SORTS if sort.startswith(value)]
        column = self._column(field) if colon else None
        if column is not None:
            meant = self.meant(column)
            return [f"{column}:{item.word}" for item in meant if _begins(item, value)][:_MOST]
        heads = [f"{name}:" for name in (*self._fields, "sort")] + ["score>", *_FLAGS]
        return [head for head in heads if head.startswith(word) and head != word][:_MOST]

    def meant(self, field: Column) -> list[Meant]:
        """All that can stand behind the colon of a field."""
        return self._fields[field]()

    def _column(self, field: str) -> Column | None:
        return next((column for column in self._fields if column == field), None)


def narrow(filters: Sequence[Filter]) -> Narrow:
    """Several values of one field widen each other; all else must hold together."""
    chosen: dict[Column, tuple[str | int | None, ...]] = {}
    others: list[Condition] = []
    for condition in (condition for item in filters for condition in item.conditions):
        if isinstance(condition, OneOf):
            chosen[condition.column] = (*chosen.get(condition.column, ()), *condition.values)
        else:
            others.append(condition)
    sort = next((item.sort for item in reversed(filters) if item.sort), None)
    return Narrow((*(OneOf(column, values) for column, values in chosen.items()), *others), sort)


def statuses() -> list[Meant]:
    return [
        Meant(_word(status), _capitalised(tr(STATUSES[status])), status)
        for status in get_args(Status)
    ]


def named(pairs: Iterable[tuple[str, str]]) -> list[Meant]:
    """(value, name) as people type and read them."""
    return [Meant(_word(name), name, value) for value, name in pairs]


def _of_field(field: Column, meant: Meant) -> Filter:
    label = tr(_FIELDS[field], value=meant.label)
    return Filter(
        word=f"{field}:{meant.word}", label=label, conditions=(OneOf(field, (meant.value,)),)
    )


def _scored(word: str, sign: str, score: int) -> Filter:
    low = {">": score + 1, ">=": score, "=": score, ":": score}.get(sign)
    high = {"<": score, "<=": score + 1, "=": score + 1, ":": score + 1}.get(sign)
    label = tr(_SCORES[sign], score=score)
    return Filter(word=word, label=label, conditions=(Within("score", low, high),))


def _begins(item: Meant, typed: str) -> bool:
    return any(part.startswith(typed) for part in (item.word, *item.word.split("-")))


def _word(name: str) -> str:
    return "-".join(re.findall(r"[\w.]+", folded(name).replace("_", "-")))


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tonight(now: datetime) -> int:
    """Midnight on this computer's clock."""
    here = now.astimezone()
    return to_ms((here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0))


_FLAGS: Mapping[str, tuple[str, Callable[[datetime], tuple[Condition, ...]]]] = {
    "late": (
        mark("Late"),
        lambda now: (OneOf("is_clock", (1,)), Within("due_at", None, to_ms(now) + 1)),
    ),
    "today": (mark("Due today"), lambda now: (Within("due_at", None, _tonight(now)),)),
    "callback": (mark("Has a callback"), lambda _now: (Within("callback_at", 0),)),
    "unowned": (mark("Unowned"), lambda _now: (OneOf("owner", (None,)),)),
    "open": (mark("Open"), lambda _now: (OneOf("is_open", (1,)),)),
}
