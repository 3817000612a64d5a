"""Replies and mails sent elsewhere, read from a real mailbox and logged once."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from tests.desk.dovecot import Letterbox
from tests.desk.mail.letters import COMES_AT, ROBIN, THEN, a_letter
from tests.desk.mail.posting import (
    ANN,
    account,
    emails,
    incoming,
    outgoing,
    read,
    sent_mail,
    use,
    wait,
)
from tests.desk.mailbox import Mailbox
from tests.desk.seats import StoppedClock
from workbench.desk.desk import Desk
from workbench.desk.notices import Watch
from workbench.domain.lead import Lead

HOSTILE = """<html><head><style>p {color: red}</style><title>Owned</title></head><body>
<script>alert('owned')</script><img src=x onerror="alert(1)">
<p>Yes, <b>Tuesday</b> &lt;b&gt;suits&lt;/b&gt; me.&#8238;</p><p>Ann</p>
<a href="javascript:alert(1)">Click</a>
<blockquote><p>shall we?</p></blockquote></body></html>"""


def shown(desk: Desk) -> Lead:
    lead = desk.lead(ANN.id)
    assert lead is not None
    return lead


def step(desk: Desk) -> str:
    next_step = shown(desk).step
    return next_step.label if next_step else ""


def is_read_through(desk: Desk, letters: Letterbox) -> bool:
    """Whether a mail that came last was looked at: one of Ann's is logged."""
    letters.put(a_letter("That was all.", subject="Last"))
    wait(lambda: any(str(touch["note"]).startswith("Last") for touch in incoming(desk)))
    return True


def test_an_answer_to_a_mail_of_this_desk_is_a_reply_and_moves_the_lead_up(
    desk: Desk, clock: StoppedClock, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box)
    assert told == ["Mail goes out through 127.0.0.1 now. Replies are read at 127.0.0.1."]
    answered = sent_mail(desk, box)
    watch = Watch(desk)
    clock.pass_by(minutes=9)
    at = THEN + timedelta(minutes=7)
    letters.put(a_letter(in_reply_to=answered, message_id="<answer@halden.example>", at=at), at=at)
    wait(lambda: step(desk) == "Answer the reply")
    [reply] = incoming(desk)
    assert reply["message_id"] == "<answer@halden.example>"
    assert reply["note"] == "Re: A time to talk\n\nTuesday at ten suits me."
    assert shown(desk).attempts == 1  # a reply is none
    assert desk.queue("now")[0] == ANN.id
    assert [notice.words for notice in watch.due(changed=True)] == [
        "Reply: Ann Lee, Halden Freight"
    ]
    assert watch.due(changed=True) == []
    assert letters.flags() == ["1 (UID 1 FLAGS (\\Recent))"]  # nobody has seen it


def test_an_answer_from_another_address_is_found_by_its_references(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    answered = sent_mail(desk, box)
    letters.put(
        a_letter(sender="ann@home.example", references=f"{answered} <between@home.example>")
    )
    wait(lambda: incoming(desk))


def test_a_new_mail_is_found_by_the_address_of_its_sender(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    letters.put(a_letter("May I ask something?", sender="ANN@Halden.Example", subject="A question"))
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert incoming(desk)[0]["note"] == "A question\n\nMay I ask something?"


def test_a_strangers_mail_and_a_colleagues_are_kept_nowhere(
    desk: Desk, box: Mailbox, letters: Letterbox, tmp_path: Path
) -> None:
    read(desk, letters, box)
    answered = sent_mail(desk, box)
    letters.put(a_letter("SECRET", sender="bo@strange.example", subject="SECRET"))
    letters.put(a_letter("SECRET", sender="joann@halden.example", subject="SECRET"))
    letters.put(a_letter("SECRET", sender="sam@sample.example", in_reply_to=answered))
    before = THEN - timedelta(hours=1)
    letters.put(a_letter("SECRET", at=before), at=before)  # she was no lead then
    assert is_read_through(desk, letters)
    assert len(incoming(desk)) == 1
    desk.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"SECRET" not in stored
    assert b"strange.example" not in stored


def test_a_mail_written_in_another_program_is_a_touch_at_its_own_time(
    desk: Desk, clock: StoppedClock, box: Mailbox, letters: Letterbox
) -> None:
    at = THEN + timedelta(minutes=1)
    mail = a_letter("Shall we talk?", sender=ROBIN, to="Ann <ann@halden.example>", at=at)
    letters.put(mail, letters.sent, at)
    clock.pass_by(minutes=3)
    read(desk, letters, box)
    wait(lambda: shown(desk).attempts == 1)
    met = shown(desk).clock
    assert met is not None
    assert met.met_at == at
    assert desk.undoable() is None


def test_a_mail_of_this_desk_is_not_logged_again_from_the_sent_folder(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    sent_mail(desk, box)
    letters.put(box.came[0].as_bytes(), letters.sent)
    elsewhere = a_letter("Another one.", sender=ROBIN, to="ann@halden.example")
    letters.put(elsewhere, letters.sent)
    letters.put(elsewhere)  # a copy to oneself
    assert is_read_through(desk, letters)
    assert len(outgoing(desk)) == 2
    assert len(incoming(desk)) == 1


def test_a_mail_that_was_logged_by_hand_is_not_logged_again(
    desk: Desk, clock: StoppedClock, box: Mailbox, letters: Letterbox
) -> None:
    desk.log_touch(ANN.id, "email", note="Sent from the train")
    clock.pass_by(hours=1)
    later = COMES_AT + timedelta(minutes=40)
    letters.put(a_letter(sender=ROBIN, to="ann@halden.example"), letters.sent)
    letters.put(a_letter(sender=ROBIN, to="ann@halden.example", at=later), letters.sent, later)
    read(desk, letters, box)
    assert is_read_through(desk, letters)
    assert len(outgoing(desk)) == 2


def test_a_password_that_is_not_kept_is_asked_for(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box, "")
    assert "The password for 127.0.0.1 is not kept here; write it in" in told[0]


def test_an_answer_to_a_mail_written_elsewhere_is_found_through_it(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    sent = a_letter(sender=ROBIN, to="ann@halden.example", message_id="<phone@sample.example>")
    letters.put(a_letter(sender="ann@home.example", in_reply_to="<phone@sample.example>"))
    letters.put(sent, letters.sent)
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert len(outgoing(desk)) == 1


def test_a_thread_handed_to_a_colleague_is_no_touch(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    answered = sent_mail(desk, box)
    forward = a_letter("See below.", sender=ROBIN, to="ae@sample.example", references=answered)
    letters.put(forward, letters.sent)
    assert is_read_through(desk, letters)
    assert len(outgoing(desk)) == 1


def test_an_automatic_reply_is_nobodys(desk: Desk, box: Mailbox, letters: Letterbox) -> None:
    told = read(desk, letters, box)
    letters.put(a_letter("I am away.", auto_submitted="auto-replied; vacation"))
    wait(lambda: told[-1] == "An automatic reply from Ann Lee was not logged.")
    assert incoming(desk) == []


def test_a_hostile_mail_is_plain_words(desk: Desk, box: Mailbox, letters: Letterbox) -> None:
    letters.put(a_letter(html=HOSTILE, subject="Re: <b>A time</b>"))
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert incoming(desk)[0]["note"] == (
        "Re: <b>A time</b>\n\nYes, Tuesday <b>suits</b> me.\n\nAnn\n\nClick"
    )


def test_other_numbers_for_the_same_mails_double_none(
    desk: Desk, box: Mailbox, letters: Letterbox, imap: tuple[int, Path]
) -> None:
    letters.put(a_letter())
    letters.put(a_letter(sender=ROBIN, to="ann@halden.example"), letters.sent)
    read(desk, letters, box)
    wait(lambda: len(emails(desk)) == 2)
    before = desk._outbox.get("mail_read")
    desk._close_office()
    letters.renumber(imap[1])
    read(desk, letters, box)
    assert is_read_through(desk, letters)
    assert len(emails(desk)) == 3
    assert desk._outbox.get("mail_read") != before


def test_a_wrong_password_is_told_once_and_the_right_one_reads(
    desk: Desk, box: Mailbox, letters: Letterbox, imap: tuple[int, Path]
) -> None:
    letters.put(a_letter())
    told = read(desk, letters, box, "guessed")
    said = "127.0.0.1 did not let your mail be read: the user or the password is wrong."
    assert said in told[0]
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert sum(said in sentence for sentence in told) == 1
    log = (imap[1] / "log").read_text()
    failed = [line for line in log.splitlines() if f"user=<{letters.user}>" in line]
    assert sum("auth failed" in line for line in failed) == 1


def test_without_an_inbox_nothing_is_read(desk: Desk, box: Mailbox, letters: Letterbox) -> None:
    letters.put(a_letter())
    use(desk, account(box.port))
    sent_mail(desk, box)
    assert desk._outbox.get("mail_read") == ""
    assert incoming(desk) == []


def test_mails_of_a_lead_are_found_by_an_index(desk: Desk) -> None:
    cache: sqlite3.Connection = desk._caches.shown.database.connection
    plan = cache.execute(
        "EXPLAIN QUERY PLAN SELECT lead FROM activity WHERE json_extract(doc, '$.message_id')"
        " IS NOT NULL AND json_extract(doc, '$.message_id') IN ('a', 'b')"
    ).fetchall()
    assert "activity_by_mail" in plan[0]["detail"]
