"""Mail to a lead: sent through a real mail server, logged when it left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.mail.posting import (
    ANN,
    MAIL,
    account,
    emails,
    use,
    wait,
)
from tests.desk.mailbox import PASSWORD, Mailbox, a_mailbox, free_port
from tests.desk.seats import a_desk
from tests.ui.doors import a_certificate_of_its_own
from workbench.desk.desk import Desk
from workbench.domain.mutation import Refusal
from workbench.sync.mail_account import MailAccount

IN_THE_OPEN = "ignore:Requiring AUTH:UserWarning"
"""The mail server of the tests asks for a password without TLS, on loopback."""


def test_a_mail_is_logged_once_the_mail_server_took_it(desk: Desk, box: Mailbox) -> None:
    told = use(desk, account(box.port))
    assert told == ["Mail goes out through 127.0.0.1 now."]
    desk.send_mail(ANN.id, MAIL)
    [came] = box.wait_for(1)
    wait(lambda: told[-1] == "Sent to Ann Lee.")
    [touch] = emails(desk)
    assert touch["message_id"] == came["Message-ID"]
    assert came["Message-ID"].endswith("@sample.example>")
    assert (came["To"], came["Subject"]) == (MAIL.to, MAIL.subject)
    assert came["From"] == "Robin Berg <robin@sample.example>"
    assert came.get_content().replace("\r\n", "\n").strip() == MAIL.text
    assert touch["note"] == f"{MAIL.subject}\n\n{MAIL.text}"
    lead = desk.lead(ANN.id)
    assert lead is not None
    assert lead.attempts == 1
    assert lead.clock is not None
    assert not lead.clock.is_running


def test_while_no_mail_server_answers_a_mail_waits_and_is_no_touch(
    desk: Desk, box: Mailbox
) -> None:
    told = use(desk, account(free_port()))
    assert "does not answer" in told[0]
    desk.send_mail(ANN.id, MAIL)
    assert emails(desk) == []
    assert [item.said for item in desk.unsent()] == ["Email, Ann Lee"]
    assert desk.sync_state().unsent == 1
    use(desk, account(box.port))
    box.wait_for(1)
    wait(lambda: emails(desk))
    assert [item.said for item in desk.unsent()] == ["Email, Ann Lee"]  # now the touch itself
    assert desk.sync_state().unsent == 1


def test_what_a_mail_server_refuses_needs_attention_in_its_own_words(
    desk: Desk, box: Mailbox
) -> None:
    box.refuse = ["550 5.1.1 No such person here"]
    use(desk, account(box.port))
    desk.send_mail(ANN.id, MAIL)
    wait(desk.attention)
    [refused] = desk.attention()
    assert refused.problem.message == "550 5.1.1 No such person here"
    assert refused.typed.endswith("shall we?")
    assert (emails(desk), desk.sync_state().refused) == ([], 1)
    assert desk.write_again(refused.mutation.id) == ANN.id
    assert desk.compose(ANN.id) == MAIL
    assert desk.attention() == []


def test_a_refused_mail_can_be_let_go_or_kept_as_a_note(desk: Desk, box: Mailbox) -> None:
    box.refuse = ["550 no", "550 no"]
    use(desk, account(box.port))
    for _ in range(2):
        desk.send_mail(ANN.id, MAIL)
    wait(lambda: len(desk.attention()) == 2)
    first, second = (refused.mutation.id for refused in desk.attention())
    desk.discard(first)
    desk.keep_as_note(second)
    assert desk.attention() == []
    card = desk.card(ANN.id)
    assert card is not None
    assert [item.args["note"] for item in card.activities if item.kind == "note"] == [
        f"{MAIL.subject}\n\n{MAIL.text}"
    ]


def test_a_busy_mail_server_is_asked_again(desk: Desk, box: Mailbox) -> None:
    box.refuse = ["450 4.2.1 Try again"]
    use(desk, account(box.port))
    desk.send_mail(ANN.id, MAIL)
    box.wait_for(1)
    wait(lambda: emails(desk))


def test_a_mail_that_was_sent_cannot_be_taken_back(desk: Desk, box: Mailbox) -> None:
    use(desk, account(box.port))
    desk.send_mail(ANN.id, MAIL)
    wait(lambda: emails(desk))
    assert desk.undoable() is None
    desk.log_mail(ANN.id, MAIL)
    assert desk.undoable() == "Email, Ann Lee"


@pytest.mark.filterwarnings(IN_THE_OPEN)
def test_a_wrong_password_is_told_and_the_right_one_lets_the_mail_go(desk: Desk) -> None:
    with a_mailbox(password=True) as box:
        told = use(desk, account(box.port, user="robin"), "guessed")
        assert "did not take the user or the password: 535" in told[0]
        desk.send_mail(ANN.id, MAIL)
        wait(lambda: len(told) > 1)
        assert box.came == []
        use(desk, account(box.port, user="robin"), PASSWORD.decode())
        box.wait_for(1)


@pytest.mark.filterwarnings(IN_THE_OPEN)
def test_without_a_real_keyring_the_password_is_on_no_disk(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, ANN)
    with a_mailbox(password=True) as box:
        told = use(desk, account(box.port, user="robin"), PASSWORD.decode())
    assert told[0].endswith("The password is kept for this session only.")
    desk.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD not in stored


def test_a_server_that_cannot_prove_who_it_is_gets_no_mail(desk: Desk, tmp_path: Path) -> None:
    with a_mailbox(certificate=a_certificate_of_its_own(tmp_path)) as box:
        told = use(desk, account(box.port, security="starttls"))
        assert "could not prove who it is" in told[0]
        desk.send_mail(ANN.id, MAIL)
        wait(lambda: len(told) > 1)
        assert box.came == []


def test_who_asked_for_no_mail_is_sent_none(desk: Desk, box: Mailbox) -> None:
    use(desk, account(box.port))
    desk.opt_out(ANN.id, ["email"])
    with pytest.raises(Refusal, match="asked not to be mailed"):
        desk.send_mail(ANN.id, MAIL)


def test_an_opt_out_stops_the_mail_that_still_waits(desk: Desk, box: Mailbox) -> None:
    use(desk, account(free_port()))
    desk.send_mail(ANN.id, MAIL)
    desk.opt_out(ANN.id, ["email"])
    use(desk, account(box.port))
    wait(desk.attention)
    [refused] = desk.attention()
    assert refused.problem.message == "Not sent: Ann asked not to be mailed."
    assert refused.sent == "Email to ann@halden.example"
    assert box.came == []


def test_only_a_server_on_this_computer_is_spoken_to_in_the_open() -> None:
    with pytest.raises(Refusal, match="needs TLS"):
        MailAccount(
            host="smtp.firm.example", port=25, security="none", user="", sender="a@b.example"
        )
