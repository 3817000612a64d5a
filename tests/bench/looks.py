"""G6, G7, G11, G12: what a window costs that is scrolled, left alone, searched and narrowed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.pairs import Figure
from tests.bench.stock import a_profile
from tests.flow.screen import a_screen


def scrolling() -> Iterator[Figure]:
    return _seen("scrolling")


def ticking() -> Iterator[Figure]:
    return _seen("ticking")


def searching() -> Iterator[Figure]:
    return _seen("searching")


def narrowing() -> Iterator[Figure]:
    return _seen("narrowing")


def _seen(what: str) -> Iterator[Figure]:
    with a_profile() as folder, a_screen() as screen:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.looking", what, str(folder)],
            env={**os.environ, **screen.environment},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    for line in done.stdout.splitlines():
        yield Figure(**json.loads(line))
