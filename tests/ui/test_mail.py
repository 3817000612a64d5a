"""A mail by keys alone: written inline, marked where something is missing, sent or opened."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QTextBlock

from tests.builders import a_lead
from tests.desk.mail.posting import account, emails_of, tell_texts, use, wait
from tests.desk.mailbox import a_mailbox, free_port
from tests.ui import room
from tests.ui.windows import a_window, press, settle, type_in
from workbench.domain.message import Message
from workbench.sync.mail_account import Inbox
from workbench.ui.dial import MAILTO_MOST, eml, mailto
from workbench.ui.mail_composer import Composer
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    ann = a_lead(name="Ann Lee", page="/pricing", waited=9)
    window = a_window(tmp_path, ann, a_lead(name="Bo Chen", email="bo@orb.example"))
    tell_texts(window.desk)
    window.show_lead(ann.id)
    yield window
    window.close()


def composer(window: Window) -> Composer:
    shown = window.triage.card.composer
    assert shown is not None
    return shown


def without_blanks(window: Window) -> None:
    composer(window).without.click()
    settle()


def sent(window: Window) -> list[dict[str, object]]:
    assert window.triage.work.lead is not None
    return emails_of(window.desk, window.triage.work.lead)


def test_e_opens_the_steps_mail_above_the_card_and_no_dialog(window: Window) -> None:
    press(window, "E")
    mail = composer(window)
    assert mail.isVisible()
    assert mail.to.text() == "ann@halden.example"
    assert mail.subject.text() == "Your request: a time to talk"
    assert "thank you for asking about /pricing" in mail.text.toPlainText()
    assert mail.text.hasFocus()
    assert window.triage.dock.isVisible()


def test_a_blank_field_is_marked_and_bars_the_mail_until_it_is_filled_in(window: Window) -> None:
    press(window, "E")
    mail = composer(window)
    assert not mail.send_button.isEnabled()
    assert "{booking_link}" in mail.blanks.accessibleName()
    formats = [
        (block.text()[found.start : found.start + found.length], found.format.fontWeight())
        for block in blocks(mail)
        for found in block.layout().formats()
    ]
    assert formats == [("{booking_link}", 700)]
    press(window, "Ctrl+Enter")
    assert mail.text.textCursor().selectedText() == "{booking_link}"
    type_in(window, "https://times.example")
    assert mail.send_button.isEnabled()
    assert mail.blanks.isHidden()


def blocks(mail: Composer) -> Iterator[QTextBlock]:
    block = mail.text.document().begin()
    while block.isValid():
        yield block
        block = block.next()


def test_the_lines_with_blanks_are_left_out_by_one_button(window: Window) -> None:
    press(window, "E")
    without_blanks(window)
    mail = composer(window)
    assert "Choose a time here" not in mail.text.toPlainText()
    assert "or tell me when" in mail.text.toPlainText()
    assert mail.send_button.isEnabled()


def test_another_template_and_a_snippet_are_a_chip_away(window: Window) -> None:
    press(window, "E")
    mail = composer(window)
    assert [chip.words for chip in mail.templates.buttons[:2]] == [
        "Your request: a time to talk", "What you looked at",
    ]  # fmt: skip
    mail.templates.buttons[1].click()
    assert mail.subject.text() == "What you looked at"
    next(chip for chip in mail.snippets.buttons if chip.words == "Two times").click()
    assert "10:00" in mail.text.toPlainText()


def test_esc_puts_a_mail_aside_and_e_brings_it_back_as_it_was(window: Window) -> None:
    press(window, "E")
    type_in(window, "Dear Ann, ")
    press(window, "Esc")
    assert composer(window).isHidden()
    assert window.focusWidget() is window.triage.queue.list
    press(window, "E")
    assert composer(window).text.toPlainText().startswith("Dear Ann, ")


def test_another_lead_puts_the_mail_aside(window: Window) -> None:
    lead = window.triage.work.lead
    assert lead is not None
    press(window, "E")
    type_in(window, "For Ann alone. ")
    other = next(id for id in window.desk.queue("all") if id != lead)
    window.show_lead(other)
    assert composer(window).isHidden()
    assert window.desk.compose(lead).text.startswith("For Ann alone. ")
    press(window, "E")
    assert composer(window).to.text() == "bo@orb.example"


def test_ctrl_enter_sends_through_the_reps_own_account_and_it_is_logged(window: Window) -> None:
    with a_mailbox() as box:
        use(window.desk, account(box.port))
        press(window, "E")
        without_blanks(window)
        press(window, "Ctrl+Enter")
        assert composer(window).isHidden()
        [came] = box.wait_for(1)
        wait(lambda: sent(window))
        assert came["To"] == "ann@halden.example"
        assert sent(window)[0]["message_id"] == came["Message-ID"]
        room.wait(lambda: "Sent to Ann Lee." in window.status.undo.accessibleName())
        window.triage.card.refresh()
        assert "Email, unsent, you" in window.triage.card.history.accessibleName()


def test_without_an_account_the_mail_is_handed_over_and_logged_once_it_is_said_to_be_sent(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no program writes mail here, nor says which does
    press(window, "E")
    without_blanks(window)
    press(window, "Ctrl+Enter")
    assert QGuiApplication.clipboard().text().startswith("To: ann@halden.example\nSubject: Your")
    assert sent(window) == []
    assert window.triage.dock.is_asking
    press(window, "Enter")
    [logged] = sent(window)
    assert "Hello Ann" in str(logged["note"])
    assert not logged.get("message_id")


def test_a_mail_that_was_not_sent_after_all_is_no_touch_and_a_draft_still(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    press(window, "E")
    type_in(window, "Dear Ann, ")
    without_blanks(window)
    press(window, "Ctrl+Enter", "Esc")
    assert sent(window) == []
    press(window, "E")
    assert composer(window).text.toPlainText().startswith("Dear Ann, ")


def test_an_account_is_set_by_keys_alone_and_tried_at_once(window: Window) -> None:
    with a_mailbox() as box:
        press(window, "Ctrl+K")
        type_in(window, "mail account")
        press(window, "Enter")
        sheet = window.layers.mail
        assert sheet.isVisible()
        assert sheet.sender_field.text() == "Robin Berg <robin@sample.example>"
        type_in(window, "127.0.0.1")
        press(window, "Enter")
        assert "does not answer" in said_by(window) or "Trying" in said_by(window)
        sheet.sending.security.buttons[2].click()
        assert sheet.sending.port.text() == "25"
        sheet.sending.port.setText(str(box.port))
        sheet.user.clear()
        press(window, "Enter")
        wait(lambda: "goes out through 127.0.0.1 now" in said_by(window))
        press(window, "Esc", "E")
        assert composer(window).send_button.words == "Send"


def test_a_mailbox_is_set_beside_it_and_shown_again(window: Window) -> None:
    window.actions_table.run("mail_account")
    sheet = window.layers.mail
    sheet.sending.show("127.0.0.1", free_port(), "starttls")
    sheet.reading.host.setText("localhost")
    assert sheet.reading.port.text() == "993"
    sheet.reading.security.buttons[0].click()
    assert sheet.reading.port.text() == "143"
    sheet.reading.port.setText("1143")
    sheet.inbox_user.setText("robin.b")
    sheet.take()
    kept = window.desk.mail_account()
    assert kept is not None
    assert kept.inbox == Inbox(host="localhost", port=1143, security="starttls", user="robin.b")
    sheet.reading.host.setText("forgotten")
    sheet.open()
    assert sheet.reading.host.text() == "localhost"
    sheet.reading.host.clear()
    sheet.take()
    kept = window.desk.mail_account()
    assert kept is not None
    assert kept.inbox is None


def said_by(window: Window) -> str:
    settle()
    return window.layers.mail.said.accessibleName()


def test_an_account_that_cannot_be_is_refused_in_words_and_none_is_kept(window: Window) -> None:
    window.actions_table.run("mail_account")
    sheet = window.layers.mail
    for host, port, sender, says in (
        ("", "25", "a@b.example", "name of the mail server"),
        ("smtp.firm.example", "0", "a@b.example", "A port is a number"),
        ("smtp.firm.example", "25", "Robin", "no address to write from"),
    ):
        sheet.sending.host.setText(host)
        sheet.sending.port.setText(port)
        sheet.sender_field.setText(sender)
        sheet.take()
        assert says in said_by(window)
    assert window.desk.mail_account() is None


def test_a_refused_mail_is_written_again_from_needs_attention(window: Window) -> None:
    with a_mailbox() as box:
        box.refuse = ["550 No such person here"]
        use(window.desk, account(box.port))
        press(window, "E")
        without_blanks(window)
        press(window, "Ctrl+Enter")
        wait(window.desk.attention)
        settle()
        window.actions_table.run("go_attention")
        [item] = window.triage.attention.items
        assert "550 No such person here" in item.accessibleName()
        item.again.click()
        settle()
        assert composer(window).isVisible()
        assert composer(window).subject.text() == "Your request: a time to talk"
        assert window.desk.attention() == []


def test_who_asked_for_no_mail_gets_no_composer_but_the_sentence(window: Window) -> None:
    assert window.triage.work.lead is not None
    window.desk.opt_out(window.triage.work.lead, ["email"])
    press(window, "E")
    assert window.triage.card.composer is None
    assert "asked not to be mailed" in window.status.undo.accessibleName()


def test_a_mail_travels_whole_in_an_address_and_a_plus_is_written_out() -> None:
    message = Message(to="ann+x@halden.example", subject="1 + 1 & more", text="a\nb?")
    told = mailto(message).toEncoded().data()
    assert told == (
        b"mailto:ann%2Bx@halden.example?subject=1%20%2B%201%20%26%20more&body=a%0D%0Ab%3F"
    )


def test_a_long_mail_is_a_file_that_is_still_to_be_sent(window: Window) -> None:
    message = Message(to="ann@halden.example", subject="Grüße", text="Wort für Wort. " * 200)
    assert mailto(message).toEncoded().size() > MAILTO_MOST
    url: QUrl = window.triage.work.dial._as_file(message)
    assert Path(url.toLocalFile()).exists()
    read = message_from_bytes(eml(message), policy=policy.default)
    assert (read["To"], read["Subject"], read["X-Unsent"]) == (message.to, "Grüße", "1")
    body = read.get_body()
    assert body is not None
    assert body.get_content().split() == message.text.split()
