"""The key of the local files, in a real keyring of its own; each start is a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_lead
from tests.desk.seats import a_desk
from tests.flow.screen import a_keyring, is_missing
from workbench.cache.sealing import can_seal, is_plain, locked_files, salt_of
from workbench.sync.file_key import file_key

START = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from workbench.desk.desk import open_desk
from tests.desk.seats import StoppedClock

desk = open_desk(Path(sys.argv[1]), clock=StoppedClock())
modules = sorted({"keyring", "cryptography", "secretstorage", "sqlcipher3"} & set(sys.modules))
told = []
desk.listen("failed", lambda problem: told.append(problem.message))
desk.user = None  # nobody is called up
desk.start()
for lead in sys.argv[2:]:
    desk.save_draft(lead, "zebrafish")
print(json.dumps({
    "why_plain": desk.why_plain, "modules": modules, "told": told,
    "unsent": desk.sync_state().unsent, "leads": len(desk.queue("all")),
}))
desk.close()
"""
FORGET = """
import sys
from workbench.sync.keychain import Keychain
Keychain(f"files {sys.argv[1]}").forget()
"""
LOOK = """
import json, sys
from pathlib import Path
from workbench.desk.self_check import look_at
print(json.dumps({one.what: one.said for one in look_at(Path(sys.argv[1]))}))
"""
needs_a_keyring = pytest.mark.skipif(
    bool(is_missing()) or not can_seal(), reason=f"needs SQLCipher and {is_missing()}"
)


def run(program: str, environment: Mapping[str, str], *arguments: object) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return json.loads(done.stdout) if done.stdout else None


@needs_a_keyring
def test_a_desk_is_sealed_with_a_key_from_the_keyring_and_heals_when_that_is_lost(
    tmp_path: Path,
) -> None:
    folder, lead = tmp_path / "desk", a_lead()
    folder.mkdir()
    desk = a_desk(folder, lead)
    desk.log_touch(lead.id, "note", note="zebrafish")
    desk.close()
    path = folder / "outbox.db"
    assert is_plain(path)
    with a_keyring(tmp_path / "home") as ring:
        first = run(START, ring, folder)
        assert (first["why_plain"], first["unsent"], first["told"]) == ("", 1, [])
        assert not is_plain(path)
        second = run(START, ring, folder, lead.id)
        assert second["modules"] == ["sqlcipher3"], "the key comes the short way"
        assert second["unsent"] == 1
        written = b"".join(file.read_bytes() for file in folder.iterdir())
        assert b"zebrafish" not in written
        looked = run(LOOK, ring, folder)
        assert looked["files"] == "encrypted (SQLCipher), key in the keyring"
        assert looked["unsent work"] == "1 action waits to be sent"
        away = run(START, {}, folder)  # a session without its keyring
        assert (away["why_plain"], away["unsent"]) == ("no_keyring", 0)
        (said,) = away["told"]
        assert "1 action in it was not sent yet" in said
        assert locked_files(path)[0].name in said
        assert run(LOOK, {}, folder)["locked"] == "1 file waits for its key"
        back = run(START, ring, folder)
        assert (back["why_plain"], back["unsent"], back["told"]) == ("", 1, [])
        assert not locked_files(path)
        salt = salt_of(path)
        run(FORGET, ring, salt)
        anew = run(START, ring, folder)
        assert (anew["why_plain"], anew["unsent"]) == ("", 0)
        assert "1 action in it was not sent yet" in anew["told"][0]
        assert salt_of(path) not in (None, salt)


@pytest.mark.skipif(not can_seal(), reason="comes as a wheel for most systems")
def test_without_a_keyring_nothing_is_asked_and_the_files_are_plain(tmp_path: Path) -> None:
    assert file_key(tmp_path / "outbox.db") == (None, "no_keyring")
