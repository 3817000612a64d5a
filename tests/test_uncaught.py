from __future__ import annotations

import subprocess
import sys


def test_what_nobody_caught_is_written_as_discreetly() -> None:
    code = (
        "import threading; from workbench import uncaught; uncaught.catch()\n"
        "thread = threading.Thread(target=int, args=('zelda',)); thread.start(); thread.join()\n"
        "int('zelda')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("builtins.ValueError") == 2
    assert "zelda" not in done.stderr
