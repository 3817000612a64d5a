from __future__ import annotations

import logging

import pytest

from workbench.logbook import Discreet
from workbench.uncaught import told

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
