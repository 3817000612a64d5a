"""How each team of a store is: its rules, its mail account, who is told of its outcomes."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, select

from workbench.checkup import Finding
from workbench.domain.plain import Misfit, from_ms
from workbench.domain.policy_text import PolicyError
from workbench.server import schema
from workbench.server.letters.mail_account import MailAccount, account_of, connected
from workbench.server.moment import real_now
from workbench.server.policy import policies


def look_at(connection: Connection) -> Iterator[Finding]:
    """Asks each team's mail server, so it may take a while."""
    for team in connection.execute(select(schema.team).order_by(schema.team.c.name)).all():
        yield _policy(connection, team)
        yield _mail(team.name, account_of(connection, team.id))
        yield from _receivers(connection, team)


def _policy(connection: Connection, team: Row[Any]) -> Finding:
    what = f"policy of {team.name}"
    try:
        told = policies.stored(connection, team.id, real_now())
        policies.read(told["text"], told["version"], real_now().year)
    except (PolicyError, Misfit) as error:
        advice = "set one that stands: workbench policy set"
        return Finding(what=what, said=f"cannot be read ({error})", state="wrong", advice=advice)
    said = f"version {told['version']} holds"
    if told["overdue"]:
        due = f"; it was due for review on {told['review_by']}"
        advice = "look at it with the team, and set it again"
        return Finding(what=what, said=said + due, state="look", advice=advice)
    return Finding(what=what, said=said)


def _mail(team: str, account: MailAccount | None) -> Finding:
    what = f"mail of {team}"
    if account is None:
        advice = "workbench mail set"
        return Finding(what=what, said="no account, so nobody is written to", advice=advice)
    try:
        with connected(account):
            pass
    except (OSError, smtplib.SMTPException) as error:
        said = f"{account.host}:{account.port} does not take it ({error})"
        advice = "workbench mail set gives it another account or password"
        return Finding(what=what, said=said, state="wrong", advice=advice)
    said = f"{account.host} takes {account.sender}"
    if account.security == "none" and account.host not in ("localhost", "127.0.0.1", "::1"):
        advice = "use --security starttls or tls"
        return Finding(what=what, said=f"{said}, unencrypted", state="look", advice=advice)
    return Finding(what=what, said=said)


def _receivers(connection: Connection, team: Row[Any]) -> Iterator[Finding]:
    receiver = schema.receiver.c
    for row in connection.execute(select(schema.receiver).where(receiver.team == team.id)):
        what = f"receiver {urlsplit(row.url).hostname} of {team.name}"
        if row.failing_since is None:
            yield Finding(what=what, said="was reached last time")
            continue
        said = f"not reached since {from_ms(row.failing_since):%d %b %Y, %H:%M} UTC ({row.error})"
        advice = "see whether it runs; what it is owed waits"
        yield Finding(what=what, said=said, state="look", advice=advice)
