"""`python3 tests`: every check there is; `--long` adds the long tests, other words go to pytest.

Those that read the code run beside the tests, which often wait; what they say follows.
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


def run(command: list[str], out: int | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [os.path.join(BIN, command[0]), *command[1:]],
        cwd=CHECKOUT,
        stdout=out,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def main(arguments: list[str]) -> int:
    with ThreadPoolExecutor(1) as pool:
        reading = {
            step: pool.submit(run, command, subprocess.PIPE) for step, command in READERS.items()
        }
        print("── pytest", flush=True)
        done = {"pytest": run(["pytest", *SPREAD, *arguments])}
    for step, read in reading.items():
        done[step] = read.result()
        print(f"── {step}\n{done[step].stdout}", end="", flush=True)
    failed = [step for step, ended in done.items() if ended.returncode != 0]
    if failed:
        print(f"Failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
