"""Processes that run as long as a measurement does, and say in lines what is asked of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Running:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def line(self) -> str:
        """The next that it says."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def ask(self) -> None:
        """By an empty line; `line` is the answer."""
        assert self._process.stdin is not None
        print(file=self._process.stdin, flush=True)


@contextmanager
def running(module: str, *words: str) -> Iterator[Running]:
    """`python -m MODULE WORDS`, until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Running(process)
        finally:
            process.terminate()
