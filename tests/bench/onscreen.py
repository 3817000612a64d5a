"""What a module of ours measures in a process of its own, before a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.pairs import Figure
from tests.flow.screen import Screen


def said(screen: Screen, module: str, *words: str) -> str:
    """All that `python -m tests.bench.MODULE WORDS` prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *words],
        env={**os.environ, **screen.environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def figures_on(screen: Screen, module: str, *words: str) -> Iterator[Figure]:
    """A figure as JSON in each line that it prints."""
    for line in said(screen, module, *words).splitlines():
        yield Figure(**json.loads(line))
