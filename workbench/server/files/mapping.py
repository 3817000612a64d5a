"""How the columns of somebody's file become an inquiry: data, one TOML file for each shape.

    name = "olist"                      # the source of rows that name none
    known_by = ["mql_id", "origin"]     # a file with these columns has this shape; others may lack
    zone = "America/Sao_Paulo"          # of dates without an offset; else the team's
    empty = ["-none-"]                  # what a vendor writes for nothing, in lower case
    prefixes = { mql_id = "l:" }        # what a vendor puts before what a column says
    lists = { Labels = "," }            # columns that hold several values, and what parts them
    [fields]                            # field of an inquiry, `owner` or `status` ← column
    external_id = "mql_id"
    phone = { column = ["Phone", "Mobile"] }
    received_at = { column = "first_contact_date", format = ["%Y-%m-%d", "%d.%m.%Y"] }
    type = { column = "origin", values = { referral = "referral" }, otherwise = "contact_sales" }
    asset = { column = "Form", rules = [{ contains = ["ebook", "guide"], means = "e-book" }] }
    country = { constant = "BR" }
    records = "data"                    # of a webhook: where its records are, if not at the top
    [json]                              # of a webhook: what its names are as columns
    "properties.email" = "Email"
    [statuses]                          # what a vendor's status says of a lead
    nurture = ["not ready"]

A column that no field names is taken as the field of its own name, and kept where there is none;
so is what rules or values put in other words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workbench.domain.inquiry import IDENTITIES, OURS
from workbench.domain.lead import FACTS, Inquiry, Verdict
from workbench.domain.plain import Misfit, from_plain
from workbench.resources import resource_path
from workbench.server.files.column import Column, moment
from workbench.server.files.records import Unreadable
from workbench.server.problems import invalid

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
FIELDS = (
    *(item.name for item in fields(Inquiry) if item.name not in OURS),
    *FACTS, *UTM, "first_name", "last_name", "person_id", "seniority", "owner", "status", "is_test",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    name: str
    known_by: tuple[str, ...] = ()
    zone: str | None = None
    empty: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str | Column] = field(default_factory=dict)
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: str = ""
    json: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.fields:
            if name not in FIELDS:
                raise Misfit(("fields", name), f"is no field; known are {', '.join(FIELDS)}")
        for name in self.statuses:
            if name not in ("work", "nurture", "disqualify"):
                raise Misfit(("statuses", name), "needs work, nurture or disqualify")

    @property
    def otherwise(self) -> str | None:
        """The type of what names none."""
        return self._column("type").otherwise if "type" in self.fields else None

    def check(self, columns: Sequence[str]) -> None:
        """Raises Unreadable, naming what was found and what is needed."""
        found = f"The columns found are: {', '.join(filter(None, columns))}."
        sources = {name: self._column(name) for name in self.fields}
        needed = self.known_by or [name for one in sources.values() for name in one.columns]
        lost = [name for name in dict.fromkeys(needed) if name not in columns]
        if lost:
            raise Unreadable(f"{found} The map “{self.name}” needs also: {', '.join(lost)}.")
        given = {name for name, one in sources.items() if one.can_be_read(frozenset(columns))}
        given |= {_field(column) for column in columns}
        if "type" not in given or not given & set(IDENTITIES):
            needs = f"“type” and one of {', '.join(IDENTITIES)}"
            raise Unreadable(
                f"{found} Needed are {needs}, under these names or through a map (--map)."
            )

    def read(self, row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
        """The inquiry that a row is, with `owner` and `status` as the vendor says them."""
        zone = ZoneInfo(self.zone) if self.zone else zone
        cells = {column: cell for column in row if (cell := self._cell(column, row[column]))}
        data: dict[str, Any] = {}
        taken: set[str] = set()
        for name in self.fields:
            source = self._column(name)
            value = source.read(cells, zone)
            if value is not None:
                data[name] = value
            used = source.used(cells)
            if used and (not source.is_translated or value == cells[used][0]):
                taken.add(used)
        for column, cell in cells.items():
            if column not in taken:
                name = _field(column) if _field(column) not in data else column
                data.setdefault(name, self._kept(column, row[column], cell))
        if isinstance(data.get("type"), str):
            data["type"] = "_".join(data["type"].casefold().split())
        if isinstance(data.get("received_at"), str):
            data["received_at"] = moment(data["received_at"], (), zone)
        utm = {name.removeprefix("utm_"): data.pop(name) for name in UTM if name in data}
        return data | {"utm": utm} if utm else data

    def verdict(self, status: str | None) -> Verdict | None:
        """What a vendor's status says; None where it says nothing known."""
        said = " ".join((status or "").replace("_", " ").casefold().split())
        verdicts: tuple[Verdict, ...] = ("work", "nurture", "disqualify")
        return next((v for v in verdicts if said in self.statuses.get(v, ())), None)

    def _column(self, name: str) -> Column:
        source = self.fields[name]
        return Column(column=source) if isinstance(source, str) else source

    def _cell(self, column: str, raw: Any) -> tuple[str, ...]:
        if raw is None or isinstance(raw, list):
            texts = raw or []
        else:
            texts = str(raw).split(self.lists[column]) if column in self.lists else [str(raw)]
        prefix = self.prefixes.get(column, "")
        cleaned = (str(text).strip().removeprefix(prefix).strip() for text in texts)
        return tuple(text for text in cleaned if text and text.casefold() not in self.empty)

    def _kept(self, column: str, raw: Any, cell: tuple[str, ...]) -> Any:
        if isinstance(raw, str):
            return list(cell) if column in self.lists else cell[0]
        return raw


def read_map(path: Path | None = None, *, shape: str = "csv") -> ColumnMap:
    """The map in a file, else the one that ships for this shape. Raises Unreadable."""
    if path is None and shape not in shapes():
        raise Unreadable(f"There is no map “{shape}”; there are {', '.join(shapes())}.")
    try:
        plain = tomllib.loads(resource_path("import/csv.toml").read_text(encoding="utf-8"))
        shipped = path or resource_path(f"import/{shape}.toml")
        given = tomllib.loads(shipped.read_text(encoding="utf-8"))
        return from_plain(ColumnMap, plain | given, strict=True)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unreadable(f"The map {path} cannot be read: {error}.") from None
    except Misfit as misfit:
        raise Unreadable(f"The map {path or shape}: {misfit}.") from None


@cache
def shapes() -> tuple[str, ...]:
    """The names of the maps that ship."""
    return tuple(sorted(path.stem for path in resource_path("import").glob("*.toml")))


def check_vendor(name: str | None) -> str | None:
    """The name of a map that ships. Raises Problem."""
    if name is not None and name not in shapes():
        raise invalid("vendor", f"“vendor” needs one of {', '.join(shapes())}.")
    return name


def recognised(columns: Sequence[str]) -> str:
    """The shape that is known by most of these columns; “csv” where none is."""
    maps = (read_map(shape=shape) for shape in shapes())
    known = [one for one in maps if one.known_by and set(one.known_by) <= set(columns)]
    return max(known, key=lambda one: len(one.known_by)).name if known else "csv"


def _field(column: str) -> str:
    """The field that a column's heading names: “First Name” is first_name."""
    name = "_".join(column.casefold().replace("-", " ").split())
    return name if name in FIELDS else column
