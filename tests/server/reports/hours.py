"""Working time counted once more, by the sample's hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


@dataclass(frozen=True)
class Hours:
    """Monday to Friday, nine to five."""

    zone: ZoneInfo

    def of(self, day: date) -> tuple[datetime, datetime] | None:
        if day.weekday() > 4:
            return None
        opens, closes = (datetime.combine(day, time(hour), self.zone) for hour in (9, 17))
        return opens.astimezone(UTC), closes.astimezone(UTC)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def due(self, came: datetime, minutes: float) -> datetime:
        left, day = timedelta(minutes=minutes), self.day(came)
        while True:
            if span := self.of(day):
                begins = max(span[0], came)
                if begins < span[1] and begins + left <= span[1]:
                    return begins + left
                left -= max(span[1] - begins, timedelta())
            day += timedelta(days=1)

    def worked_ms(self, since: datetime, until: datetime) -> int:
        total, day = timedelta(), self.day(since)
        while day <= self.day(until):
            if span := self.of(day):
                total += max(min(span[1], until) - max(span[0], since), timedelta())
            day += timedelta(days=1)
        return ms(total)


def ms(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))
