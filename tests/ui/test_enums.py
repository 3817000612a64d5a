"""Qt's enumerations made our way and made the library's way are the same in everything."""

from __future__ import annotations

import subprocess
import sys

WALK = """
import enum, pickle, re, sys
if sys.argv[1] == "ours":
    from workbench.ui.enums import make_enums_fast
    make_enums_fast()
    assert enum.EnumType._create_.__module__ == "workbench.ui.enums"
from PySide6 import QtCore, QtGui, QtNetwork, QtWidgets

def told(value):
    return re.sub("0x[0-9a-f]+", "", repr(value))

def is_kept(member):
    try:
        return pickle.loads(pickle.dumps(member)) is member
    except pickle.PicklingError:
        return False

def tell(one):
    print(one.__module__, one.__qualname__, one.__mro__, len(one), list(one), one.__doc__)
    print(*(f"{name}={told(value)}" for name, value in sorted(vars(one).items())))
    for name, member in one.__members__.items():
        print(name, repr(member), str(member), f"{member}", member.value, type(member.value))
        print(sorted(vars(member).items(), key=str), one(member.value), one[name], hash(member))
    for member in list(one)[:3]:
        print(is_kept(member))
        for other in list(one)[:3] if issubclass(one, enum.Flag) else ():
            print(member | other, member & other, member ^ other, ~member, list(member | other))

def walk(owner):
    for name in sorted(dir(owner)):
        value = getattr(owner, name, None)
        if not isinstance(value, type) or value in seen or not value.__module__:
            continue
        if value.__module__.startswith("PySide6"):
            seen.add(value)
            tell(value) if isinstance(value, enum.EnumType) else walk(value)

seen = set()
for module in (QtCore, QtGui, QtNetwork, QtWidgets):
    walk(module)
"""


def walked(way: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", WALK, way],
        capture_output=True, text=True, check=True, timeout=60, env={"PYTHONHASHSEED": "1"},
    )  # fmt: skip
    return done.stdout.splitlines()


def test_each_enumeration_of_qt_is_what_the_library_makes_of_it() -> None:
    librarys, ours = walked("library"), walked("ours")
    assert len(librarys) > 10_000
    assert ours == librarys


def test_an_enumeration_of_anybody_else_is_made_by_the_library() -> None:
    asked = (
        "import enum; from workbench.ui.enums import make_enums_fast; make_enums_fast();"
        "Light = enum.Enum('Light', 'RED GREEN'); assert Light.GREEN.value == 2;"
        "Odd = enum.Enum('Odd', [('name', 1)], boundary=enum.KEEP);"
        "assert Odd.name.name == 'name'"
    )
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=60)
