"""Intake, and bulk work."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Table, false

from workbench.server.schema.columns import metadata, text_, whole

idempotency = Table(
    "idempotency",
    metadata,
    text_("source", primary_key=True),
    text_("key", primary_key=True),
    text_("answer"),  # what the first arrival was told
    whole("at"),
)

batch = Table(
    "batch",  # a bulk reassignment; it exists before its first lead moves, to be resumed
    metadata,
    text_("id", primary_key=True),
    text_("team", index=True),
    text_("user"),
    text_("state"),
    text_("doc"),
    whole("at"),
)

batch_lead = Table(
    "batch_lead",
    metadata,
    text_("batch", ForeignKey("batch.id"), primary_key=True),
    text_("lead", primary_key=True),
    text_("to", null=True),
    text_("was_owner", null=True),
    text_("was_pool", null=True),
    whole("was_seq"),
    Column("moved", Boolean, nullable=False, server_default=false()),
    text_("refused", null=True),
)
