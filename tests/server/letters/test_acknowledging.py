"""The mail that a hand-raiser gets: through a real mail server on loopback, once, at any hour."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.builders import POLICY, a_lead
from tests.desk.mailbox import PASSWORD, Mailbox, a_mailbox
from tests.server.door import Door, entries_of, inquiry, lead_of
from tests.server.served import Team
from workbench.domain.rules import Acknowledgement
from workbench.server import schema
from workbench.server.letters import owed as letters
from workbench.server.letters.acknowledging import letter_text
from workbench.server.letters.mail_account import MailAccount, set_account
from workbench.server.moment import real_ms


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with a_mailbox() as box:
        yield box


@pytest.fixture
def writing_team(team: Team, mailbox: Mailbox) -> Team:
    mailbox.refuse.clear()
    set_account(team.server.office.store, account(mailbox), team=team.name)
    return team


def account(mailbox: Mailbox) -> MailAccount:
    sender = "Halden <hello@halden.example>"
    return MailAccount("127.0.0.1", mailbox.port, "none", None, None, sender)


def rows_of(team: Team, told: dict[str, Any]) -> list[Any]:
    table = schema.letter.c
    with team.server.office.store.read() as connection:
        found = select(schema.letter).where(table.lead == told["lead_id"])
        return list(connection.execute(found))


def wait_until(done: Any) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = done()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("It did not happen.")


def test_a_demo_is_answered_by_mail_and_the_clock_runs_on(
    writing_team: Team, mailbox: Mailbox
) -> None:
    rep = writing_team.join(name="Robin Ode")
    body = inquiry(name="Ann Lee", company="Halden Freight", page="Pricing", industry="Logistics")
    told = Door(writing_team).take(**body)
    mail = mailbox.wait_for_one_to(body["email"])
    text = mail.get_content()
    assert mail["Subject"] == "We have your request, Ann"
    assert "Hello Ann," in text
    assert "about Pricing." in text
    assert "what Halden Freight needs" in text
    assert "booking carriers" in text
    assert "choose a time" not in text  # no link is set
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Reply-To"]).startswith("Robin Ode <")
    entry = wait_until(lambda: [e for e in entries_of(rep, told) if e["kind"] == "acknowledged"])[0]
    assert entry["to"] == body["email"]
    lead = lead_of(rep, told)
    assert lead["clocks"][0].get("met_at") is None
    assert lead.get("attempts", 0) == 0


def test_whoever_asks_again_the_same_day_was_answered_already(
    writing_team: Team, mailbox: Mailbox
) -> None:
    rep = writing_team.join()
    body = inquiry()
    door = Door(writing_team)
    told = door.take(**body)
    mailbox.wait_for_one_to(body["email"])
    wait_until(lambda: any(row.sent_at for row in rows_of(writing_team, told)))
    again = door.take(**body)
    assert again["lead_id"] == told["lead_id"]
    settled = wait_until(
        lambda: [row for row in rows_of(writing_team, told) if row.error and not row.next_at]
    )
    assert settled[0].error == "This person was answered within a day."
    assert mailbox.went_to.count(body["email"]) == 1
    assert sum(1 for e in entries_of(rep, told) if e["kind"] == "acknowledged") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "content"},  # asks for no contact
        {"title": "Student"},  # is disqualified
        {"email": "not an address"},
    ],
)
def test_nobody_else_is_written_to(writing_team: Team, fields: dict[str, str]) -> None:
    writing_team.join()
    told = Door(writing_team).take(**fields)
    assert rows_of(writing_team, told) == []


def test_a_team_without_an_account_owes_no_letter(team: Team) -> None:
    team.join()
    assert rows_of(team, Door(team).take()) == []


def test_an_address_that_is_refused_is_told_on_the_timeline(
    writing_team: Team, mailbox: Mailbox
) -> None:
    rep = writing_team.join()
    mailbox.refuse.append("550 5.1.1 no such mailbox")
    told = Door(writing_team).take()
    entry = wait_until(lambda: [e for e in entries_of(rep, told) if e["kind"] == "acknowledged"])[0]
    assert entry["error"] == "550 5.1.1 no such mailbox"
    assert [row.next_at for row in rows_of(writing_team, told)] == [None]


def test_a_letter_that_cannot_be_sent_now_is_sent_later(
    writing_team: Team, mailbox: Mailbox
) -> None:
    writing_team.join()
    mailbox.refuse.append("451 4.7.1 greylisted, try again")
    body = inquiry()
    # Only a recipient refused for good is given up.
    told = Door(writing_team).take(**body)
    row = wait_until(lambda: [r for r in rows_of(writing_team, told) if r.error])[0]
    assert row.next_at is not None
    assert row.next_at > real_ms() + 5_000
    with writing_team.server.office.store.write() as connection:
        due = update(schema.letter).where(schema.letter.c.id == row.id)
        connection.execute(due.values(next_at=real_ms()))
    mailbox.wait_for_one_to(body["email"])
    sent = wait_until(lambda: [r for r in rows_of(writing_team, told) if r.sent_at])[0]
    assert (sent.tries, sent.error, sent.next_at) == (2, None, None)


def test_two_workers_never_take_the_same_letter(team: Team) -> None:
    lead = team.a_lead()
    letter = letters.Letter(
        lead=lead.id, inquiry=lead.inquiries[0].id, to="a@b.example", name="A", subject="s",
        text="t", message_id="<1@b.example>",
    )  # fmt: skip
    store = team.server.office.store
    with store.write() as connection:
        letters.owe(connection, team.id, [letter])
        first = letters.take(connection, 50)
        second = letters.take(connection, 50)
    assert letter in [one.letter for one in first]
    assert letter not in [one.letter for one in second]


def test_an_account_that_does_not_answer_is_not_kept(team: Team, mailbox: Mailbox) -> None:
    wrong = replace(account(mailbox), port=1)
    with pytest.raises(OSError, match="refused"):
        set_account(team.server.office.store, wrong, team=team.name)


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
def test_the_account_s_password_opens_the_mail_server(team: Team) -> None:
    with a_mailbox(password=True) as box:
        right = replace(account(box), user="hello", password=PASSWORD.decode())
        set_account(team.server.office.store, right, team=team.name)
        body = inquiry()
        team.join()
        Door(team).take(**body)
        mail = box.wait_for_one_to(body["email"])
        assert mail["To"].endswith(f"<{body['email']}>")


def test_a_line_with_a_blank_is_left_out() -> None:
    rules = Acknowledgement(
        text="Hello {name},\n\nabout {asset}:\n\nBook: {booking_link}\n", booking_link="https://b"
    )
    lead = a_lead(name="Bo", page=None)
    assert letter_text(lead, lead.inquiries[0], rules) == "Hello Bo,\n\nBook: https://b\n"
    assert letter_text(lead, lead.inquiries[0], Acknowledgement()) is None


def test_nothing_that_was_typed_into_a_form_makes_a_second_paragraph() -> None:
    rules = Acknowledgement(text="Hello {name},\n\nwe look at what {company} needs.\n")
    lead = a_lead(name="Ann\nLee", company="Halden\n\nBuy now")
    text = letter_text(lead, lead.inquiries[0], rules)
    assert text == "Hello Ann,\n\nwe look at what Halden Buy now needs.\n"


def test_the_sample_policy_answers() -> None:
    lead = a_lead(name=None, company=None)
    text = letter_text(lead, lead.inquiries[0], POLICY.acknowledgement)
    assert text is not None
    assert "{" not in text
    assert "None" not in text
