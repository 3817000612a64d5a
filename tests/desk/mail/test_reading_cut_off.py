"""A line that is cut, a desk that is killed, two desks at once: nothing lost, nothing doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.desk.dovecot import PASSWORD, Letterbox, Wire
from tests.desk.mail.letters import ROBIN, THEN, a_letter
from tests.desk.mail.posting import ANN, account, emails, emails_of, read, wait
from tests.desk.mail.test_cut_off import CHECKOUT
from tests.desk.mailbox import Mailbox
from tests.desk.seats import StoppedClock, a_desk
from tests.flow.team import PASSWORD as SIGN_IN
from tests.flow.team import Team, eventually, is_settled
from workbench.desk.desk import Desk, open_desk

READS = """
import sys, time, pathlib
from dataclasses import replace
from tests.desk.mail.letters import THEN
from tests.desk.mail.posting import account
from tests.desk.seats import StoppedClock
from workbench.desk.desk import open_desk
from workbench.sync.mail_account import Inbox
folder, sends, reads, user, password = sys.argv[1:]
desk = open_desk(pathlib.Path(folder), clock=StoppedClock(THEN))
inbox = Inbox(host="127.0.0.1", port=int(reads), security="none", user=user)
desk.use_mail_account(replace(account(int(sends)), inbox=inbox), "", password)
time.sleep(60)
"""


@pytest.fixture
def wire(letters: Letterbox) -> Iterator[Wire]:
    wire = Wire(letters.port)
    yield wire
    wire.close()


def subjects(desk: Desk) -> list[str]:
    return sorted(str(touch["note"]).partition("\n")[0] for touch in emails(desk))


def test_a_line_cut_in_the_middle_of_a_mail_loses_and_doubles_none(
    desk: Desk, box: Mailbox, letters: Letterbox, wire: Wire
) -> None:
    for number in range(3):
        letters.put(a_letter("FIRST part\n\nSECOND part", subject=f"Mail {number}"))
    wire.cut_at = b"SECOND part"
    told = read(desk, replace(letters, port=wire.port), box)
    wait(lambda: len(emails(desk)) == 3)
    assert wire.cuts == 1
    assert subjects(desk) == ["Mail 0", "Mail 1", "Mail 2"]
    assert all("SECOND part" in str(touch["note"]) for touch in emails(desk))
    assert told[1:] == ["127.0.0.1 does not answer; replies are read once it does."]


def test_a_desk_killed_between_reading_and_logging_logs_each_mail_once(
    tmp_path: Path, box: Mailbox, letters: Letterbox, wire: Wire
) -> None:
    a_desk(tmp_path, ANN, clock=StoppedClock(THEN)).close()
    for number in range(3):
        letters.put(a_letter(subject=f"Mail {number}"))
    wire.hold_at = b"UID FETCH 2 "  # the first is on the disk, the second was asked for
    told = (str(tmp_path), str(box.port), str(wire.port), letters.user, PASSWORD)
    killed = subprocess.Popen([sys.executable, "-c", READS, *told], cwd=CHECKOUT)
    assert wire.is_held.wait(30)
    killed.kill()
    killed.wait()
    desk = open_desk(tmp_path, clock=StoppedClock(THEN))
    assert subjects(desk) == ["Mail 0"]
    read(desk, letters, box)
    wait(lambda: len(emails(desk)) == 3)
    assert subjects(desk) == ["Mail 0", "Mail 1", "Mail 2"]
    desk.close()


def test_two_desks_of_one_person_log_a_mail_once(
    tmp_path: Path, box: Mailbox, letters: Letterbox
) -> None:
    team = Team(tmp_path, clock=THEN.isoformat())
    team.join("Robin")
    with team:
        lead = team.inquire(name="Ann Lee", email="ann@halden.example")["lead_id"]
        sent = a_letter("Shall we?", sender=ROBIN, to="ann@halden.example", subject="Elsewhere")
        letters.put(sent, letters.sent)
        letters.put(a_letter())
        desks = [team.desk("Robin"), a_second_desk(team, tmp_path / "laptop")]
        of_each(desks, lambda desk: desk.lead(lead))
        team.send(signal.SIGSTOP)
        for desk in desks:  # neither hears of the other
            inbox = letters.inbox
            desk.use_mail_account(replace(account(box.port), inbox=inbox), "", PASSWORD)
        of_each(desks, lambda desk: desk._outbox.count("pending") == 2)
        team.send(signal.SIGCONT)
        of_each(desks, is_settled)
        logged = team.ask("Robin", "GET", f"/v1/leads/{lead}/activities").json()["activities"]
        mails = [item for item in logged if item["kind"] == "email"]
        assert sorted(item.get("direction", "out") for item in mails) == ["in", "out"]
        of_each(desks, lambda desk: len(emails_of(desk, lead)) == 2)
        of_each(desks, lambda desk: attempts(desk, lead) == 1)
        assert [desk.attention() for desk in desks] == [[], []]


def of_each(desks: Sequence[Desk], question: Callable[[Desk], object]) -> None:
    for desk in desks:
        eventually(partial(question, desk))


def attempts(desk: Desk, lead: str) -> int:
    shown = desk.lead(lead)
    assert shown is not None
    return shown.attempts


def a_second_desk(team: Team, folder: Path) -> Desk:
    folder.mkdir()
    desk = open_desk(folder)
    team.desks.append(desk)
    team.sign_in(desk, "Robin", SIGN_IN)
    eventually(lambda: desk.sync_state().complete)
    return desk
