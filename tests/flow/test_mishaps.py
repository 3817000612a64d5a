"""What happens to servers and desks: a restore, damage, a mutation nobody can read, a closing."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.desk.seats import a_desk
from tests.flow.team import Team, eventually, is_settled
from workbench.desk.desk import Desk
from workbench.domain.lead import Lead
from workbench.sync.errors import Resync
from workbench.wire import WAIT_S, Position


def touches(desk: Desk, lead: str) -> list[str]:
    card = desk.card(lead)
    return [a.args.get("note", "") for a in card.activities if a.kind == "email"] if card else []


@contextmanager
def robin_and_a_lead(folder: Path) -> Iterator[tuple[Team, Desk, str]]:
    """A served team, its one desk, and the lead that stands there."""
    team = Team(folder)
    team.join("Robin")
    with team:
        robin = team.desk("Robin")
        lead = team.inquire()["lead_id"]
        eventually(lambda: robin.card(lead))
        yield team, robin, lead


def test_what_was_acknowledged_survives_a_restore_to_an_older_backup(tmp_path: Path) -> None:
    team = Team(tmp_path / "store")
    team.directory.mkdir()
    team.join("Robin")
    team.join("Tess", role="lead")
    with team:
        robin, tess = team.desk("Robin"), team.desk("Tess")
        lead = team.inquire()["lead_id"]
        eventually(lambda: robin.card(lead))
        robin.log_touch(lead, "email", note="before the backup")
        eventually(lambda: is_settled(robin))
        team.stop()
        backup = tmp_path / "backup"
        shutil.copytree(team.directory, backup, ignore=shutil.ignore_patterns("desk of *"))
        team.start()
        robin.log_touch(lead, "email", note="after the backup")
        eventually(lambda: is_settled(robin))
        eventually(lambda: "after the backup" in touches(tess, lead))
        team.stop()
        for path in team.directory.glob("team.db*"):
            path.unlink()
        for path in backup.glob("team.db*"):
            shutil.copy2(path, team.directory)
        robin.log_touch(lead, "email", note="while it was away")
        team.start()
        eventually(lambda: is_settled(robin) and robin._caches.shown.generation == 1)
        said = {"before the backup", "after the backup", "while it was away"}
        eventually(lambda: set(touches(tess, lead)) == said)
        eventually(lambda: sorted(touches(robin, lead)) == sorted(said))
        assert robin.attention() == []


def told_with(desk: Desk, lead_id: str, made: set[str]) -> Lead | None:
    """The lead as the server tells it, once it has all of these mutations."""
    lead = desk._caches.shown.lead(lead_id)
    return lead if lead is not None and made <= {item.id for item in lead.record} else None


def test_what_the_desk_showed_is_what_the_server_made_of_it(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.join("Robin")
    with team:
        robin = team.desk("Robin")
        leads = [team.inquire(type=kind)["lead_id"] for kind in ("demo", "trial", "content")]
        eventually(lambda: all(robin.card(lead) for lead in leads))
        one, two, three = leads
        robin.start_call(one)
        robin.dispose(one, "VM")
        robin.log_touch(two, "email", note="the paper")
        robin.promise_callback(two, robin.now())
        robin.undo()
        robin.edit(two, {"title": "VP Operations", "company": "Halden"})
        robin.dispose(three, "SPM", reason="student")
        shown = [card.lead for lead in leads if (card := robin.card(lead))]
        eventually(lambda: is_settled(robin))
        for before in shown:
            made = {item.id for item in before.record}
            after = eventually(partial(told_with, robin, before.id, made))
            for part in ("status", "attempts", "first_attempt_at", "clocks", "step", "standing"):
                assert getattr(after, part) == getattr(before, part), part
            for part in ("code", "callback_at", "title", "company", "barred", "type"):
                assert getattr(after, part) == getattr(before, part), part


def test_a_damaged_cache_is_pulled_again_and_unsent_work_is_not_touched(tmp_path: Path) -> None:
    with robin_and_a_lead(tmp_path) as (team, robin, lead):
        team.stop()
        robin.log_touch(lead, "email", note="kept")
        robin.close()
        team.desks.clear()
        [cache] = (team.directory / "desk of Robin").glob("cache.*.db")
        cache.write_bytes(b"\0" * cache.stat().st_size)
        team.start()
        again = team.open_desk("Robin")
        assert [unsent.detail for unsent in again.unsent()] == ["kept"]
        team.sign_in(again, "Robin")
        eventually(lambda: is_settled(again) and touches(again, lead) == ["kept"])


@pytest.mark.parametrize("doc", ["CAST(x'7bff7d' AS TEXT)", "'{'"])
def test_a_lead_that_can_no_longer_be_read_is_met_by_a_hand_and_pulled_again(
    tmp_path: Path, doc: str
) -> None:
    with robin_and_a_lead(tmp_path) as (_team, robin, lead):
        with robin._caches.shown.database.write() as connection:
            connection.execute(f"UPDATE lead SET doc = {doc}")
        with pytest.raises((sqlite3.DatabaseError, ValueError)) as met:
            robin.log_touch(lead, "email")
        robin.met(met.value)
        eventually(
            lambda: robin._caches.shown.generation and robin.card(lead),
            within_s=WAIT_S / 2,  # the poll of before would be held on
        )
        robin.log_touch(lead, "email", note="again")
        eventually(lambda: is_settled(robin) and touches(robin, lead) == ["again"])


def test_an_error_that_no_file_is_to_blame_for_begins_no_cache_anew(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for error in (ValueError("ours"), sqlite3.DatabaseError("of the outbox"), KeyError("x")):
        assert not desk.mend(error)
    assert desk._caches.shown.generation == 0
    desk.close()


def test_what_nobody_catches_has_the_cache_looked_through_once_in_a_while(tmp_path: Path) -> None:
    desk, before = a_desk(tmp_path), set(threading.enumerate())
    with desk._one_errand:
        for error in (KeyError("x"), *map(ValueError, range(9))):
            desk.met(error)
        looking = set(threading.enumerate()) - before
    assert len(looking) == 1
    for thread in looking:
        thread.join()
    desk.close()


def test_a_request_that_has_to_be_sent_again_proves_what_came_meanwhile(tmp_path: Path) -> None:
    with robin_and_a_lead(tmp_path) as (_team, robin, _lead):
        line = robin._line
        assert line is not None
        seen = robin._outbox.claims
        told = iter([seen, (*seen, Position(seen[0].seq, "another history"))])
        line.session._access = "out of date"
        with pytest.raises(Resync):
            line.session.call("GET", "/v1/sync", claims=lambda: next(told))


def test_a_desk_closes_at_once_while_its_poll_is_held(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.join("Robin")
    with team:
        robin = team.desk("Robin")
        time.sleep(0.3)  # the long poll is under way
        threads = robin._line._threads if robin._line else []
        robin.close()
        team.desks.clear()
        assert not any(thread.is_alive() for thread in threads)


def test_one_mutation_that_cannot_be_read_is_found_among_many_and_holds_up_none(
    tmp_path: Path,
) -> None:
    with robin_and_a_lead(tmp_path) as (team, robin, lead):
        team.stop()
        for n in range(7):
            robin.log_touch(lead, "email", note="half a \x00 character" if n == 4 else f"mail {n}")
        team.start()
        eventually(lambda: is_settled(robin) and robin.attention())
        [refused] = robin.attention()
        assert refused.typed == "half a \x00 character"
        assert "cannot be stored" in refused.problem.message
        eventually(lambda: len(touches(robin, lead)) == 6)


def test_a_desk_that_was_signed_out_from_elsewhere_says_so_and_keeps_its_work(
    tmp_path: Path,
) -> None:
    with robin_and_a_lead(tmp_path) as (team, robin, lead):
        known = team.ask("Robin", "GET", "/v1/devices").json()["devices"]
        [desk] = [device for device in known if device["name"]]
        assert team.ask("Robin", "DELETE", f"/v1/devices/{desk['id']}").status_code == 200
        robin.log_touch(lead, "email", note="kept")
        eventually(lambda: robin.sync_state().kind == "signed_out")
        assert [unsent.detail for unsent in robin.unsent()] == ["kept"]
        team.sign_in(robin, "Robin")
        eventually(lambda: is_settled(robin) and touches(robin, lead) == ["kept"])
