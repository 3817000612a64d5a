"""`python3 -m tests.bench [NAME…] [--json]`: a line a figure; exit 1 where a budget is missed.

With `--json` each line is an object. Names are those of the figures, as G5; “order” and
“olist” prove the order of the queue. With `--encrypted` the desk's files are.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping

if not os.environ.get("VIRTUAL_ENV") and sys.prefix == sys.base_prefix:
    from workbench import bootstrap

    bootstrap.enter("tests.bench", sys.argv[1:], bootstrap.TEST_PACKAGES)

from tests.bench import (
    batch,
    board,
    click,
    dashboard,
    drain,
    filing,
    hearing,
    intake,
    looks,
    memory,
    million,
    olist,
    order,
    pulls,
    rank,
    reports,
    start,
    whatif,
)
from tests.bench.pairs import Figure, NotRun
from tests.bench.sealed import as_encrypted, keys_at_hand

FIGURES: Mapping[str, Callable[[], Iterator[Figure | NotRun]]] = {
    "G1": start.figures,
    "G2": start.cold_figures,
    "G3": click.figures,
    "G4": filing.figures,
    "G5": rank.figures,
    "G6": looks.scrolling,
    "G7": looks.ticking,
    "G9": pulls.figures,
    "G8": hearing.figures,
    "G11": looks.searching,
    "G12": looks.narrowing,
    "G13": memory.figures,
    "G14": intake.figures,
    "G15": drain.figures,
    "batch": batch.figures,
    "board": board.figures,
    "dashboard": dashboard.figures,
    "million": million.figures,
    "order": order.figures,
    "olist": olist.figures,
    "reports": reports.figures,
    "whatif": whatif.figures,
}

AT_REST = ("G1", "G2", "G3", "G4", "G5", "G9", "G11", "G12", "G13")
"""What touches the desk's own files; see `--encrypted`."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--encrypted", action="store_true", help=f"with encrypted files; of {', '.join(AT_REST)}"
    )
    options = parser.parse_args()
    there = AT_REST if options.encrypted else tuple(FIGURES)
    unknown = set(options.names) - set(there)
    if unknown:
        parser.error(
            f"no figure is called {', '.join(sorted(unknown))}; there are {', '.join(there)}"
        )
    missed = False
    with keys_at_hand(wanted=options.encrypted):
        for name in options.names or there:
            for figure in FIGURES[name]():
                if options.encrypted and isinstance(figure, Figure):
                    figure = as_encrypted(figure)
                missed |= figure.is_within is False
                print(figure.line if options.json else figure.sentence, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
