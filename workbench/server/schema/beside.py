"""What is known beside the leads."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from workbench.server.schema.columns import metadata, text_, whole

account = Table(
    "account",
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id")),
    text_("domain"),
    text_("name"),
    text_("kind"),  # customer, named, target, competitor
    text_("owner", null=True),
    text_("company_key", null=True),  # of the name, as leads have it
    text_("facts", server_default="{}"),  # JSON: what an import says of the company, as it stood
    whole("at"),
    Index(None, "team", "domain", unique=True),
    Index(None, "team", "company_key"),
)

signal = Table(
    "signal",
    metadata,
    text_("team", primary_key=True),
    text_("id", primary_key=True),  # what makes it one: given, or a hash of who, what and when
    text_("kind"),
    text_("value"),  # of the key by which the person is known, for those not known yet
    text_("lead", null=True, index=True),
    whole("at"),
    text_("doc"),
    Index(None, "team", "kind", "value"),
)

mail_account = Table(
    "mail_account",  # through which the server writes to leads
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    text_("host"),
    Column("port", Integer, nullable=False),
    text_("security"),  # tls, starttls, none (loopback only)
    text_("user", null=True),
    text_("password", null=True),
    text_("sender"),
)

letter = Table(
    "letter",  # a mail that the server owes somebody
    metadata,
    text_("id", primary_key=True),
    text_("team"),
    text_("lead", index=True),
    text_("inquiry"),
    text_("doc"),  # JSON: to, subject, text, message_id
    Column("tries", Integer, nullable=False),
    whole("next_at", null=True, index=True),  # none: sent, or given up
    whole("sent_at", null=True),
    text_("error", null=True),
    Index(None, "team", "inquiry", unique=True),
)

chore = Table(
    "chore",  # what is done once a night or so; whoever moves `next_at` does it
    metadata,
    text_("team", primary_key=True),
    text_("name", primary_key=True),
    whole("next_at"),
)
