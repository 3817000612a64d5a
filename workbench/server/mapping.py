"""How the columns of somebody's file become an inquiry: data, one TOML file for each shape.

    name = "olist"                      # the source of rows that name none
    zone = "America/Sao_Paulo"          # of dates without an offset; else the team's
    [fields]                            # field of an inquiry, `owner` or `status` ← column
    external_id = "mql_id"
    received_at = { column = "first_contact_date", format = "%Y-%m-%d" }
    type = { column = "origin", values = { referral = "referral" }, otherwise = "contact_sales" }
    country = { constant = "BR" }
    [statuses]                          # what a vendor's status says of a lead
    nurture = ["not ready"]

A column that no field names is taken as the field of its own name, and kept where there is none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workbench.domain.inquiry import IDENTITIES
from workbench.domain.lead import FACTS, Inquiry, Verdict
from workbench.domain.plain import Misfit, from_plain, to_ms
from workbench.resources import resource_path
from workbench.server.records import Unreadable

FIELDS = (
    *(item.name for item in fields(Inquiry) if item.name not in ("id", "flags", "verdict", "live")),
    *FACTS, "first_name", "last_name", "person_id", "owner", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where a field's value comes from. `format` is that of a date, as strptime has it."""

    column: str | None = None
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    format: str | None = None

    def read(self, row: Mapping[str, Any], zone: ZoneInfo) -> str | int | None:
        if self.column is None:
            return self.constant
        text = str(row.get(self.column) or "").strip()
        if self.format is not None and text:
            return _moment(text, self.format, zone)
        known = {name.casefold(): value for name, value in self.values.items()}
        return known.get(text.casefold(), self.otherwise or text) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    name: str
    zone: str | None = None
    fields: Mapping[str, str | Column] = field(default_factory=dict)
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.fields:
            if name not in FIELDS:
                raise Misfit(("fields", name), f"is no field; known are {', '.join(FIELDS)}")
        for name in self.statuses:
            if name not in ("work", "nurture", "disqualify"):
                raise Misfit(("statuses", name), "needs work, nurture or disqualify")

    def check(self, columns: Sequence[str]) -> None:
        """Raises Unreadable, naming what was found and what is needed."""
        found = f"The columns found are: {', '.join(columns)}."
        sources = {name: self._column(name) for name in self.fields}
        lost = [c.column for c in sources.values() if c.column and c.column not in columns]
        if lost:
            raise Unreadable(f"{found} The map “{self.name}” needs also: {', '.join(lost)}.")
        given = set(self.fields) | {_field(column) for column in columns}
        if "type" not in given or not given & set(IDENTITIES):
            needed = f"“type” and one of {', '.join(IDENTITIES)}"
            raise Unreadable(
                f"{found} Needed are {needed}, under these names or through a map (--map)."
            )

    def read(self, row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
        """The inquiry that a row is, with `owner` and `status` as the vendor says them."""
        zone = ZoneInfo(self.zone) if self.zone else zone
        taken = {self._column(name).column for name in self.fields}
        data: dict[str, Any] = {
            _field(column): cell for column, cell in row.items() if cell and column not in taken
        }
        for name in self.fields:
            value = self._column(name).read(row, zone)
            if value is not None:
                data[name] = value
        if isinstance(data.get("type"), str):
            data["type"] = "_".join(data["type"].casefold().split())
        if isinstance(data.get("received_at"), str):
            data["received_at"] = _moment(data["received_at"], None, zone)
        return data

    def verdict(self, status: str | None) -> Verdict | None:
        """What a vendor's status says; None where it says nothing known."""
        said = " ".join((status or "").replace("_", " ").casefold().split())
        verdicts: tuple[Verdict, ...] = ("work", "nurture", "disqualify")
        return next((v for v in verdicts if said in self.statuses.get(v, ())), None)

    def _column(self, name: str) -> Column:
        source = self.fields[name]
        return Column(column=source) if isinstance(source, str) else source


def read_map(path: Path | None = None, *, shape: str = "csv") -> ColumnMap:
    """The map in a file, else the one that ships for this shape. Raises Unreadable."""
    try:
        plain = tomllib.loads(resource_path("import/csv.toml").read_text(encoding="utf-8"))
        shipped = path or resource_path(f"import/{shape}.toml")
        given = tomllib.loads(shipped.read_text(encoding="utf-8"))
        return from_plain(ColumnMap, plain | given, strict=True)
    except FileNotFoundError:
        raise Unreadable(f"There is no map “{path or shape}”.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unreadable(f"The map {path} cannot be read: {error}.") from None
    except Misfit as misfit:
        raise Unreadable(f"The map {path or shape}: {misfit}.") from None


def _field(column: str) -> str:
    """The field that a column's heading names: “First Name” is first_name."""
    name = "_".join(column.casefold().replace("-", " ").split())
    return name if name in FIELDS else column


def _moment(text: str, format: str | None, zone: ZoneInfo) -> str | int:
    """Epoch milliseconds; the text itself where it is no such date, to be flagged as typed."""
    try:
        at = datetime.strptime(text, format) if format else datetime.fromisoformat(text)  # noqa: DTZ007  # the zone follows
        return to_ms(at if at.tzinfo else at.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        return text
