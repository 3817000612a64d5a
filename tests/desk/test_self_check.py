"""What the doctor says of a desk, while it is open or not, and changes nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.builders import MONDAY, a_lead
from tests.desk.seats import a_desk
from tests.server.served import served
from workbench.cache.sealing import can_seal
from workbench.checkup import Finding
from workbench.cli import main
from workbench.desk.self_check import look_at
from workbench.server.moment import Moment
from workbench.server.store import open_store
from workbench.settings import Settings, save_settings


def said(folder: Path, server: str | None = None) -> dict[str, Finding]:
    return {one.what: one for one in look_at(folder, server)}


def test_an_open_desk_is_looked_at_beside_its_user(tmp_path: Path) -> None:
    lead = a_lead()
    desk = a_desk(tmp_path, lead, a_lead())
    desk.log_touch(lead.id, "email", note="the paper")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    told = said(tmp_path)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    stores = [name for name in before if name.endswith(".db")]
    assert [name for name in stores if before[name] != after[name]] == []
    assert told["unsent work"].said == "1 action waits to be sent"
    assert told["leads here"].said == "2 leads, sound"
    assert told["server"].state == "look"
    assert "wrong" not in {one.state for one in told.values()}
    desk.log_touch(lead.id, "email", note="and another")
    desk.close()
    assert said(tmp_path)["unsent work"].said == "2 actions wait to be sent"


def test_plain_files_say_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_desk(tmp_path).close()
    files = said(tmp_path)["files"]
    if can_seal():
        assert files.said == "plain, no keyring that keeps a key"
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    files = said(tmp_path)["files"]
    assert (files.said, files.advice) == ("plain, SQLCipher is not installed", "encrypt the disk")


def test_files_that_wait_for_a_key_or_were_damaged_are_counted(tmp_path: Path) -> None:
    a_desk(tmp_path).close()
    for name in ("locked-1", "locked-2", "damaged-3"):
        (tmp_path / f"outbox.{name}.db").write_bytes(b"\x55" * 100)
    told = said(tmp_path)
    assert told["locked"].said == "2 files wait for their key"
    assert told["damaged"].said == "1 file was laid aside"


def test_a_damaged_outbox_is_wrong_and_a_damaged_cache_heals(tmp_path: Path) -> None:
    a_desk(tmp_path, a_lead()).close()
    [cache] = tmp_path.glob("cache.*.db")
    cache.write_bytes(b"SQLite format 3\0" + b"\x55" * 50_000)
    assert said(tmp_path)["leads here"].state == "look"
    (tmp_path / "outbox.db").write_bytes(b"SQLite format 3\0" + b"\x55" * 50_000)
    finding = said(tmp_path)["unsent work"]
    assert (finding.state, finding.advice) == ("wrong", "start the desk: it saves what can be read")


def test_a_server_that_answers_tells_its_version_its_clock_and_its_rounds(tmp_path: Path) -> None:
    with served(open_store(tmp_path, serving=True), Moment.starting(MONDAY)) as server:
        told = said(tmp_path / "desk", server.address)
    assert told["server"].said.startswith(f"{server.address} answers, version ")
    assert told["clock"].said == "right by the server’s"
    assert told["server’s rounds"].state == "ok"


def test_an_address_that_cannot_be_is_told_as_such(tmp_path: Path) -> None:
    save_settings(Settings(server="ftp://somewhere"), tmp_path)
    assert said(tmp_path)["server"].state == "look"


def test_a_profile_that_nobody_used_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert "none in" in next(one["said"] for one in found if one["what"] == "files")
