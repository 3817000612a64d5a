"""A whole day by real keys, from the first look to the close-out: the server has it all, once."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.builders import MONDAY
from tests.flow.day import Books, Day, Seat, wait_until
from tests.flow.screen import a_keyring, a_screen, is_missing
from tests.flow.team import Team
from workbench.domain.lead import OPEN
from workbench.domain.plain import from_ms

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(is_missing()), reason=f"this machine lacks {is_missing()}"),
]
FIRST = ("Ann", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon")
LAST = ("Archer", "Brandt", "Castro", "Dorn", "Egger", "Falk")
AGAIN = ("VM", "NA", "VMN")
"""What comes of a redial."""
FIRST_LOOK, CLOSE_OUT = timedelta(hours=8, minutes=25), timedelta(hours=17, minutes=15)


SPEED = 120
EARLY = 45
"""Leads that came overnight; the others come while the SDR is on the phone."""
COUNTS = {
    "NA": 16, "VM": 12, "VMN": 4, "BSY": 4, "GK": 3, "INT": 5, "CB": 3, "NI": 3, "NOW": 2,
    "NF": 2, "WRN": 1, "DSC": 1, "DNC": 2,
}  # fmt: skip
"""What first calls come to, beside the callback and the meeting with which the day begins."""
OFFLINE = 6


@pytest.fixture
def day(tmp_path: Path) -> Iterator[tuple[Day, Seat]]:
    begins_at = datetime.combine(MONDAY.date(), datetime.min.time(), MONDAY.tzinfo) + FIRST_LOOK
    team = Team(tmp_path / "team", clock=begins_at.isoformat(), speed=SPEED)
    team.join("Robin")
    team.join("Ada", role="ae")
    with ExitStack() as stack:
        stack.enter_context(team)
        seats = []
        for name in ("robin", "ada"):
            screen = stack.enter_context(a_screen())
            own = stack.enter_context(a_keyring(tmp_path / name))
            seats.append(Seat(screen, own, team.address))
        day = Day(team, Books(team.directory / "team.db"), seats[0], begins_at)
        for name, seat in zip(("robin", "ada"), seats, strict=True):
            stack.callback(seat.get_up)
            seat.sit_down()
            seat.sign_in(f"{name}@sample.example")
        yield day, seats[1]


def test_a_whole_day_by_keys_reaches_the_server_once(day: tuple[Day, Seat]) -> None:
    robin, ada = day
    names = [f"{first} {last}" for last, first in product(LAST, FIRST)]
    early, late = names[:EARLY], names[EARLY:]
    for name in early:
        robin.inquire(name, phone=number(name), type="content")
    codes = what_comes_of_them()
    wait_until(lambda: rings(robin, codes), lambda: "the first call")
    while late or not kept(robin):
        rings(robin, codes, late)
    cut_off_in_a_call(robin, codes)
    an_hour_offline(robin, [name for name in early if name not in called(robin)], codes)
    while rings(robin, codes) or codes:
        pass  # until the queue is clear
    the_ae_decides(robin, ada)
    robin.until_heard()
    closes(robin)

    assert robin.heard() == robin.done
    assert len(robin.books.entries("call")) == len(robin.done)
    assert len(robin.books.entries("call_started")) == len(robin.done)
    [handed] = [h for lead in robin.books.leads().values() for h in lead.get("handoffs", ())]
    assert (handed["result"], handed["decision"], handed["quality"]) == ("held", "accepted", 3)
    assert adrift(robin) == []
    robin.robin.get_up()
    ada.get_up()
    assert not any("Traceback" in said for seat in (robin.robin, ada) for said in seat.said)


def what_comes_of_them() -> list[str]:
    """A busy line meets no promise: it comes when those of five minutes are kept."""
    codes = [code for code, count in COUNTS.items() for _ in range(count)]
    random.Random(2026).shuffle(codes)
    return ["CB", "MTG", *sorted(codes, key="BSY".__eq__)]


def number(name: str) -> str:
    return f"+49 30 555{1000 + sum(map(ord, name)) * 7 % 9000}"


def called(day: Day) -> set[str]:
    return {name for name, _, _ in day.done}


def rings(day: Day, codes: list[str], late: list[str] | None = None) -> bool:
    """The next due lead is called and its outcome filed; one may come in just before."""
    if late:
        day.inquire(late[-1], phone=number(late[-1]))
        late.pop()
    name = day.ring()
    if name is None:
        return False
    before = [code for who, code, _ in day.done if who == name]
    if not before and codes:
        code = codes.pop(0)
    else:
        code = "INT" if before[-1:] == ["CB"] else AGAIN[len(before) % len(AGAIN)]
    day.ends(name, code)
    return True


def kept(day: Day) -> bool:
    """Whether who was promised a callback had it."""
    return any((name, "CB", "") in day.done for name, code, _ in day.done if code == "INT")


def cut_off_in_a_call(day: Day, codes: list[str]) -> None:
    """SIGKILL while a note is typed; the call is the first thing on the screen afterwards."""
    name = None
    while name is None or name in called(day):
        if name is not None:
            day.ends(name, "VM")
        name = day.ring()
    day.robin.screen.press("n")
    day.robin.screen.write("Asks for the price of 25 seats.")
    time.sleep(0.5)
    day.robin.get_up(signal.SIGKILL)
    day.robin.sit_down()
    time.sleep(3)
    codes.remove("VM")
    day.robin.screen.press("2")
    day.done.append((name, "VM", "Asks for the price of 25 seats."))
    day.until_heard()


def an_hour_offline(day: Day, names: list[str], codes: list[str]) -> None:
    day.until_heard()
    day.server_goes()
    ends_at = day.now() + timedelta(hours=1)
    for name in names[:OFFLINE]:
        day.ring_up(name)
        day.ends(name, codes.pop(0), "Worked while the server was away.")
    while day.now() < ends_at:
        time.sleep(0.1)
    day.server_comes_back()
    day.until_heard()


def the_ae_decides(day: Day, ada: Seat) -> None:
    """Held, accepted, quality 3: at her own window, once the meeting is over."""
    [booked] = [h for lead in day.books.leads().values() for h in lead.get("handoffs", ())]
    while day.now() < from_ms(booked["meeting_at"]) + timedelta(hours=1):
        time.sleep(0.1)
    ada.screen.press("h")
    wait_until(lambda: day.books.entries("meeting_resolved"), lambda: "the meeting held")
    ada.screen.press("a", "3", "Return")
    wait_until(lambda: day.books.entries("handoff_decided"), lambda: "the handoff accepted")


def closes(day: Day) -> None:
    """The close-out at 17:15, by the palette."""
    while day.now() < day.begins_at - FIRST_LOOK + CLOSE_OUT:
        time.sleep(0.1)
    day.robin.screen.press("ctrl+k")
    day.robin.screen.write("close the day")
    day.robin.screen.press("Return")
    time.sleep(1)
    day.robin.screen.press("d")
    wait_until(lambda: day.books.availability("Robin") == "away", lambda: "the day closed")


def adrift(day: Day) -> list[str]:
    """Open leads without an owner, a next step or a clock."""
    return [
        lead["name"]
        for lead in day.books.leads().values()
        if lead["status"] in OPEN
        and not (lead["owner"] and lead.get("step") and lead.get("clocks"))
    ]
