"""A window as large as is asked for, and its text, at a desk that goes with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tests.ui.windows import at_desk, let_go, settle, the_theme
from workbench.desk.desk import Desk
from workbench.ui.window import Window

Stop: TypeAlias = tuple[str, Window]
"""Of a tour: its name, and the window as it stands then."""


class Room(NamedTuple):
    """How large a window is, in px, and how large its text."""

    width: int = 1440
    height: int = 900
    scale: float = 1.0


@contextmanager
def opened(folder: Path, room: Room, desk: Desk) -> Iterator[Window]:
    the_theme().scale_text(room.scale)
    window = at_desk(desk, folder)
    window.resize(room.width, room.height)
    settle()
    try:
        yield window
    finally:
        window.close()
        desk.close()
        let_go()
        the_theme().scale_text(1.0)


def wait(until: Callable[[], bool]) -> None:
    """For what comes from a worker."""
    deadline = time.monotonic() + 20
    while not until():
        assert time.monotonic() < deadline, "waited in vain"
        settle()
        time.sleep(0.005)
