"""Indexes of leads hold only those that have what is looked for, and no owner twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for given, columns in {
        "alarm_at": ["alarm_at"],
        "company_key": ["team", "company_key", "last_touch_at", "id"],
        "domain": ["team", "domain", "last_touch_at", "id"],
    }.items():
        name, condition = op.f("ix_lead_" + "_".join(columns)), sa.text(f"{given} IS NOT NULL")
        op.drop_index(name, "lead")
        op.create_index(name, "lead", columns, sqlite_where=condition, postgresql_where=condition)
    op.drop_index(op.f("ix_lead_owner_status"), "lead")
