"""Outcomes that other systems are told, and who they are."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, false

from workbench.server.schema.columns import metadata, text_, whole

receiver = Table(
    "receiver",  # an address that is told of outcomes
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id"), index=True),
    text_("url"),
    text_("kinds"),  # JSON list of `domain.outcomes.KINDS`
    text_("secret"),  # signs what is sent
    Column("private", Boolean, nullable=False, server_default=false()),  # may be in our own network
    whole("at"),
    whole("next_at"),  # nobody sends anything before: it is in use, or was last not reached
    Column("failed", Integer, nullable=False, server_default="0"),  # tries in a row
    whole("failing_since", null=True),  # none: it was reached last
    text_("error", null=True),  # of the last try
)

outcome = Table(
    "outcome",  # what a receiver is owed, in the order in which it is told of a lead
    metadata,
    text_("receiver", primary_key=True),
    whole("seq", primary_key=True, autoincrement=False),  # of the change
    Column("number", Integer, primary_key=True, autoincrement=False),  # within it
    text_("id"),  # the same at each try
    text_("team"),
    text_("lead"),
    text_("doc"),  # JSON: the body
    whole("at"),
    Column("tries", Integer, nullable=False, server_default="0"),
    whole("next_at", null=True),  # none: it was told, or given up
    whole("sent_at", null=True),
    text_("error", null=True),
    Index(None, "lead", "receiver", "seq"),
    Index(None, "receiver", "next_at", "seq", "number"),
)
