"""A start on files that cannot be opened, as a person meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.flow.screen import a_screen

CHECKOUT = Path(__file__).parents[2]


def test_a_desk_whose_files_cannot_be_opened_says_so_and_leaves_them(tmp_path: Path) -> None:
    outbox = tmp_path / "profiles" / "default" / "outbox.db"
    outbox.mkdir(parents=True)
    with a_screen() as screen:
        done = subprocess.run(
            [sys.executable, "-m", "workbench"],
            env={**os.environ, **screen.environment, "WORKBENCH_HOME": str(tmp_path)},
            cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be opened (unable to open database file)" in done.stderr
    assert "Traceback" not in done.stderr
    assert outbox.is_dir()
