"""Whatever anybody sends, the answer is one that is described, and never a server error."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tests.server.served import Served, Team
from workbench.bootstrap import CHECKOUT
from workbench.wire import Role

EVERY_ROLE = get_args(Role)
CHECKS = ",".join(
    f"{what}_conformance" for what in ("status_code", "content_type", "response_schema")
)


CALLER = """
import json, os, sys
import requests
import schemathesis.cli.commands.run.executor
import schemathesis.engine.run.unit
import schemathesis.specs.openapi.schemas
from schemathesis.cli import schemathesis

failed = False
for told in json.loads(sys.argv[1]):
    child = os.fork()  # all that a run needs is imported once
    if child == 0:
        schemathesis.main(told)
    failed |= os.waitpid(child, 0)[1] != 0
sys.exit(failed)
"""


def call_everything(
    server: Served, team: Team, folder: Path, examples: dict[Role, int], *more: str
) -> None:
    """So many tries of each call by somebody of each of these roles."""
    told = [
        [
            "run", f"{server.address}/openapi.json",
            "--header", f"Authorization: Bearer {team.join(role).tokens.access}",
            "--checks", f"not_a_server_error,{CHECKS}",
            "--exclude-path", "/v1/auth/logout",  # it would sign the rest of the run out
            "--exclude-path", "/v1/sync",  # each call may wait 25 s
            "--generation-deterministic",
            "--max-examples", str(times),
            *more,
        ]
        for role, times in examples.items()
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", CALLER, json.dumps(told)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,  # it keeps what it found
        # What hypothesis worked out of all characters is read there, and not worked out again.
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(CHECKOUT / ".hypothesis")},
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.timeout(240)
def test_no_call_answers_what_is_not_described(server: Served, team: Team, tmp_path: Path) -> None:
    # Every call is tried on both stores; how its answer is described is the same code for both.
    times = 3 if server.office.store.kind == "sqlite" else 1
    examples: dict[Role, int] = {"lead": times, "rep": 1, "ops": 1}
    call_everything(server, team, tmp_path, examples, "--phases", "fuzzing")


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_no_call_does_however_often(server: Served, team: Team, tmp_path: Path, role: Role) -> None:
    call_everything(server, team, tmp_path, {role: 60})
