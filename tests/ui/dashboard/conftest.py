"""A team lead's window on the dashboard, with a year of leads at the desk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import MONDAY
from tests.server.reports.year import a_year
from tests.ui.windows import a_window, press
from workbench.domain.lead import Lead
from workbench.ui.window import Window


@pytest.fixture(scope="module")
def leads() -> list[Lead]:
    made = a_year(random.Random(4), 120, until=MONDAY, reps=("robin", "sam"), ae="ae")
    return [replace(story.lead, id=f"{n:08}") for n, story in enumerate(made)]


@pytest.fixture
def window(tmp_path: Path, leads: list[Lead], qtbot: QtBot) -> Iterator[Window]:
    window = a_window(tmp_path, *leads, role="lead")
    press(window, "G", "D")
    qtbot.waitUntil(lambda: window.pages.dashboard.numbers is not None)
    yield window
    window.close()
    window.desk.close()
