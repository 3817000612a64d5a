"""Whatever anybody sends, the answer is a sentence and never a server error."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.served import Served, Team

FEW, MANY = 2, 60


def call_everything(server: Served, team: Team, folder: Path, examples: int) -> None:
    token = team.join("lead").tokens.access
    program = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [
            program, "run", f"{server.address}/openapi.json",
            "--header", f"Authorization: Bearer {token}",
            "--checks", "not_a_server_error",
            "--max-examples", str(examples),
            "--exclude-path", "/v1/auth/logout",  # it would sign the rest of the run out
            "--exclude-path", "/v1/sync",  # each call may wait 25 s
            "--generation-deterministic",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,  # it keeps what it found
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.timeout(180)
def test_no_call_answers_with_a_server_error(server: Served, team: Team, tmp_path: Path) -> None:
    call_everything(server, team, tmp_path, FEW)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_no_call_answers_with_a_server_error_however_often(
    server: Served, team: Team, tmp_path: Path
) -> None:
    call_everything(server, team, tmp_path, MANY)
