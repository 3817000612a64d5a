"""The mail account through which a team's server writes to leads."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.utils import parseaddr

from sqlalchemy import Connection, delete, insert, select

from workbench.server import schema
from workbench.server.clean.normalise import email_address
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_now
from workbench.server.problems import invalid
from workbench.server.store import Store
from workbench.server.team.people import ensure_team

TIMEOUT_S = 20
PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class MailAccount:
    """`security`: "tls" from the start, "starttls", or "none" for a server on this machine."""

    host: str
    port: int
    security: str
    user: str | None
    password: str | None
    sender: str


def set_account(store: Store, account: MailAccount, *, team: str | None, tz: str = "UTC") -> str:
    """Use this account from now on; returns the team's id. Raises Problem, or what connecting does.

    The mail server is asked first, so that no letter waits for a mistyped password.
    """
    if email_address(parseaddr(account.sender)[1]) is None:
        raise invalid("sender", f"“{account.sender}” is no address to write from.")
    with connected(account):
        pass
    team_id, table = ensure_team(store, team, tz), schema.mail_account
    with Ledger(store).write(team_id, real_now()) as writing, writing.effect() as effect:
        writing.connection.execute(delete(table).where(table.c.team == team_id))
        writing.connection.execute(insert(table).values(team=team_id, **asdict(account)))
        writing.audit("mail_set", sender=account.sender, host=account.host)
        effect.config("mail", "account", {"sender": account.sender})
    return team_id


@contextmanager
def connected(account: MailAccount) -> Iterator[smtplib.SMTP]:
    """A session with a team's mail server, signed in. Raises OSError and SMTPException."""
    trusted = ssl.create_default_context()
    if account.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            account.host, account.port, timeout=TIMEOUT_S, context=trusted
        )
    else:
        smtp = smtplib.SMTP(account.host, account.port, timeout=TIMEOUT_S)
    with smtp:
        if account.security == "starttls":
            smtp.starttls(context=trusted)
        if account.user:
            smtp.login(account.user, account.password or "")
        yield smtp


def account_of(connection: Connection, team: str) -> MailAccount | None:
    table = schema.mail_account.c
    row = connection.execute(select(schema.mail_account).where(table.team == team)).one_or_none()
    if row is None:
        return None
    return MailAccount(row.host, row.port, row.security, row.user, row.password, row.sender)
