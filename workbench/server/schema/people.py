"""The team and who belongs to it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, false

from workbench.server.schema.columns import metadata, text_, whole

team = Table(
    "team",
    metadata,
    text_("id", primary_key=True),
    text_("name", unique=True),
    text_("tz"),
    whole("seq"),
    whole("created_at"),
)

history = Table(
    "history",
    metadata,
    text_("team", primary_key=True),
    whole("seq", primary_key=True, autoincrement=False),
    text_("tag"),  # 48 random bits: proves that who names this seq was shown it
    whole("at"),
)

policy = Table(
    "policy",
    metadata,
    text_("team", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    text_("text"),
    text_("reason"),
    text_("user", null=True),
    whole("at"),
    text_("agreed", server_default="{}"),  # JSON: department → who agreed
    whole("valid_from", null=True),  # none: at once
    text_("review_by", null=True),  # a date
    Column("on_half", Boolean, nullable=False, server_default=false()),  # a trial on new leads
    whole("began_at", null=True),  # none: not in force yet
    whole("ended_at", null=True),  # replaced; without having begun: overtaken
    text_("settled_to", null=True),  # the last lead that was settled anew by it; none: all are
    Index(None, "ended_at", "team"),  # the versions of a team are few, those in force two at most
)

users = Table(
    "users",
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id"), index=True),
    text_("email", unique=True),  # in lower case
    text_("name"),
    text_("role"),
    text_("password", null=True),  # argon2id; none: cannot sign in
    Column("scope_version", Integer, nullable=False),
    whole("scope_seq"),  # since when they see what they see: an older cursor starts over
    text_("availability"),  # available, busy, away
    whole("available_until", null=True),
    text_("cover", null=True),
    text_("calendar", server_default=""),  # a name in the policy's calendars
    text_("languages", server_default="[]"),  # JSON list of codes like "de"
    Column("missed", Integer, nullable=False, server_default="0"),  # clocks in a row
    whole("disabled_at", null=True),
    whole("created_at"),
)

pool = Table(
    "pool",
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id"), index=True),
    text_("name"),
    Column("is_default", Boolean, nullable=False, server_default=false()),
    text_("calendar", server_default=""),  # a name in the policy's calendars
    text_("passes_to", null=True),  # the pool that takes its hand-raisers when it is closed
    text_("lead", null=True),  # the team lead who answers for it
)

pool_member = Table(
    "pool_member",
    metadata,
    text_("pool", ForeignKey("pool.id"), primary_key=True),
    text_("user", ForeignKey("users.id"), primary_key=True, index=True),
    Column("weight", Integer, nullable=False),
    whole("turns"),  # leads given by rotation: the next goes to the least turns ÷ weight
)

source = Table(
    "source",
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id"), index=True),
    text_("name"),
    text_("type", null=True),  # of inquiries that name none
    text_("key_sha256", unique=True),
    text_("redirects"),  # JSON list of addresses that a form post may return to
    text_("secrets", server_default="[]"),  # JSON list of two at most that sign its webhooks
    text_("vendor", null=True),  # whose map reads its webhooks
    whole("disabled_at", null=True),
)

device = Table(
    "device",
    metadata,
    text_("id", primary_key=True),
    text_("user", ForeignKey("users.id"), index=True),
    text_("name"),
    whole("created_at"),
    whole("seen_at"),
)

refresh = Table(
    "refresh",  # what renews a session, each good once
    metadata,
    text_("sha256", primary_key=True),
    text_("device", ForeignKey("device.id", ondelete="CASCADE"), index=True),
    whole("spent_at", null=True),
)

token = Table(
    "token",
    metadata,
    text_("sha256", primary_key=True),
    text_("device", ForeignKey("device.id", ondelete="CASCADE"), index=True),
    whole("expires_at"),
)

audit = Table(
    "audit",  # what was changed about the team and by whom; rows are only ever added
    metadata,
    text_("id", primary_key=True),  # in the order in which it was written
    text_("team", ForeignKey("team.id")),
    whole("at"),
    text_("user", null=True),  # none: the command line, or the server by itself
    text_("what"),
    text_("about", null=True),  # the id of the person, pool, source … that was changed
    text_("lead", null=True, index=True),
    text_("doc"),  # JSON: what a sentence of it needs
    Index(None, "team", "id"),
)
