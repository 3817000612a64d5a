"""G1, G2: from the start of the process to the first painted ranked queue, against a bare window.

For G2 the pages of all that both read are put out of the page cache before each start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.pairs import Figure, compared
from tests.bench.stock import stock
from tests.flow.screen import PATIENCE_S, a_screen

LEADS, DUE = 100_000, 10_000
PAIRS = 25
"""More than of others: a start varies by a tenth, and its budget is near."""
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def figures() -> Iterator[Figure]:
    with _starts() as (ours, bare, _):
        yield compared(
            "G1",
            f"start to the first painted ranked queue, {LEADS:,} leads, warm",
            ours,
            bare,
            budget=1.35,
            pairs=PAIRS,
        )


def cold_figures() -> Iterator[Figure]:
    with _starts() as (ours, bare, profile):

        def cold(start: Callable[[], float]) -> float:
            _evict(profile)
            return start()

        yield compared(
            "G2",
            f"start to the first painted ranked queue, {LEADS:,} leads, files out of the cache",
            lambda: cold(ours),
            lambda: cold(bare),
            budget=1.5,
        )


@contextmanager
def _starts() -> Iterator[tuple[Callable[[], float], Callable[[], float], Path]]:
    """Ours and the bare one, each giving its milliseconds, and the folder of the profile."""
    with tempfile.TemporaryDirectory() as folder, a_screen() as screen:
        stock(Path(folder), leads=LEADS, due=DUE, now=datetime.now(UTC))
        # Compiled modules are kept, as on anybody's computer.
        environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        } | dict(screen.environment)
        yield (
            lambda: _started(["tests.bench.our_window", folder], environment),
            lambda: _started(["tests.bench.bare_window"], environment),
            Path(folder),
        )


def _started(module: list[str], environment: Mapping[str, str]) -> float:
    """Milliseconds from the birth of the process to what it says."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *module],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,  # a window that fails stays open
    )
    return (float(done.stdout.split()[0]) - begun) * 1000


def _evict(profile: Path) -> None:
    """What a program that runs has mapped, the interpreter and the screen's, stays in memory."""
    paths = sysconfig.get_paths()
    packages = Path(paths["purelib"])
    folders = (
        profile,
        CHECKOUT / "workbench",
        CHECKOUT / "resources",
        CHECKOUT / "tests" / "bench",
        Path(paths["stdlib"]),
        *(packages / name for name in ("PySide6", "shiboken6", "platformdirs")),
    )
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and "site-packages" not in file.relative_to(folder).parts:
                _forget(file)


def _forget(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # a page that was not written yet would stay
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
