"""`python3 tests`: every check there is; `--long` adds the long tests, other words go to pytest.

The four that read the code share the two cores; then pytest has both, because it tests speed too.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

if not __package__:
    sys.path[0] = CHECKOUT  # else our test modules would pose as top-level ones
    from workbench import bootstrap

    bootstrap.enter("tests", sys.argv[1:], bootstrap.TEST_PACKAGES)

BIN = os.path.dirname(sys.executable)

READERS = {  # the longest first
    "mypy": ["mypy"],
    "lint-imports": ["lint-imports", "--no-logo"],
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
}
# Three on two cores: many tests wait for a server or a clock. Each begins with a third of the tests
# in their order, and so makes few fixtures that another made.
SPREAD = ["-n", "3", "--dist", "worksteal"]


def passes(step: str, command: list[str], *, capture: bool = True) -> bool:
    done = subprocess.run(
        [os.path.join(BIN, command[0]), *command[1:]],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if capture:
        print(f"── {step}\n{done.stdout}", end="", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    with ThreadPoolExecutor(2) as pool:
        passed = dict(zip(READERS, pool.map(passes, READERS, READERS.values()), strict=True))
    print("── pytest", flush=True)
    passed["pytest"] = passes("pytest", ["pytest", *SPREAD, *arguments], capture=False)
    failed = [step for step, good in passed.items() if not good]
    if failed:
        print(f"Failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
