"""What comes back from a mail server: an address that is gone is taken off, all else is told."""

from __future__ import annotations

from tests.desk.dovecot import Letterbox
from tests.desk.mail.letters import a_bounce, a_letter
from tests.desk.mail.posting import ANN, emails, read, sent_mail, wait
from tests.desk.mailbox import Mailbox
from workbench.desk.desk import Desk
from workbench.domain.lead import Lead

CAME_BACK = "The mail to ann@halden.example came back; Ann Lee’s timeline says why."


def ann(desk: Desk) -> Lead:
    lead = desk.lead(ANN.id)
    assert lead is not None
    return lead


def notes(desk: Desk) -> list[str]:
    card = desk.card(ANN.id)
    assert card is not None
    return [str(item.args["note"]) for item in card.activities if item.kind == "note"]


def test_a_hard_bounce_takes_the_address_off_and_says_why_on_the_timeline(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box)
    letters.put(a_bounce(sent_mail(desk, box)))
    wait(lambda: told[-1] == CAME_BACK)
    assert ann(desk).email is None
    [note] = notes(desk)
    assert note.splitlines() == [
        "The mail to ann@halden.example came back: 550 5.1.1 <ann@halden.example>: no such user",
        "Nobody can be reached there: the address was taken off.",
    ]
    assert ann(desk).attempts == 1  # the mail is still one, and the bounce is none
    assert desk.undoable() is None  # no key of theirs did it
    edited = desk._outbox.entries("type = 'lead_edited'")
    assert edited[0].mutation(None).args == {"email": {"old": "ann@halden.example", "new": None}}


def test_without_its_message_id_a_bounce_is_known_by_its_recipient(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    sent_mail(desk, box)
    letters.put(a_bounce("<another@mx.example>", address="Ann@Halden.Example"))
    wait(lambda: ann(desk).email is None)


def test_who_was_never_written_to_loses_no_address_to_a_forger(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    letters.put(a_bounce("<another@mx.example>"))
    letters.put(a_letter("That was all."))
    wait(lambda: emails(desk))
    assert ann(desk).email == "ann@halden.example"
    assert notes(desk) == []


def test_a_late_mail_is_told_and_leaves_nothing(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box)
    late = a_bounce(
        sent_mail(desk, box), action="delayed", status="4.4.1", said="connect: timed out"
    )
    letters.put(late)
    wait(
        lambda: (
            told[-1] == "The mail to ann@halden.example is late, its mail server goes on trying: "
            "connect: timed out"
        )
    )
    assert ann(desk).email == "ann@halden.example"
    assert notes(desk) == []


def test_a_full_mailbox_and_a_filter_leave_the_address(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box)
    sent = sent_mail(desk, box)
    letters.put(a_bounce(sent, status="5.2.2", said="552 5.2.2 mailbox full"))
    letters.put(
        a_bounce(sent, status="5.7.1", said="550 5.7.1 not wanted", message_id="<b2@mx.example>")
    )
    wait(lambda: len(notes(desk)) == 2)
    wait(lambda: told.count(CAME_BACK) == 2)
    assert ann(desk).email == "ann@halden.example"
    assert all("taken off" not in note for note in notes(desk))


def test_an_address_that_was_put_right_meanwhile_stays(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box)
    sent = sent_mail(desk, box)
    desk.edit(ANN.id, {"email": "ann.lee@halden.example"})
    letters.put(a_bounce(sent))
    wait(lambda: told[-1] == CAME_BACK)
    assert ann(desk).email == "ann.lee@halden.example"
    assert len(notes(desk)) == 1
    assert desk.undoable() == "Edit, Ann Lee"
