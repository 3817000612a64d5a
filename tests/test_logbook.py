from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from workbench.logbook import Discreet, told

TYPED = "Zelda Quux"


def fail() -> None:
    try:
        int(TYPED)
    except ValueError as error:
        raise RuntimeError(TYPED) from error


def test_of_an_error_its_kinds_and_its_way_are_written_and_not_its_words() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail()
    error = caught.value
    written = told(error)
    assert "test_logbook.py" in written
    assert written.index("ValueError") < written.index("RuntimeError")
    record = logging.LogRecord("x", 40, "", 0, "lead %s", ("1a",), (type(error), error, None))
    assert Discreet().format(record).startswith("lead 1a\n")
    assert TYPED not in written + Discreet().format(record)


def test_what_nobody_caught_is_written_as_discreetly() -> None:
    code = (
        "import threading; from workbench import logbook; logbook.keep()\n"
        "thread = threading.Thread(target=int, args=('zelda',)); thread.start(); thread.join()\n"
        "int('zelda')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("builtins.ValueError") == 2
    assert "zelda" not in done.stderr
