"""Intake, and bulk work."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, false

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
    text_("kind", server_default="reassigned"),  # balanced, lent, given_back
    text_("state"),  # preview, open, done, undoing, undone
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
    whole("was_assigned_at", null=True),
    Column("moved", Boolean, nullable=False, server_default=false()),
    whole("moved_at", null=True),
    text_("refused", null=True),
    whole("waits_until", null=True),  # for the end of a call; none: it does not wait
    whole("undone_at", null=True),
    text_("kept", null=True),  # why it was not taken back
    Index(None, "lead"),
)

cover = Table(
    "cover",  # somebody's leads lent while they are out of office
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id"), index=True),
    text_("user"),
    text_("to"),  # audience: a user or a pool
    text_("by"),
    text_("reason"),
    text_("state"),  # planned, lent, ended
    whole("from_at"),
    whole("until_at", null=True),  # none: until they say that they are back
    text_("lent", null=True),  # the batch that lent
    text_("given_back", null=True),  # the batch that gave back
    whole("at"),
    Index(None, "state", "until_at"),
)

hook = Table(
    "hook",  # what vendors deliver, as it came
    metadata,
    text_("source", ForeignKey("source.id"), primary_key=True),
    text_("id", primary_key=True),
    text_("team"),
    whole("sent_s"),  # as its sender says; the same again is a replay
    Column("body", LargeBinary, nullable=False),
    whole("at"),
    whole("done_at", null=True, index=True),
    text_("leads", server_default="[]"),  # JSON list of those that it told of
    text_("problem", null=True),
)
