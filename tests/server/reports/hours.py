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

    def opens(self, day: date) -> datetime:
        span = self.of(day)
        assert span is not None, "a day of rest"
        return span[0]

    def opening(self, moment: datetime) -> datetime:
        """The first working moment from then on."""
        day = self.day(moment)
        while not (span := self.of(day)) or span[1] <= moment:
            day += timedelta(days=1)
        return max(moment, span[0])

    def workday(self, day: date, n: int) -> date:
        """The nth working day after the first one from `day` on."""
        while self.of(day) is None or n:
            n -= self.of(day) is not None
            day += timedelta(days=1)
        return day

    def workdays(self, since: date, until: date) -> int:
        """How many follow `since`, up to `until`."""
        days = (since + timedelta(days=n + 1) for n in range((until - since).days))
        return sum(self.of(day) is not None for day in days)

    def next_day(self, moment: datetime) -> datetime:
        return self.opens(self.workday(self.day(moment) + timedelta(days=1), 0))

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
