"""`python3 -m tests.campaign [NAME…] [--times N] [--minutes M] [--seed S] [--write]`.

Tries faults, and prints their table; `--write` puts it into the README. NAME is a part of a
fault's name; all are tried where none is given.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

if not os.environ.get("VIRTUAL_ENV") and sys.prefix == sys.base_prefix:
    from workbench import bootstrap

    bootstrap.enter("tests.campaign", sys.argv[1:], bootstrap.TEST_PACKAGES)

from tests.campaign import hour, table
from tests.campaign.faults import FAULTS
from tests.campaign.running import Errand, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.campaign")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--times", type=int, help="of each fault, instead of what is promised")
    parser.add_argument(
        "--minutes", type=float, default=hour.MINUTES, help="how long memory is watched"
    )
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--write", action="store_true", help="the table of all into the README")
    options = parser.parse_args()
    if options.write and (options.names or options.times):
        parser.error("--write is for the whole campaign")
    began = time.monotonic()
    errands, untried = [], []
    for fault in FAULTS:
        if not any(name in fault.name for name in options.names or [""]):
            continue
        if why := fault.cannot():
            untried.append(f"{fault.name} was not tried: {why}")
            continue
        times = fault.times if fault.runs == "beside" else options.times or fault.times
        errands.append(
            Errand(name=fault.name, times=times, seed=options.seed, minutes=options.minutes)
        )
    tallies = run(errands)
    told = table.drawn(tallies, untried, minutes=(time.monotonic() - began) / 60)
    print(told)
    if options.write:
        table.write(told)
    return 0 if all(tally.is_good for tally in tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
