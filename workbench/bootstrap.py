"""Makes a checkout runnable, then runs a module of it: system packages, `.venv`, the locked lot.

Standard library only and nothing of ours: it runs before anything is installed. It must parse on
Pythons that are too old, so that they answer with a sentence. When nothing is missing it reads two
small files and is gone; an interrupted run leaves no stamp, and the next one starts `.venv` anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Dict

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / ".lock" / "requirements.txt"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "workbench-stamp.json"
LOG = VENV / "setup.log"

OLDEST_PYTHON = (3, 11)

Stamp = Dict[str, Any]

# What Qt loads at run time and no Python package brings.
QT_PACKAGES = (
    *("libegl1", "libgl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon0"),
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0"),
    *("libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1"),
)
NO_DISPLAY_PACKAGES = ("xvfb", "xauth", "fonts-dejavu-core")
TEST_PACKAGES = (
    "postgresql",
    "xvfb",
    "xauth",
    "xdotool",
    "dbus",
    "gnome-keyring",
    "at-spi2-core",
    "dovecot-imapd",
)


class SetupFailed(Exception):
    """What a person must help with; the message is a sentence that says how."""


def enter(module: str, arguments: Sequence[str], packages: Iterable[str] = ()) -> None:
    """Go on as `module` inside `.venv`, making it first where needed, and Debian's `packages`.

    Returns when this process is already in a complete `.venv`; otherwise it never returns.
    """
    try:
        check_python(sys.version_info[:2])
        wanted = wanted_packages(os.environ, packages)
        if not is_complete(wanted):
            with only_one_at_a_time():
                if not is_complete(wanted):
                    make_complete(wanted)
        elif runs_in_venv():
            return
        run = [str(PYTHON), "-P", "-m", module, *arguments]  # -P: the caller's folder is not code
        os.execv(run[0], run)
    except SetupFailed as failure:
        sys.exit(f"workbench: {failure}")
    except KeyboardInterrupt:
        sys.exit("workbench: Setting up was interrupted. The next run takes it up again.")
    except OSError as error:
        sys.exit(
            f"workbench: Setting up {VENV} failed: {error}. "
            "It takes a checkout that you may write to, on a disk with 1 GB free."
        )


def check_python(version: tuple[int, int]) -> None:
    if sys.platform == "win32":
        raise SetupFailed("On Windows, install the package with pip and run `workbench`.")
    if version < OLDEST_PYTHON:
        raise SetupFailed(
            "Python 3.11 or newer is needed, and this is {}.{}. Install one and run the same "
            "command with it, such as `python3.11 workbench`.".format(*version)
        )


def wanted_packages(environ: Mapping[str, str], more: Iterable[str] = ()) -> list[str]:
    has_display = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return sorted({*QT_PACKAGES, *(() if has_display else NO_DISPLAY_PACKAGES), *more})


def runs_in_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


# --- The stamp: what is there ------------------------------------------------------------------


def stamp_of(packages: Iterable[str]) -> Stamp:
    return {
        "lock": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "python": "{}.{}".format(*sys.version_info[:2]),
        "checkout": str(CHECKOUT),  # a .venv that was moved along with its folder does not work
        "host": os.uname().nodename,  # a folder may come to another machine; packages do not
        "packages": sorted(packages),
    }


def read_stamp() -> Stamp:
    """Return the stamp, or {} when `.venv` was never finished or its Python has gone."""
    try:
        stamp: Stamp = json.loads(STAMP.read_text()) if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}
    return stamp


def write_stamp(stamp: Stamp) -> None:
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps(stamp, indent=1))
    draft.replace(STAMP)


def is_complete(packages: Iterable[str]) -> bool:
    stamp = read_stamp()
    return not differences(stamp) and set(packages) <= known_packages(stamp)


def differences(stamp: Stamp) -> set[str]:
    now = stamp_of([])
    return {key for key in ("lock", "python", "checkout") if stamp.get(key) != now[key]}


def known_packages(stamp: Stamp) -> set[str]:
    return set(stamp["packages"]) if stamp.get("host") == os.uname().nodename else set()


# --- Making it complete ------------------------------------------------------------------------


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    import fcntl  # not on Windows, which check_python has turned away

    with LOCK.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run is setting up this checkout; waiting for it.")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_complete(packages: Iterable[str]) -> None:
    stamp = read_stamp()
    differing = differences(stamp)
    from_nothing = bool(differing - {"lock"})
    if from_nothing:
        empty_venv()
        packages = [*packages, *venv_packages()]
    there = known_packages(stamp) | set(install_packages(packages))
    if from_nothing:
        make_venv()
    if differing:
        install_locked()
    write_stamp(stamp_of(there))
    say("Ready.")


def empty_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()


def venv_packages() -> list[str]:
    """Debian splits this part off Python."""
    importlib.invalidate_caches()  # it may have been installed since we looked
    missing = importlib.util.find_spec("ensurepip") is None
    return ["python3.{}-venv".format(sys.version_info[1])] if missing else []


def make_venv() -> None:
    missing = venv_packages()
    if missing:
        raise SetupFailed(
            "Python's venv module is missing. Install it as an administrator "
            f"(apt-get install {missing[0]}) and run this again."
        )
    say("Making .venv.")
    base = getattr(sys, "_base_executable", sys.executable)  # this may itself be .venv's Python
    if not succeeds([base, "-m", "venv", str(VENV)]):
        raise SetupFailed(f"Making .venv failed: {last_line_of_log()}. The whole of it: {LOG}")
    # Lets .venv's Python find our packages from any working directory.
    (next(VENV.glob("lib/python3*/site-packages")) / "workbench.pth").write_text(f"{CHECKOUT}\n")


def install_locked() -> None:
    say("Installing the pinned dependencies, some 150 MB. This takes a minute.")
    pip = [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    if not succeeds([*pip, "install", "--quiet", "--require-hashes", "-r", str(LOCK)]):
        raise SetupFailed(
            f"Installing the dependencies failed: {last_line_of_log()}. Check the network "
            f"and pip's settings, then run this again. The whole of it: {LOG}"
        )


def install_packages(packages: Iterable[str]) -> list[str]:
    """Install what is missing of Debian's `packages`, where we may; return those that are there."""
    packages = list(packages)
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return packages
    missing = missing_packages(packages)
    if not missing:
        return packages
    rights = administrator()
    if rights is not None:
        say(f"Installing system packages: {' '.join(missing)}.")
        apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        apt += ["-o", "DPkg::Lock::Timeout=300"]
        install = [*apt, "install", "-y", "--no-install-recommends", *missing]
        # The lists of a bare machine are empty, and those of an old one name what has gone.
        if succeeds(install) or (succeeds([*apt, "update"]) and succeeds(install)):
            return packages
        say(f"That failed: {last_line_of_log()}.")
    say(f"Going on without. To install them: apt-get install {' '.join(missing)}")
    return [package for package in packages if package not in missing]


def missing_packages(packages: Iterable[str]) -> list[str]:
    packages = list(packages)
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    return [package for package in packages if package not in installed]


def administrator() -> list[str] | None:
    """Return the words that make a command an administrator's, or None without such rights."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() else None  # it asks for the password


def succeeds(command: Sequence[str]) -> bool:
    with LOG.open("a") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        return subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0


def last_line_of_log() -> str:
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].rstrip(".")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
