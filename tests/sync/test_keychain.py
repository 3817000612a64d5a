import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.sync.keychain import Keychain

UNLOCKED = "echo -n secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
PROGRAM = """
from workbench.sync.keychain import Keychain
assert Keychain("robin at here").is_persistent
Keychain("robin at here").keep("a token")
assert Keychain("robin at here").read() == "a token"
assert Keychain("sam at here").read() is None
Keychain("robin at here").forget()
assert Keychain("robin at here").read() is None
"""


def test_without_a_real_keyring_a_token_lives_for_this_session_and_that_is_known() -> None:
    keychain = Keychain("robin at here")
    assert not keychain.is_persistent
    keychain.keep("a token")
    assert keychain.read() == "a token"
    assert Keychain("robin at here").read() is None
    keychain.forget()
    assert keychain.read() is None


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring and dbus",
)
def test_a_real_keyring_gives_the_token_to_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    run = f"{UNLOCKED}{sys.executable} {tmp_path / 'program.py'}"
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", run],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "XDG_RUNTIME_DIR": str(tmp_path),
        },
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
