"""`workbench serve` as a process of its own, which is killed, stopped and started where it was."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Server:
    """`where`: --data FOLDER or --database URL. `is_checked`: it asserts its invariants, which
    costs what a figure must not hold.
    """

    def __init__(self, *where: str, workers: int = 1, is_checked: bool = True) -> None:
        self._environment = dict(os.environ)
        if not is_checked:
            self._environment.pop("WORKBENCH_CHECKED", None)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        words = ["serve", *where, "--port", str(self.port), "--workers", str(workers)]
        self._command = [sys.executable, "-m", "workbench", *words]
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns once it answers."""
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env=self._environment,
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert said == f"ready {self.address}\n", said

    def kill(self) -> None:
        """With all its workers, at once."""
        process = self._process
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            self._process = None

    def memory_mb(self) -> float:
        """Resident, of all its processes."""
        return sum(_resident_mb(id) for id in {self.pid, *self.workers()})

    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        commands = {int(id): Path(f"/proc/{id}/cmdline").read_bytes() for id in children}
        workers = [id for id, command in commands.items() if b"spawn_main" in command]
        return workers or [self.pid]


def _resident_mb(id: int) -> float:
    pages = int(Path(f"/proc/{id}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


@contextmanager
def serving(*where: str, workers: int = 1) -> Iterator[Server]:
    server = Server(*where, workers=workers)
    server.start()
    try:
        yield server
    finally:
        server.kill()
