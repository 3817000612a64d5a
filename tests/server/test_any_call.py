"""Whatever anybody sends, the answer is one that is described, and never a server error."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tests.server.served import Served, Team
from workbench.wire import Role

EVERY_ROLE = get_args(Role)
CHECKS = ",".join(
    f"{what}_conformance" for what in ("status_code", "content_type", "response_schema")
)


def call_everything(
    server: Served, team: Team, folder: Path, role: Role, *more: str, key: str = ""
) -> None:
    token = key or team.join(role).tokens.access
    program = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [
            program, "run", f"{server.address}/openapi.json",
            "--header", f"Authorization: Bearer {token}",
            "--checks", f"not_a_server_error,{CHECKS}",
            "--exclude-path", "/v1/auth/logout",  # it would sign the rest of the run out
            "--exclude-path", "/v1/sync",  # each call may wait 25 s
            "--generation-deterministic",
            *more,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,  # it keeps what it found
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.timeout(180)
def test_no_call_answers_what_is_not_described(server: Served, team: Team, tmp_path: Path) -> None:
    call_everything(server, team, tmp_path, "lead", "--max-examples", "3", "--phases", "fuzzing")


@pytest.mark.timeout(180)
@pytest.mark.parametrize("role", ["rep", "ops"])
def test_nor_to_any_other_role(server: Served, team: Team, tmp_path: Path, role: Role) -> None:
    call_everything(server, team, tmp_path, role, "--max-examples", "1", "--phases", "fuzzing")


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_no_call_does_however_often(server: Served, team: Team, tmp_path: Path, role: Role) -> None:
    call_everything(server, team, tmp_path, role, "--max-examples", "60")
