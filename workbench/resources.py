"""Finds what ships beside the code: icons, fonts, the sample policy, templates."""

from pathlib import Path

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
