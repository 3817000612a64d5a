"""How one field of an inquiry is read from a row of somebody's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from workbench.domain.plain import to_ms

EPOCH_MS_DIGITS = 12
"""Digits from which on a number is epoch milliseconds: from 1973."""

Cells: TypeAlias = Mapping[str, tuple[str, ...]]
"""What the filled columns of a row say; one text each, unless a column holds a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What it means that a cell contains one of these, in upper or lower case."""

    contains: tuple[str, ...]
    means: str
    column: str | None = None
    """Another column than the field's own."""

    def holds(self, cells: Cells, own: tuple[str, ...]) -> bool:
        read = (self.column,) if self.column else own
        texts = [text.casefold() for column in read for text in cells.get(column, ())]
        return any(word.casefold() in text for word in self.contains for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where a field's value comes from: of several columns the first that is filled.

    The first rule that holds decides, then `values`, each in upper or lower case. `format` is that
    of a date, as strptime has it, or several that are tried in order.
    """

    column: str | tuple[str, ...] | None = None
    constant: str | None = None
    rules: tuple[Rule, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    format: str | tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,) if isinstance(self.column, str) else self.column or ()

    @property
    def is_translated(self) -> bool:
        """Whether the value may be another text than the cell's."""
        return bool(self.rules or self.values)

    def used(self, cells: Cells) -> str | None:
        return next((column for column in self.columns if column in cells), None)

    def can_be_read(self, columns: frozenset[str]) -> bool:
        return not columns.isdisjoint(self.columns) or bool(self.constant or self.otherwise)

    def read(self, cells: Cells, zone: ZoneInfo) -> str | int | None:
        if not self.columns:
            return self.constant
        for rule in self.rules:
            if rule.holds(cells, self.columns):
                return rule.means
        used = self.used(cells)
        text = cells[used][0] if used else ""
        if self.format is not None and text:
            formats = (self.format,) if isinstance(self.format, str) else self.format
            return moment(text, formats, zone)
        known = {name.casefold(): value for name, value in self.values.items()}
        return known.get(text.casefold(), self.otherwise or text) or None


def moment(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> str | int:
    """Epoch milliseconds, of ISO 8601 too; the text itself, to be flagged, where it is no date."""
    if text.isdigit() and len(text) >= EPOCH_MS_DIGITS:
        return int(text)
    for format in (*formats, None):
        try:
            at = datetime.strptime(text, format) if format else datetime.fromisoformat(text)  # noqa: DTZ007  # the zone follows
            return to_ms(at if at.tzinfo else at.replace(tzinfo=zone))
        except (ValueError, OverflowError):
            continue
    return text
