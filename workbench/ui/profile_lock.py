"""One process to a profile: a lock that the system lifts when its process ends, however it ends.

Qt's own writes who holds it into the file and waits for the disk, which a start need not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO


def take_lock(path: Path) -> BinaryIO | None:
    """Held as long as the file stays open; None where another process holds it."""
    try:
        file = path.open("ab")
    except OSError:
        return None
    try:
        _lock(file)
    except OSError:
        file.close()
        return None
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
