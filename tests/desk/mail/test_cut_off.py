"""A mail that was on its way when something died: sent once more, with the id it was given."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.desk.mail.posting import (
    ANN,
    MAIL,
    account,
    emails,
    use,
    wait,
)
from tests.desk.mailbox import Mailbox, free_port
from tests.desk.seats import StoppedClock, a_desk
from workbench.cache import mails
from workbench.cache.outbox import Outbox
from workbench.desk.desk import Desk, open_desk
from workbench.domain.plain import to_plain
from workbench.wire import compact

CHECKOUT = Path(__file__).parents[3]
STARTED = """
import sys, time, pathlib
from tests.desk.seats import StoppedClock
from workbench.desk.desk import open_desk
open_desk(pathlib.Path(sys.argv[1]), clock=StoppedClock()).start()
time.sleep(60)
"""


def test_a_mail_cut_off_without_an_answer_is_sent_once_more_with_the_same_id(
    desk: Desk, box: Mailbox
) -> None:
    box.cut = 1
    use(desk, account(box.port))
    desk.send_mail(ANN.id, MAIL)
    first, second = box.wait_for(2)
    assert first["Message-ID"] == second["Message-ID"]
    wait(lambda: emails(desk))
    assert len(emails(desk)) == 1


def test_a_mail_cut_off_twice_is_left_for_a_person_to_decide(desk: Desk, box: Mailbox) -> None:
    box.cut = 5
    use(desk, account(box.port))
    desk.send_mail(ANN.id, MAIL)
    wait(desk.attention)
    assert desk.attention()[0].problem.message == mails.CUT_TWICE
    assert len(box.came) == 2
    assert emails(desk) == []


def test_a_crash_while_sending_repeats_the_mail_with_the_id_it_was_given(
    tmp_path: Path, box: Mailbox
) -> None:
    desk = a_desk(tmp_path, ANN)
    use(desk, account(free_port()))
    desk.send_mail(ANN.id, MAIL)
    desk.close()
    outbox = Outbox(tmp_path / "outbox.db")
    [mail] = mails.waiting(outbox.database.connection)
    with outbox.writing() as writing:
        mails.begin(writing.connection, mail)  # as the crash left it
    outbox.close()
    desk = open_desk(tmp_path, clock=StoppedClock())
    use(desk, account(box.port))
    [came] = box.wait_for(1)
    assert came["Message-ID"] == mail.message_id
    wait(lambda: emails(desk))
    desk.close()


def test_a_desk_killed_while_it_sends_repeats_that_mail_once_and_logs_it_once(
    tmp_path: Path, box: Mailbox
) -> None:
    desk = a_desk(tmp_path, ANN)
    use(desk, account(free_port()))
    desk.send_mail(ANN.id, MAIL)
    desk.close()
    outbox = Outbox(tmp_path / "outbox.db")
    with outbox.writing() as writing:
        writing.put("mail_account", compact(to_plain(account(box.port))))
    outbox.close()
    box.goes_on.clear()
    killed = subprocess.Popen([sys.executable, "-c", STARTED, str(tmp_path)], cwd=CHECKOUT)
    box.wait_for(1)
    killed.kill()
    killed.wait()
    box.goes_on.set()
    desk = open_desk(tmp_path, clock=StoppedClock())
    desk.start()
    wait(lambda: emails(desk))
    first, second = box.came
    assert first["Message-ID"] == second["Message-ID"] == emails(desk)[0]["message_id"]
    assert len(emails(desk)) == 1
    desk.close()


def test_an_outbox_of_before_there_was_mail_is_taken_over_with_all_in_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, ANN)
    desk.log_mail(ANN.id, MAIL)
    desk.close()
    old = sqlite3.connect(tmp_path / "outbox.db")
    old.execute("DROP TABLE mail")
    old.execute("DROP TABLE batch")
    old.execute("PRAGMA user_version = 1")
    old.close()
    desk = open_desk(tmp_path, clock=StoppedClock())
    assert desk._rescue is None
    assert len(emails(desk)) == 1
    desk.close()
