import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

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


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of our real entry and a lock that asks for nothing, so no network is needed."""
    checkout = tmp_path / "checkout"
    for name in ("__init__.py", "__main__.py", "bootstrap.py"):
        (checkout / "workbench").mkdir(parents=True, exist_ok=True)
        shutil.copy(bootstrap.CHECKOUT / "workbench" / name, checkout / "workbench" / name)
    (checkout / "workbench" / "cli.py").write_text(CLI)
    (checkout / ".lock").mkdir()
    (checkout / ".lock" / "requirements.txt").write_text("")
    return checkout


@pytest.fixture
def start(checkout: Path, tmp_path: Path) -> Run:
    # The Python outside our .venv, by a name that only CPython has.
    python: str = sys._base_executable  # type: ignore[attr-defined]  # see above

    def start(*arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [python, checkout / "workbench", *arguments],
            cwd=tmp_path,
            env={"PATH": "/nowhere", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_from_nothing_it_wakes_up_in_a_venv_where_it_was_called(
    start: Run, checkout: Path, tmp_path: Path
) -> None:
    first = start("serve", "--port", "0")
    out, err = first.communicate()
    where, *path = out.splitlines()
    assert err.splitlines()[0] == "Making .venv."
    assert err.splitlines()[-1] == "Ready."
    assert where == f"{tmp_path} {checkout / '.venv'} serve --port 0"
    assert str(checkout) in path
    assert str(checkout / "workbench") not in path
    assert first.returncode == 7


def test_two_at_once_make_one_venv(start: Run) -> None:
    both = [start(), start()]
    said = [run.communicate()[1] for run in both]
    assert [run.returncode for run in both] == [7, 7]
    assert "".join(said).count("Making .venv.") == 1
    assert "".join(said).count("Another run is setting up this checkout") == 1


def test_a_half_made_venv_is_made_anew(start: Run, checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").write_text("half of it")
    assert start().communicate()[1].endswith("Ready.\n")


def test_a_moved_checkout_is_made_anew(start: Run, checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    stamp = {**bootstrap.stamp_of([]), "checkout": "/before/it/was/moved"}
    (checkout / ".venv" / bootstrap.STAMP.name).write_text(json.dumps(stamp))
    assert start().communicate()[1].startswith("Making .venv.")


def test_it_is_quick_and_silent_until_the_lock_changes(start: Run, checkout: Path) -> None:
    start().communicate()
    began = time.perf_counter()
    assert start().communicate()[1] == ""
    assert time.perf_counter() - began < 1
    (checkout / ".lock" / "requirements.txt").write_text("# another\n")
    assert start().communicate()[1].startswith("Installing the pinned dependencies")


def test_without_a_network_it_answers_with_one_sentence(start: Run, checkout: Path) -> None:
    lock = checkout / ".lock" / "requirements.txt"
    lock.write_text(f"idna==3.10 --hash=sha256:{'0' * 64}\n")
    run = start()
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
