"""What a mail says: plain words whoever wrote it, without what it quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imap_tools.message import MailMessage

from tests.desk.mail.letters import a_letter
from workbench.sync.mail_words import MOST, words_of


def said(text: str = "", html: str = "") -> str:
    return words_of(MailMessage.from_bytes(a_letter(text, html=html)))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, Robin wrote:\n> shall we?\n> R.", "Yes."),
        ("Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, Robin Berg <r@s.example>\nwrote:\n\n> so?", "Yes."),
        ("Ja.\n\nAm 23.11.26 um 10:00 schrieb Robin:\n> passt es?", "Ja."),
        ("Yes.\n\n-----Original Message-----\nFrom: Robin\nSent: Monday\n\nshall we?", "Yes."),
        ("Yes.\n\nFrom: Robin Berg\nSent: Monday, 23 November\nTo: Ann\n\nshall we?", "Yes."),
        ("> shall we?\nYes.\n> when?\nTuesday.", "Yes.\nTuesday."),
        ("On Monday our board wrote:\nno.", "On Monday our board wrote:\nno."),
        ("> only what was asked", "> only what was asked"),
    ],
)
def test_a_reply_is_kept_without_what_it_answers(text: str, own: str) -> None:
    assert said(text) == own


def test_markup_becomes_lines_and_its_quotes_go() -> None:
    html = (
        "<div>Yes,<br>Tuesday</div><div><br></div><ul><li>ten</li><li>eleven</li></ul>"
        '<div class="gmail_quote"><div>On Mon, 23 Nov 2026, Robin wrote:<br></div>'
        "<blockquote>shall we?<blockquote>earlier</blockquote></blockquote></div>"
    )
    assert said(html=html) == "Yes,\nTuesday\nten\neleven"


def test_what_cannot_be_seen_or_turns_the_order_is_left_out() -> None:
    assert said("Pay \u202eknaB\u2066 to\x00 me\x1b[31m") == "Pay knaB to me[31m"


def test_a_mail_without_end_has_one_here() -> None:
    assert len(said("word " * 9000)) <= MOST + 2


@given(
    st.text("abc äß\n\t\u202e\x07.:>", max_size=200),
    st.sampled_from(("script", "style", "p", "img", "blockquote", "svg", "b")),
)
def test_no_markup_is_left_to_act(text: str, tag: str) -> None:
    mail = MailMessage.from_bytes(a_letter(html="-"))
    mail.html = f"{text}<{tag} onload=act()>{text}</{tag}><script>hidden</script><!-- hidden -->"
    found = words_of(mail)
    assert not {"onload", "hidden", "<", "\u202e", "\x07"} & {*found, *found.split()}
    assert "act(" not in found
    assert len(found) <= MOST + 2
