"""What reports count of how leads were followed up, and an index for what an AE asks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

COUNTS = (
    "steps_done", "steps_in_time", "steps_skipped", "form_known", "form_asked", "form_unknown",
    "form_blank", "rang", "rang_enough",
)  # fmt: skip


def upgrade() -> None:
    # Blank until the leads are counted anew, which the changed way of counting asks for.
    op.add_column("arrival", sa.Column("band", sa.Text(), server_default="", nullable=False))
    for name in COUNTS:
        counted = sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
        op.add_column("arrival", counted)
    of = ["team", "ae", "received_at"]
    op.create_index(op.f("ix_arrival_" + "_".join(of)), "arrival", of)
