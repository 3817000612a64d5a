"""The tables, the same on SQLite and PostgreSQL.

Ids are text. Instants are epoch milliseconds. Documents are JSON text in `wire.compact` form. A
lead's document leaves out what stands in columns of its own (owner, pool, assigned_at, seq), so
that a bulk reassignment is set-based; the other columns repeat the document for those who search.
To change a table, change it in its module and add a version under `migrations/versions`; a test
compares.
"""

from __future__ import annotations

from workbench.server.schema.beside import account, chore, letter, mail_account, signal
from workbench.server.schema.bulk import batch, batch_lead, cover, hook, idempotency
from workbench.server.schema.columns import metadata, unindexed
from workbench.server.schema.counted import (
    arrival,
    begun,
    bound,
    rollup,
    routed,
    sheaf,
    spend,
    touch,
    turn,
    weighing,
)
from workbench.server.schema.leads import activity, config, evict, guest, lead, lead_key, mutation
from workbench.server.schema.people import (
    audit,
    device,
    history,
    policy,
    pool,
    pool_member,
    refresh,
    source,
    team,
    token,
    users,
)
from workbench.server.schema.reviewed import decision, metric
from workbench.server.schema.told import outcome, receiver

__all__ = [
    "account",
    "activity",
    "arrival",
    "audit",
    "batch",
    "batch_lead",
    "begun",
    "bound",
    "chore",
    "config",
    "cover",
    "decision",
    "device",
    "evict",
    "guest",
    "history",
    "hook",
    "idempotency",
    "lead",
    "lead_key",
    "letter",
    "mail_account",
    "metadata",
    "metric",
    "mutation",
    "outcome",
    "policy",
    "pool",
    "pool_member",
    "receiver",
    "refresh",
    "rollup",
    "routed",
    "sheaf",
    "signal",
    "source",
    "spend",
    "team",
    "token",
    "touch",
    "turn",
    "unindexed",
    "users",
    "weighing",
]
