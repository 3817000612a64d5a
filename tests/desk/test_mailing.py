"""Mail to a lead: written from a template, sent through a real mail server, logged when it left."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.desk.mailbox import PASSWORD, Mailbox, a_mailbox, free_port
from tests.desk.seats import StoppedClock, a_desk
from tests.ui.doors import a_certificate_of_its_own
from workbench.cache import mails
from workbench.cache.outbox import Outbox
from workbench.desk.desk import Desk, open_desk
from workbench.domain.message import Message
from workbench.domain.mutation import Refusal
from workbench.domain.plain import to_plain
from workbench.domain.policy_text import plain_texts, read_policy
from workbench.resources import resource_path
from workbench.sync.mail_account import MailAccount
from workbench.wire import compact

ANN = a_lead(name="Ann Lee", page="/pricing")
MAIL = Message(to="ann@halden.example", subject="A time to talk", text="Hello Ann,\n\nshall we?")
CHECKOUT = Path(__file__).parents[2]
STARTED = """
import sys, time, pathlib
from tests.desk.seats import StoppedClock
from workbench.desk.desk import open_desk
open_desk(pathlib.Path(sys.argv[1]), clock=StoppedClock()).start()
time.sleep(60)
"""
IN_THE_OPEN = "ignore:Requiring AUTH:UserWarning"
"""The mail server of the tests asks for a password without TLS, on loopback."""
TEXTS = plain_texts(read_policy(resource_path("policy.toml").read_text()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path, ANN)
    tell_texts(desk)
    yield desk
    desk.close()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mailbox() as box:
        yield box


def tell_texts(desk: Desk) -> None:
    cache = desk._caches.shown
    config = [{"kind": kind, "key": name, "doc": doc} for (kind, name), doc in TEXTS.items()]
    cache.absorb((), config, cache.cursor)


def account(port: int, **other: str) -> MailAccount:
    told = {"security": "none", "user": "", "sender": "Robin Berg <robin@sample.example>", **other}
    return MailAccount(host="127.0.0.1", port=port, **told)  # type: ignore[arg-type]


def use(desk: Desk, account: MailAccount, password: str = "") -> list[str]:
    """Everything that is told of mail from now on, the first sentence has come."""
    told: list[str] = []
    desk.listen("mail_told", told.append)
    desk.use_mail_account(account, password)
    wait(lambda: told)
    return told


def wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not until():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def emails(desk: Desk) -> list[dict[str, object]]:
    return emails_of(desk, ANN.id)


def emails_of(desk: Desk, lead: str) -> list[dict[str, object]]:
    card = desk.card(lead)
    assert card is not None
    return [dict(item.args) for item in card.activities if item.kind == "email"]


def test_a_mail_begins_with_the_template_of_the_step_for_this_lead(desk: Desk) -> None:
    message = desk.compose(ANN.id)
    assert message.to == "ann@halden.example"
    assert message.subject == "Your request: a time to talk"
    assert "Hello Ann," in message.text
    assert "thank you for asking about /pricing." in message.text
    assert message.text.endswith("Robin Berg")
    assert message.blanks == ("{booking_link}",)


def test_the_leads_own_cadence_comes_first_among_the_templates(desk: Desk) -> None:
    names = [written.name for written in desk.templates(ANN.id)]
    assert names[:4] == ["asked_1", "asked_2", "asked_3", "break_up"]
    assert len(names) == len(set(names)) == sum(kind == "template" for kind, _ in TEXTS)
    assert "Choose a time" in [written.label[:13] for written in desk.snippets(ANN.id)]


def test_after_a_mail_the_next_one_of_the_cadence_is_offered(desk: Desk) -> None:
    desk.log_mail(ANN.id, MAIL)
    assert desk.compose(ANN.id).subject == "What you looked at"


def test_a_draft_is_there_after_the_next_start_and_gone_once_the_mail_is_logged(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path, ANN)
    desk.save_mail_draft(ANN.id, MAIL)
    desk.save_draft(ANN.id, "a note")
    desk.close()
    desk = open_desk(tmp_path, clock=StoppedClock())
    assert desk.compose(ANN.id) == MAIL
    desk.log_mail(ANN.id, MAIL)
    assert desk.compose(ANN.id) != MAIL
    card = desk.card(ANN.id)
    assert card is not None
    assert card.draft == "a note"
    desk.close()


def test_a_mail_is_logged_once_the_mail_server_took_it(desk: Desk, box: Mailbox) -> None:
    told = use(desk, account(box.port))
    assert told == ["Mail goes out through 127.0.0.1 now."]
    desk.send_mail(ANN.id, MAIL)
    [came] = box.wait_for(1)
    wait(lambda: emails(desk))
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
    wait(lambda: told[-1] == "Sent to Ann Lee.")


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


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (Message(to="ann", subject="a", text="b"), "“ann” is no address"),
        (Message(to=MAIL.to, subject="a", text="See {booking_link}"), "{booking_link}"),
        (Message(to=MAIL.to, subject=" ", text="b"), "needs a subject"),
    ],
)
def test_what_is_not_ready_to_leave_is_refused_in_words(
    desk: Desk, message: Message, says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        desk.check_mail(ANN.id, message)


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


def test_an_outbox_of_before_there_was_mail_is_taken_over_with_all_in_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, ANN)
    desk.log_mail(ANN.id, MAIL)
    desk.close()
    old = sqlite3.connect(tmp_path / "outbox.db")
    old.execute("DROP TABLE mail")
    old.execute("PRAGMA user_version = 1")
    old.close()
    desk = open_desk(tmp_path, clock=StoppedClock())
    assert desk._rescue is None
    assert len(emails(desk)) == 1
    desk.close()
