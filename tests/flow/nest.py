"""Hatches desks that will be killed: imports once, then forks one for each line it reads.

A desk signs in and works at once, without end, and prints a mutation's id when its verb has
returned: from then on it must not be lost.
"""

from __future__ import annotations

import faulthandler
import itertools
import os
import sys
from pathlib import Path

import workbench.sync.line
import workbench.sync.team_api
from tests.flow.team import PASSWORD
from workbench.desk.desk import open_desk
from workbench.desk.views import Filed
from workbench.sync.keychain import Keychain

STUCK_S = 20
"""A desk that lives this long says where it stands, and ends as if it had been killed."""
LOADED_ONCE = (workbench.sync.line, workbench.sync.team_api, Keychain(""))
"""What each desk would import when it signs in."""


def work(directory: Path, address: str, email: str, round_: str) -> None:
    faulthandler.dump_traceback_later(STUCK_S, exit=True)
    desk = open_desk(directory)
    if int(round_) % 2:  # half of them push while they work
        desk.sign_in(address, email, PASSWORD)
    leads = itertools.cycle(desk.queue("all"))
    for n in itertools.count():
        lead = next(leads)
        note = f"round {round_} number {n}"
        if n % 3:
            filed = desk.log_touch(lead, "email", note=note)
        else:
            for call in desk.running_calls():  # one that a kill cut off goes first
                lead = call.lead
            if not desk.running_calls():
                desk.start_call(lead)
            desk.save_draft(lead, note)
            done = desk.dispose(lead, "INT")
            if not isinstance(done, Filed):
                raise TypeError(f"{done} for a call that runs")
            filed = done
        # One write, which a pipe takes whole: half a line would swallow the word of its death.
        os.write(sys.stdout.fileno(), f"{filed.mutation} {note}\n".encode())


def main() -> None:
    directory, address, email = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(directory, address, email, line.strip())
        print("pid", child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main()
