"""Finds what ships beside the code: icons, fonts, the sample policy, templates, languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations

_HERE = Path(__file__).resolve().parent

# A wheel carries them inside the package; a checkout and a frozen build lay them beside it.
_ROOTS = (_HERE / "_resources", _HERE.parent / "resources")


def resource_path(name: str) -> Path:
    """Return a file or folder, such as `resource_path("icons/phone.svg")`.

    Raises FileNotFoundError for one that is not there: a build lost it, or its name is mistyped.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{name} is missing from the resources of this build.")


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Those that `locale/<language>.mo` are there for, such as “de” and “pt_BR”, beside English."""
    folder = folder or _locale()
    return tuple(sorted(path.stem for path in folder.glob("*.mo"))) if folder else ()


def catalogue(language: str = "", folder: Path | None = None) -> GNUTranslations | None:
    """The first of the wanted languages that is there; None is English.

    `language`: empty for what the system says. Where pt_BR is not there, pt will do.
    """
    wanted = list(_wanted(language))
    there = (folder or _locale()) if wanted else None
    found = [path for name in wanted if (path := there / f"{name}.mo").exists()] if there else []
    if not found:
        return None
    import gettext

    with found[0].open("rb") as file:
        return gettext.GNUTranslations(file)


def _wanted(language: str) -> Iterator[str]:
    """Up to English, which needs no catalogue."""
    said = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    for name in (language or next(filter(None, said), "")).split(":"):
        name = name.partition(".")[0].partition("@")[0]
        if name in ("", "C", "POSIX") or name.partition("_")[0] == "en":
            return
        yield name
        yield name.partition("_")[0]


def _locale() -> Path | None:
    return next((path for root in _ROOTS if (path := root / "locale").is_dir()), None)
