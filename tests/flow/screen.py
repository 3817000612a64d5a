"""A real screen and real keys: Xvfb with xdotool, and a session bus with a real keyring."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 60.0


def eventually(what: str, look: Callable[[], T | None], *, within_s: float = PATIENCE_S) -> T:
    """The first truthy answer of `look`; fails with `what` was waited for."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {within_s:.0f} s in vain for: {what}")


@dataclass(frozen=True, slots=True)
class Screen:
    """`environment` is what a program needs to appear on it."""

    environment: Mapping[str, str]

    def window(self, name: str) -> str:
        """The id of the visible window whose title holds `name`, with the keyboard given to it."""
        found = eventually(f"a window “{name}”", lambda: self._find(name))
        self._do("windowfocus", "--sync", found)
        return found

    def press(self, *keys: str) -> None:
        """Such as `press("space")`, `press("ctrl+1")`."""
        for key in keys:
            self._do("key", "--clearmodifiers", key)

    def write(self, text: str) -> None:
        self._do("type", "--delay", "8", text)

    def _find(self, name: str) -> str | None:
        done = self._run("search", "--onlyvisible", "--name", name)
        return done.stdout.split()[0] if done.stdout.strip() else None

    def _do(self, *arguments: str) -> None:
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )


@contextmanager
def a_screen(size: str = "1440x900") -> Iterator[Screen]:
    read, write = os.pipe()
    # Without -noreset the server starts over when its last window goes, and shuts out the next.
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{size}x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield Screen({"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"})
    finally:
        server.terminate()
        server.wait(5)


@contextmanager
def a_keyring(home: Path) -> Iterator[Mapping[str, str]]:
    """A Secret Service of its own, unlocked; what a program needs to find it."""
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True)
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(home / "data")}
    environment = {**os.environ, **own}
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert bus.stdout is not None
    own["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    ring = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env={**os.environ, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert ring.stdin is not None
    ring.stdin.write(b"a keyring of the tests")
    ring.stdin.close()
    try:
        yield own
    finally:
        for process in (ring, bus):
            process.terminate()
            process.wait(5)
        bus.stdout.close()


def is_missing() -> str:
    """The programs that this machine lacks, in words; empty where all are there."""
    needed = ("Xvfb", "xdotool", "dbus-daemon", "gnome-keyring-daemon")
    return ", ".join(name for name in needed if shutil.which(name) is None)
