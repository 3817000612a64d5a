"""Mail to a lead: written from a template, kept as a draft, refused where it cannot leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.mail.posting import (
    ANN,
    MAIL,
    TEXTS,
)
from tests.desk.seats import StoppedClock, a_desk
from workbench.desk.desk import Desk, open_desk
from workbench.domain.message import Message
from workbench.domain.mutation import Refusal


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
