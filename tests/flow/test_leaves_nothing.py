"""Whose data it is: nothing of a person stands where nobody looks for it, or after an erasure."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from tests.flow.team import PASSWORD, Team, eventually, is_settled
from workbench.desk.views import Person
from workbench.server.store import open_store

NAME, EMAIL, PHONE, NOTE = "Zelda Quux", "zelda@quux.example", "+49 30 98765432", "xylophones"
CANARIES = (NAME, EMAIL, PHONE, NOTE, "98765432", PASSWORD)


def found_in(folder: Path, *words: str) -> list[tuple[str, str]]:
    """File and word, of what is written below this folder."""
    return [
        (path.name, word)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes() or word.encode("utf-16-le") in path.read_bytes()
    ]


def test_an_erased_person_leaves_the_disk_of_every_desk_and_of_the_server(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.join("Robin", "Sam")
    team.join("Olga", role="ops")
    team.join("Tess", role="lead")
    with team:
        desks = [team.desk(name) for name in ("Robin", "Sam", "Tess")]
        lead = team.inquire(name=NAME, email=EMAIL, phone=PHONE, message=NOTE)["lead_id"]
        other = team.inquire()["lead_id"]
        owner = team.owner_of(lead, *desks[:2])
        owner.log_touch(lead, "note", note=NOTE)
        eventually(lambda: is_settled(owner))
        heir = next(desk for desk in desks[:2] if desk is not owner)
        assert heir.user is not None
        owner.hand_over(lead, Person(id=heir.user.id, name=heir.user.name, role="rep"), "leave")
        eventually(lambda: heir.card(lead) is not None and owner.card(lead) is None)
        heir.save_draft(lead, NOTE)
        heir.log_touch(lead, "email", note=f"{NOTE} again")
        eventually(lambda: is_settled(heir) and is_settled(desks[2]))
        assert found_in(tmp_path, EMAIL, NOTE)
        asked = {"email": EMAIL, "reason": "asked by mail"}
        receipt = team.ask("Olga", "POST", "/v1/privacy/erase", **asked)
        assert receipt.json()["leads"] == [lead]
        eventually(lambda: all(desk.card(lead) is None and is_settled(desk) for desk in desks))
        assert any(desk.card(other) for desk in desks)
        heir.log_touch(lead, "note", note=NOTE)  # on a card that was still open
        eventually(lambda: is_settled(heir))
        assert heir.attention() == []
        words = (NAME, EMAIL, "98765432", NOTE)
        # The server's own log is rewritten once no snapshot of before is held any more.
        eventually(lambda: not found_in(tmp_path, *words), within_s=20)


def test_nothing_of_anybody_is_written_beside_the_stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    for name in ("TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        (elsewhere / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(elsewhere / name))
    caplog.set_level(logging.DEBUG)
    team = Team(tmp_path / "team")
    team.directory.mkdir()
    team.join("Robin")
    with team:
        robin = team.desk("Robin")
        lead = team.inquire(name=NAME, email=EMAIL, phone=PHONE, message=NOTE)["lead_id"]
        eventually(lambda: robin.card(lead))
        robin.log_touch(lead, "email", note=f"{NOTE} \0 which no database holds")
        robin.edit(lead, {"name": f"{NAME} II"})
        eventually(lambda: is_settled(robin) and robin.attention())
        break_the_store(team)
        answer = requests.post(
            f"{team.address}/v1/auth/login",
            json={"email": EMAIL, "password": PASSWORD, "device": NAME}, timeout=10,
        )  # fmt: skip
        assert answer.status_code in (401, 503)
        robin.log_touch(lead, "email", note=NOTE)
        told = {"name": NAME, "email": f"new.{EMAIL}", "message": NOTE}
        assert team.post_inquiry(**told).status_code >= 500
    written = "".join(capfd.readouterr()) + caplog.text
    assert "reception" in written or "inquir" in written, "what failed is told"
    for word in CANARIES:
        assert word not in written, written
    assert not found_in(elsewhere, *CANARIES)


def break_the_store(team: Team) -> None:
    """From here on each new lead meets an error whose own words hold what was stored."""
    failing = f"BEGIN SELECT RAISE(ABORT, 'a row of {NAME} is there'); END"
    store = open_store(team.directory)
    with store.write() as connection:
        connection.execute(text(f"CREATE TRIGGER amiss BEFORE INSERT ON lead {failing}"))
    store.close()
