"""What a team's reviews come to, and who answers for its numbers."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Table

from workbench.server.schema.columns import metadata, text_, whole

decision = Table(
    "decision",
    metadata,
    text_("id", primary_key=True),
    text_("team", ForeignKey("team.id")),
    whole("at"),
    text_("user"),  # who wrote it down
    text_("metric"),  # what it should move: report.name
    text_("says"),
    text_("owner"),
    text_("due"),  # a date
    text_("expects"),
    text_("outcome_on"),  # a date: due, and the metric's lag
    text_("outcome", null=True),
    whole("outcome_at", null=True),
    text_("outcome_by", null=True),
    Index(None, "team", "at"),
)

metric = Table(
    "metric",  # one of domain.metrics.definitions that a team answers for
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    text_("metric", primary_key=True),  # report.name
    text_("owner", null=True),
    text_("inputs", server_default=""),  # which, and who answers for each, in words
    Column("baseline", Float, nullable=True),  # as the report tells it
)
