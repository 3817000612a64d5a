"""G1: from the start of the process to the first painted ranked queue, against a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.pairs import Figure, compared
from tests.bench.stock import stock
from tests.flow.screen import a_screen

LEADS, DUE = 100_000, 10_000


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, a_screen() as screen:
        directory = Path(folder)
        stock(directory, leads=LEADS, due=DUE, now=datetime.now(UTC))
        # Compiled modules are kept, as on anybody's computer.
        environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        } | dict(screen.environment)
        yield compared(
            "G1",
            f"start to the first painted ranked queue, {LEADS:,} leads, warm",
            lambda: _started(["tests.bench.our_window", folder], environment),
            lambda: _started(["tests.bench.bare_window"], environment),
            budget=1.6,
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
    )
    return (float(done.stdout.split()[0]) - begun) * 1000
