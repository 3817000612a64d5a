"""A desk that writes to Ann, and its mail account."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from tests.builders import a_lead
from tests.desk.dovecot import PASSWORD, Letterbox
from tests.desk.mail.letters import THEN
from tests.desk.mailbox import Mailbox
from workbench.desk.desk import Desk
from workbench.domain.message import Message
from workbench.domain.policy_text import plain_texts, read_policy
from workbench.resources import resource_path
from workbench.sync.mail_account import MailAccount, Security

ANN = a_lead(now=THEN, name="Ann Lee", page="/pricing")
MAIL = Message(to="ann@halden.example", subject="A time to talk", text="Hello Ann,\n\nshall we?")
TEXTS = plain_texts(read_policy(resource_path("policy.toml").read_text()))


def tell_texts(desk: Desk) -> None:
    cache = desk._caches.shown
    config = [{"kind": kind, "key": name, "doc": doc} for (kind, name), doc in TEXTS.items()]
    cache.absorb((), config, cache.cursor)


def account(port: int, *, security: Security = "none", user: str = "") -> MailAccount:
    sender = "Robin Berg <robin@sample.example>"
    return MailAccount(host="127.0.0.1", port=port, security=security, user=user, sender=sender)


def use(desk: Desk, account: MailAccount, password: str = "") -> list[str]:
    """Everything that is told of mail from now on, the first sentence has come."""
    told: list[str] = []
    desk.listen("mail_told", told.append)
    desk.use_mail_account(account, password)
    wait(lambda: told)
    return told


def read(desk: Desk, letters: Letterbox, post: Mailbox, password: str = PASSWORD) -> list[str]:
    """As `use`, with replies read from `letters`."""
    told: list[str] = []
    desk.listen("mail_told", told.append)
    desk.use_mail_account(replace(account(post.port), inbox=letters.inbox), "", password)
    wait(lambda: told)
    return told


def sent_mail(desk: Desk, post: Mailbox) -> str:
    """MAIL went to Ann from this desk; its Message-ID."""
    before = len(emails(desk))
    desk.send_mail(ANN.id, MAIL)
    wait(lambda: len(emails(desk)) > before)
    return str(post.came[-1]["Message-ID"])


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


def incoming(desk: Desk) -> list[dict[str, object]]:
    return [touch for touch in emails(desk) if touch.get("direction") == "in"]


def outgoing(desk: Desk) -> list[dict[str, object]]:
    return [touch for touch in emails(desk) if touch.get("direction") != "in"]
