"""What reports count besides, what a review came to, and whom outcomes are told."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _as_more_is_counted()
    _as_outcomes_are_told()
    _as_reviews_are_kept()


def _as_more_is_counted() -> None:
    for table in ("arrival", "touch", "rollup"):  # made anew from the leads
        op.execute(f"DELETE FROM {table}")
    # SQLite adds no column without a default, but copies a table, and these are empty.
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    how: Literal["always", "never"] = "always" if on_sqlite else "never"
    with op.batch_alter_table("arrival", recreate=how) as arrival:
        arrival.add_column(sa.Column("ae_code", sa.Text(), nullable=False))
        for name in ("given_up", "tried_enough"):
            arrival.add_column(sa.Column(name, sa.BigInteger(), nullable=False))
    with op.batch_alter_table("touch", recreate=how) as touch:
        touch.add_column(sa.Column("step", sa.Text(), nullable=False))
        for name in ("contact", "booked"):
            touch.add_column(sa.Column(name, sa.Boolean(), nullable=False))
    op.create_table(
        "begun",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("lead", "call", "team")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rep", sa.Text(), nullable=False),
        sa.Column("over", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead"], ["lead.id"], name=op.f("fk_begun_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead", "call", name=op.f("pk_begun")),
    )
    op.create_index(op.f("ix_begun_team_at"), "begun", ["team", "at"])
    op.create_table(
        "turn",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("lead", "entry", "team")),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("to", "weighing")),
        sa.ForeignKeyConstraint(
            ["lead"], ["lead.id"], name=op.f("fk_turn_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead", "entry", name=op.f("pk_turn")),
    )
    op.create_index(
        op.f("ix_turn_team_weighing_to_received_at"),
        "turn",
        ["team", "weighing", "to", "received_at"],
    )
    op.create_table(
        "routed",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("lead", "rule", "to", "team")),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("received_at", "of_rule", "of_lead", "wrong")
        ),
        sa.ForeignKeyConstraint(
            ["lead"], ["lead.id"], name=op.f("fk_routed_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead", "rule", "to", name=op.f("pk_routed")),
    )
    of = ["team", "received_at", "rule", "of_rule", "of_lead", "wrong"]
    op.create_index(op.f("ix_routed_" + "_".join(of)), "routed", of)
    of = ["team", "to", "received_at"]
    op.create_index(op.f("ix_routed_" + "_".join(of)), "routed", of)
    op.create_table(
        "weighing",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("team", "id", "doc")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_weighing_team")),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_weighing")),
    )
    op.create_table(
        "sheaf",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("team", "rows_of", "cut")),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("weeks", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("key", "currency")),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.Column("lengths", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_sheaf_team")),
        sa.PrimaryKeyConstraint(
            "team", "rows_of", "cut", "column", "weeks", "key", "currency", name=op.f("pk_sheaf")
        ),
    )
    op.create_index(op.f("ix_sheaf_team_weeks"), "sheaf", ["team", "weeks"])
    op.create_table(
        "bound",
        sa.Column("team", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("weeks", "arrivals")),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_bound_team")),
        sa.PrimaryKeyConstraint("team", "weeks", name=op.f("pk_bound")),
    )


def _as_outcomes_are_told() -> None:
    op.create_table(
        "receiver",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "team", "url", "kinds")),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_receiver_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiver")),
    )
    op.create_index(op.f("ix_receiver_team"), "receiver", ["team"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "team", "lead", "doc")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("receiver", "seq", "number", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_lead_receiver_seq"), "outcome", ["lead", "receiver", "seq"])
    op.create_index(
        op.f("ix_outcome_receiver_next_at_seq_number"),
        "outcome",
        ["receiver", "next_at", "seq", "number"],
    )


def _as_reviews_are_kept() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "metric", "says")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("owner", "due", "expects")),
        sa.Column("outcome_on", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_decision_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_team_at"), "decision", ["team", "at"])
    op.create_table(
        "metric",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("team", "metric")),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("inputs", sa.Text(), server_default="", nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["team.id"], name=op.f("fk_metric_team")),
        sa.PrimaryKeyConstraint("team", "metric", name=op.f("pk_metric")),
    )
