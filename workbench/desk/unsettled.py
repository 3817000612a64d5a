"""Work that is not settled: what waits to be sent, and what the server did not take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.domain.record import Mutation
from workbench.wire import Problem

MAIL_REFUSED = "mail_refused"
"""The code of a mail that a mail server did not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A mutation the server did not take: its sentence, what was sent and what was typed."""

    mutation: Mutation
    name: str
    company: str
    problem: Problem
    sent: str
    typed: str
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """One line of what waits in the outbox, in the order in which it will be sent."""

    at: datetime
    kind: str
    said: str
    detail: str = ""
