"""Each fault a few times by default, and as often as is promised with `--long`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.campaign.faults import FAULTS
from tests.campaign.platter import Event, Platter, read_trace
from tests.campaign.tries import Fault, try_out

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
