"""The audit trail as it is asked for: by person, lead and time, read or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr


class Entry(NamedTuple):
    id: str
    at: datetime
    says: str


class Wanted(NamedTuple):
    """`days`: of the last so many; None: all that was ever done. Names stand beside their ids."""

    person: str = ""
    person_name: str = ""
    lead: str = ""
    lead_name: str = ""
    days: int | None = None

    def params(self, today: date) -> dict[str, str]:
        params = {"person": self.person, "lead": self.lead}
        if self.days is not None:
            params["from"] = (today - timedelta(days=self.days - 1)).isoformat()
        return {name: value for name, value in params.items() if value}

    @property
    def said(self) -> str:
        """“by or about Kim Berg, about Lea Ost, in the last 7 days”; empty: everything."""
        parts = []
        if self.person:
            parts.append(tr("by or about {name}", name=self.person_name))
        if self.lead:
            parts.append(tr("about {name}", name=self.lead_name))
        if self.days is not None:
            parts.append(tr("today") if self.days == 1 else
                         tr("in the last {days} days", days=self.days))  # fmt: skip
        return ", ".join(parts)


def entries(told: Mapping[str, Any]) -> list[Entry]:
    return [Entry(one["id"], from_ms(one["at"]), one["says"]) for one in told["entries"]]


def spoken(entry: Entry, now: datetime) -> str:
    return tr("{time}: {says}", time=moment(entry.at, now), says=entry.says)


def file_name(now: datetime) -> str:
    day = now.astimezone()
    return f"audit-{day:%Y-%m-%d}.csv"


def read_path(text: str) -> Path | None:
    """A file that can be made: its folder is there and it is not; None otherwise."""
    path = Path(text.strip()).expanduser()
    return path if path.is_absolute() and path.parent.is_dir() and not path.exists() else None
