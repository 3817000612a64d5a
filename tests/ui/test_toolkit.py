"""What a start of PySide need not do twice; processes of their own tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.ui.toolkit import compiled_once

IMPORT_AND_TELL = """
import builtins, sys
from pathlib import Path
from workbench.ui.toolkit import compiled_once, load_toolkit

compiled = 0
really = compile
def counting(*args, **options):
    global compiled
    compiled += 1
    return really(*args, **options)
builtins.compile = counting
with compiled_once(Path(sys.argv[1])):
    import PySide6.QtWidgets
assert builtins.compile is counting
load_toolkit()
print(compiled, builtins.__import__.__name__)
"""
PARTS = 10
"""PySide carries at least as many files."""


def imported(file: Path) -> tuple[int, str]:
    """How much was compiled, and by what things are imported from then on."""
    keeps = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    told = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL, str(file)],
        env=keeps, capture_output=True, text=True, timeout=60, check=True,
    ).stdout.split()  # fmt: skip
    return int(told[0]), told[1]


def test_what_pyside_carries_is_compiled_at_the_first_start_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    assert imported(file)[0] > PARTS
    assert imported(file)[0] < PARTS
    assert list(tmp_path.iterdir()) == [file]


def test_no_import_reads_the_source_of_what_it_imports(tmp_path: Path) -> None:
    assert imported(tmp_path / "kept")[1] != "__feature_import__"


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    imported(file)
    whole = file.read_bytes()
    for damaged in (b"", b"nothing", whole[:100], b"\0" + whole):
        file.write_bytes(damaged)
        assert imported(file)[0] > PARTS
        assert file.read_bytes().startswith(whole[:4])


def test_what_has_changed_is_compiled_again(tmp_path: Path) -> None:
    told: list[int] = []
    for source in (b"told.append(1)", b"told.append(2)", b"told.append(2)"):
        with compiled_once(tmp_path / "kept"):
            exec(compile(source, "the same.py", "exec"))
    assert told == [1, 2, 2]


def test_where_nothing_may_be_written_it_is_compiled_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with compiled_once(tmp_path / "no such folder" / "kept"):
        assert eval(compile(b"1 + 1", "sum.py", "eval")) == 2
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with compiled_once(tmp_path / "kept"):
        assert eval(compile(b"1 + 1", "sum.py", "eval")) == 2
    assert list(tmp_path.iterdir()) == []


CALL_WRONGLY = """
import re, sys
from workbench.ui.toolkit import load_toolkit

compiled = []
really = re.compile
def telling(*args, **options):
    compiled.append(sys._getframe(1).f_code.co_filename)
    return really(*args, **options)
re.compile = telling
load_toolkit()
assert not [name for name in compiled if name.endswith("signature/parser.py")]
from PySide6.QtCore import QRect
try:
    QRect("left", 2)
except TypeError as wrong:
    print(wrong)
"""


def test_a_wrong_call_is_told_all_the_right_ones_though_no_start_prepares_for_it() -> None:
    told = subprocess.run(
        [sys.executable, "-c", CALL_WRONGLY],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    assert "QRect.__init__(left: int, top: int, width: int, height: int" in told
