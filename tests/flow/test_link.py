"""Two real processes under Xvfb: a link given to the second is shown by the first."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.desk.seats import a_desk
from tests.flow.screen import a_screen, eventually
from workbench.cache.outbox import Outbox
from workbench.domain.lead import Lead

pytestmark = pytest.mark.timeout(120)
CHECKOUT = Path(__file__).parents[2]


def test_a_second_start_with_a_link_ends_and_the_first_window_shows_the_lead(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "profiles" / "default"
    folder.mkdir(parents=True)
    leads = [a_lead(name=name) for name in ("Ann Lee", "Bo Chen")]
    a_desk(folder, *leads).close()
    start = [sys.executable, "-m", "workbench"]
    with a_screen() as screen:
        own = {**os.environ, **screen.environment, "WORKBENCH_HOME": str(tmp_path)}
        with subprocess.Popen(start, cwd=CHECKOUT, env=own) as first:
            try:
                window = screen.window("Workbench")
                for lead in leads:  # one of them is not what the desk begins with
                    second = [*start, f"workbench://lead/{lead.id}"]
                    eventually("the first to answer", partial(ends_well, second, own))
                    assert screen.window("Workbench") == window
                    screen.press("n")
                    screen.write(lead.name or "")
                    eventually("its note", partial(is_drafted, folder, lead))
                    screen.press("Escape")
            finally:
                first.terminate()


def ends_well(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, timeout=60, check=False)
    return done.returncode == 0


def is_drafted(folder: Path, lead: Lead) -> bool:
    outbox = Outbox(folder / "outbox.db")
    try:
        return outbox.draft(lead.id) == lead.name
    finally:
        outbox.close()
