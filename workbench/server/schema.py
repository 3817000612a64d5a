"""The tables, the same on SQLite and PostgreSQL.

Ids are text. Instants are epoch milliseconds. Documents are JSON text in `wire.compact` form. A
lead's document leaves out what stands in columns of its own (owner, pool, assigned_at, seq), so
that a bulk reassignment is set-based; the other columns repeat the document for those who search.
To change a table, change it here and add a version under `migrations/versions`; a test compares.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *args: object, null: bool = False, **more: object) -> Column[str]:
    return Column(name, Text, *args, nullable=null, **more)  # type: ignore[arg-type]


def _whole(name: str, *args: object, null: bool = False, **more: object) -> Column[int]:
    return Column(name, BigInteger, *args, nullable=null, **more)  # type: ignore[arg-type]


def unindexed(column: Column[str]) -> ColumnElement[str]:
    """A column for a condition beside one on ids: without statistics, SQLite would rather walk
    through a whole team than look up ten ids.
    """
    return column.concat("")


# ---- the team and who belongs to it

team = Table(
    "team",
    metadata,
    _text("id", primary_key=True),
    _text("name", unique=True),
    _text("tz"),
    _whole("seq"),
    _whole("created_at"),
)

history = Table(
    "history",
    metadata,
    _text("team", primary_key=True),
    _whole("seq", primary_key=True, autoincrement=False),
    _text("tag"),  # 48 random bits: proves that who names this seq was shown it
    _whole("at"),
)

policy = Table(
    "policy",
    metadata,
    _text("team", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("text"),
    _text("reason"),
    _text("user", null=True),
    _whole("at"),
    _text("agreed", server_default="{}"),  # JSON: department → who agreed
    _whole("valid_from", null=True),  # none: at once
    _text("review_by", null=True),  # a date
    Column("on_half", Boolean, nullable=False, server_default=false()),  # a trial on new leads
    _whole("began_at", null=True),  # none: not in force yet
    _whole("ended_at", null=True),  # replaced; without having begun: overtaken
    _text("settled_to", null=True),  # the last lead that was settled anew by it; none: all are
    Index(None, "ended_at", "team"),  # the versions of a team are few, those in force two at most
)

users = Table(
    "users",
    metadata,
    _text("id", primary_key=True),
    _text("team", ForeignKey("team.id"), index=True),
    _text("email", unique=True),  # in lower case
    _text("name"),
    _text("role"),
    _text("password", null=True),  # argon2id; none: cannot sign in
    Column("scope_version", Integer, nullable=False),
    _whole("scope_seq"),  # since when they see what they see: an older cursor starts over
    _text("availability"),  # available, busy, away
    _whole("available_until", null=True),
    _text("cover", null=True),
    _text("calendar", server_default=""),  # a name in the policy's calendars
    _text("languages", server_default="[]"),  # JSON list of codes like "de"
    Column("missed", Integer, nullable=False, server_default="0"),  # clocks in a row
    _whole("disabled_at", null=True),
    _whole("created_at"),
)

pool = Table(
    "pool",
    metadata,
    _text("id", primary_key=True),
    _text("team", ForeignKey("team.id"), index=True),
    _text("name"),
    Column("is_default", Boolean, nullable=False, server_default=false()),
    _text("calendar", server_default=""),  # a name in the policy's calendars
    _text("passes_to", null=True),  # the pool that takes its hand-raisers when it is closed
    _text("lead", null=True),  # the team lead who answers for it
)

pool_member = Table(
    "pool_member",
    metadata,
    _text("pool", ForeignKey("pool.id"), primary_key=True),
    _text("user", ForeignKey("users.id"), primary_key=True, index=True),
    Column("weight", Integer, nullable=False),
    _whole("turns"),  # leads given by rotation: the next goes to the least turns ÷ weight
)

source = Table(
    "source",
    metadata,
    _text("id", primary_key=True),
    _text("team", ForeignKey("team.id"), index=True),
    _text("name"),
    _text("type", null=True),  # of inquiries that name none
    _text("key_sha256", unique=True),
    _text("redirects"),  # JSON list of addresses that a form post may return to
    _whole("disabled_at", null=True),
)

device = Table(
    "device",
    metadata,
    _text("id", primary_key=True),
    _text("user", ForeignKey("users.id"), index=True),
    _text("name"),
    _text("refresh_sha256", index=True),
    _text("previous_sha256", null=True, index=True),
    _whole("previous_until", null=True),
    _whole("created_at"),
    _whole("seen_at"),
)

token = Table(
    "token",
    metadata,
    _text("sha256", primary_key=True),
    _text("device", ForeignKey("device.id", ondelete="CASCADE"), index=True),
    _whole("expires_at"),
)

# ---- leads and what is done about them

lead = Table(
    "lead",
    metadata,
    _text("id", primary_key=True),
    _text("team"),
    _whole("seq"),
    _whole("born_seq"),
    _text("home"),  # audience: user:<id>, pool:<id>, leads:<team>
    _whole("granted_seq"),
    _whole("granted_at"),
    _text("owner", null=True),
    _text("pool", null=True),
    _whole("assigned_at", null=True),
    _text("status"),
    _text("type"),
    _text("name", null=True),
    _text("title", null=True),
    _text("company", null=True),
    _text("domain", null=True),
    _text("email", null=True),
    _text("phone_e164", null=True),
    Column("attempts", Integer, nullable=False),
    _whole("received_at", null=True),  # of the newest inquiry
    _whole("due_at", null=True),  # of the running clock
    _whole("queue_from", null=True),
    _whole("last_touch_at", null=True),
    _text("company_key", null=True),
    _whole("alarm_at", null=True),  # when the server has to look at it
    _text("doc"),
    Index(None, "alarm_at"),
    Index(None, "team", "company_key", "last_touch_at", "id"),  # who else is at a company
    Index(None, "team", "domain", "last_touch_at", "id"),
    Index(None, "team", "seq"),
    Index(None, "home", "seq"),
    Index(None, "owner", "status"),
    Index(None, "owner", "received_at"),
)

lead_key = Table(
    "lead_key",
    metadata,
    _text("team", primary_key=True),
    _text("kind", primary_key=True),  # email, phone, person_id, record:<source>, …
    _text("value", primary_key=True),
    _text("lead", index=True),
)

activity = Table(
    "activity",
    metadata,
    _text("id", primary_key=True),
    _text("team"),
    _text("lead", ForeignKey("lead.id")),
    _whole("seq"),
    _text("mutation", null=True, index=True),
    Column("undone", Boolean, nullable=False, server_default=false()),
    _text("doc"),  # wire.activity_plain without seq and undone
    Index(None, "lead", "seq"),
)

guest = Table(
    "guest",  # who sees a lead beside its home: a cover, an offered backup, the AE of a handoff
    metadata,
    _text("audience", primary_key=True),
    _text("lead", primary_key=True, index=True),
    _text("team"),
    _whole("seq"),
    _whole("at"),
)

evict = Table(
    "evict",  # who saw a lead and does not any more
    metadata,
    _text("audience", primary_key=True),
    _text("lead", primary_key=True, index=True),
    _text("team"),
    _whole("seq"),
    _whole("at"),
    Index(None, "audience", "seq"),
    Index(None, "team", "seq"),
)

config = Table(
    "config",
    metadata,
    _text("team", primary_key=True),
    _text("kind", primary_key=True),
    _text("key", primary_key=True),
    _whole("seq"),
    _text("doc", null=True),  # none: it is gone
    Index(None, "team", "seq"),
)

mutation = Table(
    "mutation",
    metadata,
    _text("id", primary_key=True),
    _text("team"),
    _text("user"),
    _text("lead", null=True),
    _text("body_sha256"),
    _text("result"),  # wire.Result without seq
    _whole("seq", null=True),
    _whole("at"),
)

# ---- what is known beside the leads

account = Table(
    "account",
    metadata,
    _text("id", primary_key=True),
    _text("team", ForeignKey("team.id")),
    _text("domain"),
    _text("name"),
    _text("kind"),  # customer, named, target, competitor
    _text("owner", null=True),
    _text("company_key", null=True),  # of the name, as leads have it
    _text("facts", server_default="{}"),  # JSON: what an import says of the company, as it stood
    _whole("at"),
    Index(None, "team", "domain", unique=True),
    Index(None, "team", "company_key"),
)

signal = Table(
    "signal",
    metadata,
    _text("team", primary_key=True),
    _text("id", primary_key=True),  # what makes it one: given, or a hash of who, what and when
    _text("kind"),
    _text("value"),  # of the key by which the person is known, for those not known yet
    _text("lead", null=True, index=True),
    _whole("at"),
    _text("doc"),
    Index(None, "team", "kind", "value"),
)

mail_account = Table(
    "mail_account",  # through which the server writes to leads
    metadata,
    _text("team", ForeignKey("team.id"), primary_key=True),
    _text("host"),
    Column("port", Integer, nullable=False),
    _text("security"),  # tls, starttls, none (loopback only)
    _text("user", null=True),
    _text("password", null=True),
    _text("sender"),
)

letter = Table(
    "letter",  # a mail that the server owes somebody
    metadata,
    _text("id", primary_key=True),
    _text("team"),
    _text("lead", index=True),
    _text("inquiry"),
    _text("doc"),  # JSON: to, subject, text, message_id
    Column("tries", Integer, nullable=False),
    _whole("next_at", null=True, index=True),  # none: sent, or given up
    _whole("sent_at", null=True),
    _text("error", null=True),
    Index(None, "team", "inquiry", unique=True),
)

chore = Table(
    "chore",  # what is done once a night or so; whoever moves `next_at` does it
    metadata,
    _text("team", primary_key=True),
    _text("name", primary_key=True),
    _whole("next_at"),
)

# ---- intake and bulk work

idempotency = Table(
    "idempotency",
    metadata,
    _text("source", primary_key=True),
    _text("key", primary_key=True),
    _text("answer"),  # what the first arrival was told
    _whole("at"),
)

batch = Table(
    "batch",  # a bulk reassignment; it exists before its first lead moves, to be resumed
    metadata,
    _text("id", primary_key=True),
    _text("team", index=True),
    _text("user"),
    _text("state"),
    _text("doc"),
    _whole("at"),
)

batch_lead = Table(
    "batch_lead",
    metadata,
    _text("batch", ForeignKey("batch.id"), primary_key=True),
    _text("lead", primary_key=True),
    _text("to", null=True),
    _text("was_owner", null=True),
    _text("was_pool", null=True),
    _whole("was_seq"),
    Column("moved", Boolean, nullable=False, server_default=false()),
    _text("refused", null=True),
)
