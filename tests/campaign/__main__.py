"""`python -m tests.campaign [NAME…] [--times N] [--seed S]`: try faults, and print their table.

NAME is a part of a fault's name; all are tried where none is given.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from tests.campaign.faults import FAULTS
from tests.campaign.tries import HEAD, try_out


def main() -> int:
    importlib.import_module("tests.conftest")  # a home of its own, as the tests have
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--times", type=int, help="of each fault, instead of what is promised")
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    options = parser.parse_args()
    wanted = options.names or [""]
    began = time.monotonic()
    tallies = []
    for fault in (one for one in FAULTS if any(name in one.name for name in wanted)):
        if fault.cannot():
            print(f"{fault.name} was not tried: {fault.cannot()}", flush=True)
            continue
        begun = time.monotonic()
        tally = try_out(fault, options.times or fault.times, first=options.seed)
        tallies.append(tally)
        print(*tally.failed, sep="\n", end="", file=sys.stderr, flush=True)
        print(f"{tally} {time.monotonic() - begun:.0f} s in all", file=sys.stderr, flush=True)
    print(HEAD, *tallies, sep="\n")
    print(f"\nIn {(time.monotonic() - began) / 60:.0f} minutes.")
    return 0 if all(tally.is_good for tally in tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
