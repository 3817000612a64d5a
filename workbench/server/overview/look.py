"""One look at a team: its leads, its rules, and who of its people is here."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.moment import real_now
from workbench.server.policy import policies
from workbench.server.team import accounts

lead = schema.lead.c


class Look:
    """One look at a team, or at what one owner has: its rules, and who of its people is here."""

    def __init__(
        self, connection: Connection, team: str, now: datetime, *, owner: str | None = None
    ) -> None:
        self.connection = connection
        self.team = team
        self.now = now
        self.leads = lead.team == team
        if owner is not None:
            self.leads &= lead.owner == owner
        self.policy: Policy = policies.current(connection, team)
        users = select(schema.users).where(schema.users.c.team == team)
        self.people = connection.execute(users).all()
        back = {person.id: self._back_at(person) for person in self.people}
        self.absent = {id: at for id, at in back.items() if at is None or at > now}
        """Those who are not here, and until when, if that is known."""
        self.seen = accounts.last_seen(connection, team)
        self.found: dict[str, list[tuple[int, str]]] = {}
        """Class of leaks → since when, and which lead: of those that documents decide."""

    @property
    def today(self) -> datetime:
        """Midnight in the team's zone."""
        calendar = self.policy.calendar
        return datetime.combine(calendar.local_day(self.now), time(), calendar.tz).astimezone(UTC)

    def _back_at(self, person: Row[Any]) -> datetime | None:
        """Now for who is here."""
        if person.disabled_at is not None:
            return None
        if person.availability != "away":
            return self.now
        until = person.available_until
        return None if until is None else max(from_ms(until), self.now)

    @property
    def unheard(self) -> list[str]:
        """Those who should be here and whose desks were not heard of for too long."""
        least = timedelta(minutes=self.policy.leaks.unsynced_min)
        return [
            person.id
            for person in self.people
            if person.id not in self.absent and self._silence(person) > least
        ]

    def _silence(self, person: Row[Any]) -> timedelta:
        """Working time since a desk of theirs was heard of; today's, where none is signed in."""
        calendar = self.policy.calendar_of(person.calendar)
        seen = self.seen.get(person.id)
        if seen is None:
            return calendar.between(self.today, self.now)
        return calendar.between(from_ms(seen), real_now())
