"""Each fault a few times by default, and as often as is promised with `--long`.

By default, in seconds of processor time: a killed desk 4, power cuts 6, a lost log 2, no room 2;
in `test_outside` a bad network 2, a stopped database 4.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.campaign.faults import FAULTS
from tests.campaign.platter import Event, Platter, read_trace
from tests.campaign.table import BEGIN, END, README, drawn, write
from tests.campaign.tries import Fault, Outcome, Tally, Try, try_out

A_FEW = {
    "desk killed": 5,
    "power cut, sealed files": 4,
    "no -wal in outbox": 2,
    "disk full": 2,
}
"""By default; each has its stage to build."""


@pytest.mark.parametrize("name", A_FEW)
@pytest.mark.timeout(180)
def test_a_few_tries_lose_nothing_and_double_nothing(name: str) -> None:
    [fault] = (fault for fault in FAULTS if fault.name == name)
    tried(fault, A_FEW[name])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_all_tries_lose_nothing_and_double_nothing(fault: Fault) -> None:
    tried(fault, fault.times)


def tried(fault: Fault, times: int) -> None:
    if fault.cannot():
        pytest.skip(fault.cannot())
    tally = try_out(fault, times)
    assert tally.is_good, "\n".join([str(tally), *tally.failed])


@contextmanager
def broken_at_two(_: Path) -> Iterator[Try]:
    def one_try(seed: int) -> Outcome:
        assert seed != 2, "broken"
        return Outcome(lost=seed, recovery_s=1.5)

    yield one_try


BROKEN = Fault(name="broken", stage=broken_at_two, times=5)


def test_a_try_that_fails_is_told_and_the_others_are_made_all_the_same() -> None:
    tally = try_out(BROKEN, 5)
    assert [outcome.lost for outcome in tally.outcomes] == [0, 1, 3, 4]
    assert len(tally.failed) == 1
    assert "seed 2" in tally.failed[0]
    assert str(tally) == "| broken | 4, 1 failed | 8 | 0 | 1.5 s |"
    assert not tally.is_good


def test_the_table_is_written_in_the_place_of_the_one_before(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}{END}after\n")
    for lost in (7, 8):
        told = drawn([Tally(BROKEN, [Outcome(lost=lost)])], ["none"], minutes=59.6)
        write(told, readme)
    text = readme.read_text()
    assert text.startswith(f"before\n{BEGIN}\n| fault |")
    assert text.endswith(f"none\n\n{END}after\n")
    assert [line for line in text.splitlines() if "broken" in line] == ["| broken | 1 | 8 | 0 |  |"]
    assert " in 60 minutes on " in text


def test_the_readme_has_a_place_for_the_table() -> None:
    text = README.read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count(END)) == (1, 1)


def test_a_trace_of_several_threads_is_read_in_the_order_in_which_calls_ended(
    tmp_path: Path,
) -> None:
    folder = str(tmp_path)
    named = "".join(f"\\x{byte:02x}" for byte in f"{folder}/a.db".encode())
    trace = f"""\
7  openat(AT_FDCWD</>, "{named}", O_RDWR|O_CREAT, 0644) = 3<{folder}/a.db>
7  pwrite64(3<{folder}/a.db>, "\\x61\\x62", 2, 4 <unfinished ...>
8  fdatasync(3<{folder}/a.db> <unfinished ...>
7  <... pwrite64 resumed>) = 2
8  <... fdatasync resumed>) = 0
7  write(1<pipe:[1]>, "\\x68\\x69", 2) = 2
7  pwrite64(9</elsewhere>, "\\x61\\x62", 2, 4) = 2
7  ftruncate(3<{folder}/a.db>, 0) = -1 EIO (Input/output error)
"""
    path = f"{folder}/a.db"
    assert read_trace(trace, tmp_path) == [
        Event("make", path),
        Event("write", path, at=4, data=b"ab"),
        Event("sync", path, began=1),
        Event("say", "", data=b"hi"),
    ]


def test_what_was_synced_is_left_and_what_was_written_while_it_was_synced_may_not_be() -> None:
    made, folder = Event("make", "/d/a"), Event("sync", "/d")
    one, two = Event("write", "/d/a", data=b"one"), Event("write", "/d/a", at=3, data=b"two")
    events = [made, one, folder, two, Event("sync", "/d/a", began=3)]
    left = {Platter(events, 5).left(random.Random(seed))["/d/a"] for seed in range(40)}
    assert left == {b"one", b"onetwo"}
    assert {len(Platter(events, 2).left(random.Random(seed))) for seed in range(40)} == {0, 1}
