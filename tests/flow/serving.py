"""Servers in processes of their own: imported once, then forked for each that starts."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import workbench.server.serving


@cache
def _nest() -> ForkServerContext:
    nest = multiprocessing.get_context("forkserver")
    nest.set_forkserver_preload([__name__])
    return nest


def start(
    directory: Path, port: int, clock: datetime | None, speed: float
) -> tuple[ForkServerProcess, int]:
    """The process, and its port as soon as it answers there."""
    heard, said = _nest().Pipe(duplex=False)
    told = dict(os.environ), said, directory, port, clock, speed
    process = _nest().Process(target=_serve, args=told, daemon=True)
    process.start()
    said.close()
    with os.fdopen(os.dup(heard.fileno())) as lines:
        ready = lines.readline()
    heard.close()
    assert ready.startswith("ready http://"), ready
    return process, int(ready.rpartition(":")[2])


def _serve(
    environment: Mapping[str, str], said: Connection,
    directory: Path, port: int, clock: datetime | None, speed: float,
) -> None:  # fmt: skip
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(said.fileno(), 1)
    said.close()
    sys.exit(workbench.server.serving.serve(directory, port=port, clock=clock, speed=speed))
