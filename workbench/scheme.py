"""Tells a Linux desktop which program opens `workbench://` links, and takes it back.

Nothing does this by itself: `workbench links on` writes into the person's own folders, and only
there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SCHEME = "workbench"
_ENTRY = "workbench-links.desktop"
_KIND = f"x-scheme-handler/{SCHEME}"


def take_links(profile: str) -> Path:
    """From now on a link opens the desk of `profile`; returns the file that says so."""
    place = _applications()
    place.mkdir(parents=True, exist_ok=True)
    path = place / _ENTRY
    path.write_text(_entry(profile), encoding="utf-8")
    _run("update-desktop-database", str(place))
    _run("xdg-mime", "default", _ENTRY, _KIND)
    return path


def leave_links() -> None:
    """As it was before: without the file, and without what names it."""
    place = _applications()
    (place / _ENTRY).unlink(missing_ok=True)
    _run("update-desktop-database", str(place))
    for chosen in (_home("XDG_CONFIG_HOME", ".config"), place):
        _forget(chosen / "mimeapps.list")


def _entry(profile: str) -> str:
    """The desk is started as this one was: by the same Python, from the same folder."""
    command = [sys.executable, "-m", "workbench", "--profile", profile]
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Workbench",
        f"Exec={' '.join(map(_quoted, command))} %u",
        f"Path={Path(__file__).resolve().parents[1]}",
        f"MimeType={_KIND};",
        "NoDisplay=true",
        "Terminal=false",
    )
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """As the Desktop Entry Specification wants an argument of Exec."""
    for char in '\\"`$':
        word = word.replace(char, f"\\{char}")
    # The value is a string first: each backslash is written twice.
    return '"{}"'.format(word.replace("\\", "\\\\").replace("%", "%%"))


def _forget(chosen: Path) -> None:
    try:
        lines = chosen.read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError):
        return
    kept = [line for line in lines if line.strip().rstrip(";") != f"{_KIND}={_ENTRY}"]
    if kept != lines:
        chosen.write_text("".join(kept), encoding="utf-8")


def _applications() -> Path:
    return _home("XDG_DATA_HOME", ".local/share") / "applications"


def _home(variable: str, usual: str) -> Path:
    told = os.environ.get(variable, "")
    return Path(told) if Path(told).is_absolute() else Path.home() / usual


def opener_of(kind: str) -> str:
    """Which program opens links of this kind, as its desktop entry is called; empty for none."""
    return _run("xdg-mime", "query", "default", f"x-scheme-handler/{kind}").strip()


def _run(name: str, *arguments: str) -> str:
    """What is not installed is not needed: a desktop reads the file at its next start."""
    program = shutil.which(name)
    if program is None:
        return ""
    ran = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return ran.stdout
