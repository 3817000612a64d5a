"""The team's rules: alarms, accounts, signals, mails owed, and versions of a policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "chore",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team", "name", name=op.f("pk_chore")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_next_at"), "letter", ["next_at"], unique=False)
    op.create_index(op.f("ix_letter_lead"), "letter", ["lead"], unique=False)
    op.create_index(op.f("ix_letter_team_inquiry"), "letter", ["team", "inquiry"], unique=True)
    op.create_table(
        "signal",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_signal")),
    )
    op.create_index(op.f("ix_signal_lead"), "signal", ["lead"], unique=False)
    op.create_index(
        op.f("ix_signal_team_kind_value"), "signal", ["team", "kind", "value"], unique=False
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("company_key", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), server_default="{}", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_account_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_team_domain"), "account", ["team", "domain"], unique=True)
    op.create_index(
        op.f("ix_account_team_company_key"), "account", ["team", "company_key"], unique=False
    )
    op.create_table(
        "mail_account",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_mail_account_team")),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_mail_account")),
    )
    op.add_column("lead", sa.Column("company_key", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("last_touch", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("alarm_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_lead_alarm_at"), "lead", ["alarm_at"], unique=False)
    for place in ("company_key", "domain"):
        op.create_index(
            op.f(f"ix_lead_team_{place}_last_touch_at_id"),
            "lead",
            ["team", place, "last_touch_at", "id"],
            unique=False,
        )
    op.drop_index(op.f("ix_lead_team_domain"), "lead")
    op.create_index(
        op.f("ix_lead_owner_received_at"), "lead", ["owner", "received_at"], unique=False
    )
    op.drop_index(op.f("ix_lead_team_company"), "lead")
    op.add_column("policy", sa.Column("agreed", sa.Text(), server_default="{}", nullable=False))
    op.add_column("policy", sa.Column("valid_from", sa.BigInteger(), nullable=True))
    op.add_column("policy", sa.Column("review_by", sa.Text(), nullable=True))
    op.add_column(
        "policy", sa.Column("on_half", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("policy", sa.Column("began_at", sa.BigInteger(), nullable=True))
    op.add_column("policy", sa.Column("ended_at", sa.BigInteger(), nullable=True))
    op.add_column("policy", sa.Column("settled_to", sa.Text(), nullable=True))
    op.create_index(op.f("ix_policy_ended_at_team"), "policy", ["ended_at", "team"], unique=False)
    op.execute("UPDATE policy SET valid_from = at, began_at = at")
    op.execute(
        "UPDATE policy SET ended_at = (SELECT min(n.at) FROM policy n"
        " WHERE n.team = policy.team AND n.version = policy.version + 1)"
    )
    op.add_column("pool", sa.Column("calendar", sa.Text(), server_default="", nullable=False))
    op.add_column("pool", sa.Column("passes_to", sa.Text(), nullable=True))
    op.add_column("pool", sa.Column("lead", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("calendar", sa.Text(), server_default="", nullable=False))
    op.add_column("users", sa.Column("languages", sa.Text(), server_default="[]", nullable=False))
    op.add_column("users", sa.Column("missed", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "audit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_audit_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_team_id"), "audit", ["team", "id"], unique=False)
    op.create_index(op.f("ix_audit_lead"), "audit", ["lead"], unique=False)
    op.add_column(
        "batch", sa.Column("kind", sa.Text(), server_default="reassigned", nullable=False)
    )
    for name in ("was_assigned_at", "moved_at", "waits_until", "undone_at"):
        op.add_column("batch_lead", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("batch_lead", sa.Column("kept", sa.Text(), nullable=True))
    op.create_index(op.f("ix_batch_lead_lead"), "batch_lead", ["lead"], unique=False)
    op.create_table(
        "cover",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("lent", sa.Text(), nullable=True),
        sa.Column("given_back", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_cover_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    op.create_index(op.f("ix_cover_team"), "cover", ["team"], unique=False)
    op.create_index(op.f("ix_cover_state_until_at"), "cover", ["state", "until_at"], unique=False)
    op.add_column("evict", sa.Column("told", sa.Text(), nullable=True))
    op.create_index(
        "ix_lead_running", "lead", ["team", "due_at"], unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        op.f("ix_lead_team_status_owner_queue_from_due_at"),
        "lead",
        ["team", "status", "owner", "queue_from", "due_at"],
        unique=False,
    )
    op.create_table(
        "refresh",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("spent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device"], ["device.id"], name=op.f("fk_refresh_device"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_refresh")),
    )
    op.create_index(op.f("ix_refresh_device"), "refresh", ["device"], unique=False)
    op.execute("INSERT INTO refresh (sha256, device) SELECT refresh_sha256, id FROM device")
    for place in ("previous_sha256", "refresh_sha256"):
        op.drop_index(op.f(f"ix_device_{place}"), "device")
    for place in ("refresh_sha256", "previous_sha256", "previous_until"):
        op.drop_column("device", place)
    _as_reports_count()


CUTS = (
    "type", "source", "campaign", "persona", "industry", "country", "rep", "ae", "hour", "day",
    "week", "code", "reason", "first_source", "first_campaign", "last_source", "last_campaign",
    "heard_from", "currency",
)  # fmt: skip
COUNTS = (
    "inquiries", "spam", "clocks", "met", "met_late", "voided", "logged_late",
    "answered_in_time", "leads", "attempted", "contacted", "dials", "connects", "calls",
    "emails", "socials", "smses", "chats", "inbound", "mql", "sal", "sql", "sqo", "won", "lost",
    "beside_sql", "beside_won", "rejected", "open", "closed", "closed_then_won", "booked",
    "held", "no_shows", "cancelled", "moved", "unresolved", "handed", "transfers",
    "ae_accepted", "ae_rejected", "pipeline_cents", "won_cents",
)  # fmt: skip
LENGTHS = (
    "response_ms", "wall_ms", "intake_ms", "routing_ms", "owner_ms", "contact_ms", "touches",
    "to_mql_ms", "to_sal_ms", "to_sql_ms", "to_sqo_ms", "to_won_ms", "close_days",
)  # fmt: skip


def _as_reports_count() -> None:
    op.create_table(
        "arrival",
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("overdue_at", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in CUTS),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in LENGTHS),
        sa.ForeignKeyConstraint(
            ["lead"], ["lead.id"], name=op.f("fk_arrival_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead", "inquiry", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_team_received_at"), "arrival", ["team", "received_at"])
    op.create_index(
        op.f("ix_arrival_team_rep_received_at"), "arrival", ["team", "rep", "received_at"]
    )
    op.create_table(
        "touch",
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("touch", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "direction", "type", "rep", "code", "hour")
        ),
        sa.Column("dial", sa.Boolean(), nullable=False),
        sa.Column("connect", sa.Boolean(), nullable=False),
        sa.Column("log_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead"], ["lead.id"], name=op.f("fk_touch_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead", "touch", name=op.f("pk_touch")),
    )
    op.create_index(op.f("ix_touch_team_received_at"), "touch", ["team", "received_at"])
    op.create_table(
        "rollup",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_rollup_team")),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_rollup")),
    )
    op.create_table(
        "spend",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("team", "campaign", "day", "currency")
        ),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_spend_team")),
        sa.PrimaryKeyConstraint("team", "campaign", "day", "currency", name=op.f("pk_spend")),
    )
    op.add_column("source", sa.Column("secrets", sa.Text(), server_default="[]", nullable=False))
    op.add_column("source", sa.Column("vendor", sa.Text(), nullable=True))
    op.create_table(
        "hook",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("sent_s", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("leads", sa.Text(), server_default="[]", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name=op.f("fk_hook_source")),
        sa.PrimaryKeyConstraint("source", "id", name=op.f("pk_hook")),
    )
    op.create_index(op.f("ix_hook_done_at"), "hook", ["done_at"], unique=False)
