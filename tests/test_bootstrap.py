import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from workbench import bootstrap
from workbench.bootstrap import SetupFailed, check_python, missing_packages, wanted_packages

Run = Callable[..., "subprocess.Popen[str]"]

# Stands in for our own command line: tells where it woke up.
CLI = """
import os, sys

def main():
    print(os.getcwd(), sys.prefix, *sys.argv[1:])
    print(*sys.path, sep="\\n")
    return 7
"""


def a_checkout(folder: Path) -> Path:
    """A checkout of our real entry and a lock that asks for nothing, so no network is needed."""
    checkout = folder / "checkout"
    for name in ("__init__.py", "__main__.py", "bootstrap.py"):
        (checkout / "workbench").mkdir(parents=True, exist_ok=True)
        shutil.copy(bootstrap.CHECKOUT / "workbench" / name, checkout / "workbench" / name)
    (checkout / "workbench" / "cli.py").write_text(CLI)
    (checkout / ".lock").mkdir()
    (checkout / ".lock" / "requirements.txt").write_text("")
    return checkout


def start_in(checkout: Path, *arguments: str) -> "subprocess.Popen[str]":
    # The Python outside our .venv, by a name that only CPython has.
    python: str = sys._base_executable  # type: ignore[attr-defined]  # see above
    return subprocess.Popen(
        [python, checkout / "workbench", *arguments],
        cwd=checkout.parent,
        env={"PATH": "/nowhere", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return a_checkout(tmp_path)


@pytest.fixture
def start(checkout: Path) -> Run:
    return partial(start_in, checkout)


class Made(NamedTuple):
    """A checkout that was started twice at once, from nothing; its venv takes seconds to make."""

    checkout: Path
    out: str
    err: str
    other_err: str
    returncodes: list[int]

    @contextmanager
    def locked(self, lock: str) -> Iterator[None]:
        path = self.checkout / ".lock" / "requirements.txt"
        path.write_text(lock)
        yield
        path.write_text("")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    checkout = a_checkout(tmp_path_factory.mktemp("made"))
    both = [start_in(checkout, "serve", "--port", "0") for _ in range(2)]
    # The one that waited for the other says that first.
    other, maker = sorted((run.communicate() for run in both), key=lambda said: said[1])
    return Made(checkout, *maker, other[1], [run.returncode for run in both])


def test_from_nothing_it_wakes_up_in_a_venv_where_it_was_called(made: Made) -> None:
    checkout = made.checkout
    where, *path = made.out.splitlines()
    assert made.err.splitlines()[0] == "Making .venv."
    assert made.err.splitlines()[-1] == "Ready."
    assert where == f"{checkout.parent} {checkout / '.venv'} serve --port 0"
    assert str(checkout) in path
    assert str(checkout / "workbench") not in path


def test_two_at_once_make_one_venv(made: Made) -> None:
    said = made.err + made.other_err
    assert made.returncodes == [7, 7]
    assert said.count("Making .venv.") == 1
    assert said.count("Another run is setting up this checkout") == 1


def emptied(checkout: Path, start: Run) -> bool:
    """Whether the start threw away all that was there, and began to make a venv."""
    left = checkout / ".venv" / "left behind"
    left.touch()
    run = start()
    assert run.stderr is not None
    says = run.stderr.readline()
    os.killpg(run.pid, signal.SIGKILL)  # how it goes on from nothing is shown above
    run.communicate()
    return says == "Making .venv.\n" and not left.exists()


def test_a_half_made_venv_is_made_anew(start: Run, checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").write_text("half of it")
    assert emptied(checkout, start)


def test_a_moved_checkout_is_made_anew(start: Run, checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    stamp = {**bootstrap.stamp_of([]), "checkout": "/before/it/was/moved"}
    (checkout / ".venv" / bootstrap.STAMP.name).write_text(json.dumps(stamp))
    assert emptied(checkout, start)


def used_s() -> float:
    """Of the processor, by those that were started here and have ended: no wait for a turn."""
    used = os.times()
    return used.children_user + used.children_system


def test_it_is_quick_and_silent_until_the_lock_changes(made: Made) -> None:
    start_in(made.checkout).communicate()
    before_s = used_s()
    assert start_in(made.checkout).communicate()[1] == ""
    assert used_s() - before_s < 1
    with made.locked("# another\n"):
        said = start_in(made.checkout).communicate()[1]
    assert said.startswith("Installing the pinned dependencies")


def test_without_a_network_it_answers_with_one_sentence(made: Made) -> None:
    with made.locked(f"idna==3.10 --hash=sha256:{'0' * 64}\n"):
        run = start_in(made.checkout)
        said = run.communicate()[1].splitlines()
    assert said[-1].startswith("workbench: Installing the dependencies failed: ERROR: No matching")
    assert "Check the network" in said[-1]
    assert run.returncode == 1


def test_where_it_may_not_write_it_answers_with_one_sentence(start: Run, checkout: Path) -> None:
    (checkout / ".venv").write_text("in the way")
    run = start()
    said = run.communicate()[1].splitlines()
    assert len(said) == 1
    assert "a checkout that you may write to" in said[0]
    assert run.returncode == 1


def test_a_python_that_is_too_old_is_told_so() -> None:
    with pytest.raises(SetupFailed, match=r"Python 3\.11 or newer is needed, and this is 3\.9"):
        check_python((3, 9))
    check_python((3, 11))


def test_a_screen_of_its_own_is_wanted_only_where_there_is_none() -> None:
    assert "xvfb" in wanted_packages({})
    assert "xvfb" not in wanted_packages({"DISPLAY": ":0"})
    assert "xvfb" not in wanted_packages({"WAYLAND_DISPLAY": "wayland-0"})
    assert "postgresql" in wanted_packages({"DISPLAY": ":0"}, ["postgresql"])


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="only Debian has Debian's packages")
def test_a_package_is_missing_until_it_is_installed() -> None:
    assert missing_packages(["dpkg", "no-such-package"]) == ["no-such-package"]


def test_packages_of_another_machine_are_looked_at_again() -> None:
    stamp = bootstrap.stamp_of(["xvfb"])
    assert bootstrap.known_packages(stamp) == {"xvfb"}
    assert bootstrap.known_packages({**stamp, "host": "elsewhere"}) == set()
