"""What is imported when the queue is first painted; a process of its own tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.builders import POLICY, a_lead
from tests.desk.seats import a_desk
from workbench.domain.policy_text import plain_policy
from workbench.ui.application import OneWindow

OPEN_AND_TELL = """
import sys
import time
from pathlib import Path
from workbench.ui.application import show_window, the_application
from workbench.desk.desk import open_desk
from workbench.settings import Settings

directory = Path(sys.argv[1])
application = the_application()

def painted():
    print(" ".join(sorted({name.split(".")[0] for name in sys.modules} | set(sys.modules))))
    print(window.triage.queue.model.rowCount())
    application.quit()

window = show_window(open_desk(directory), directory, Settings(), painted=painted)
time.sleep(0.2)  # as on a slow computer, where each timer is up before the paint
application.exec()
"""

LATER = {"sqlalchemy", "requests", "keyring", "urllib3", "fastapi", "alembic", "uvicorn"}
WITH_THE_FIRST_KEY = {
    "workbench.desk.verbs", "workbench.desk.replay", "workbench.domain.mutation",
    "workbench.domain.apply", "workbench.domain.settle", "workbench.ui.attention",
    "workbench.ui.board", "workbench.ui.commands", "workbench.ui.key_sheet", "uuid", "tomllib",
    "workbench.ui.facts_asked", "workbench.domain.policy_text", "hashlib", "workbench.ui.tip",
    "workbench.ui.answer_entry", "workbench.ui.link", "workbench.identity",
    "workbench.cache.torn",
}  # fmt: skip


def imported_at_the_first_paint(directory: Path) -> set[str]:
    """Of a window on a desk with two leads, both in the list by then."""
    told = subprocess.run(
        [sys.executable, "-c", OPEN_AND_TELL, str(directory)],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert int(told[1]) in (0, 2)  # as the hour has it, the leads are due or come later
    return set(told[0].split())


def test_the_queue_is_painted_before_anything_of_the_network_is_imported(tmp_path: Path) -> None:
    a_desk(tmp_path, a_lead(), a_lead()).close()
    imported = imported_at_the_first_paint(tmp_path)
    assert imported & LATER == set()
    assert not any(name.startswith(("PySide6.QtNetwork", "PySide6.QtSvg")) for name in imported)


def test_verbs_and_the_rules_behind_them_are_loaded_after_the_first_paint(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, a_lead(), a_lead())
    told = {"kind": "policy", "key": "current", "doc": plain_policy(POLICY)}
    desk._caches.shown.absorb((), [told], desk._caches.shown.cursor)
    desk.close()
    assert imported_at_the_first_paint(tmp_path) & WITH_THE_FIRST_KEY == set()


@pytest.mark.parametrize("platform", ["xcb", "offscreen"])
def test_without_a_display_there_is_one_sentence_and_two_ways_on(
    platform: str, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "workbench"],
        capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": platform},
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stdout == ""
    assert "no display" in run.stderr
    assert "desktop session" in run.stderr
    assert "--screenshots" in run.stderr


def test_the_desk_s_start_does_not_wait_for_what_other_commands_may_be_told(tmp_path: Path) -> None:
    start = (
        "import sys; from workbench.cli import main; main([]);"
        "print({'argparse', 'workbench.store_commands'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", start],
        capture_output=True, text=True, timeout=60, check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert run.stdout == "set()\n"


def test_a_second_start_calls_up_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = OneWindow(tmp_path), OneWindow(tmp_path)
    called: list[str] = []
    owner = QObject()
    assert first.take()
    first.answer(called.append, owner)
    assert not second.take()
    assert second.call_up_the_first()
    qtbot.waitUntil(lambda: called == [""])
    assert second.call_up_the_first("workbench://lead/some-id")
    qtbot.waitUntil(lambda: called == ["", "workbench://lead/some-id"])
    first.leave()
    assert second.take()
    second.leave()


def test_a_start_page_that_covers_its_window_is_painted_too(tmp_path: Path) -> None:
    assert "workbench.ui.start_page" in imported_at_the_first_paint(tmp_path)
