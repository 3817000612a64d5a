"""Leads as reports count them: made from the leads' documents, and made anew at any time."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table

from workbench.domain.metrics.arrivals import COUNTS, CUTS, LENGTHS
from workbench.server.schema.columns import metadata, text_, whole

arrival = Table(
    "arrival",  # an inquiry, and what it came to; see domain.metrics.arrivals
    metadata,
    text_("lead", ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True),
    text_("inquiry", primary_key=True),
    text_("team"),
    whole("received_at"),
    whole("overdue_at", null=True),
    text_("ae_code"),
    *(text_(name) for name in CUTS),  # empty for a blank
    *(whole(name) for name in COUNTS),
    *(whole(name, null=True) for name in LENGTHS),
    Index(None, "team", "received_at"),
    Index(None, "team", "rep", "received_at"),
    Index(None, "team", "ae", "received_at"),
)

touch = Table(
    "touch",  # see domain.metrics.touches
    metadata,
    text_("lead", ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True),
    text_("touch", primary_key=True),
    text_("team"),
    whole("received_at"),  # of the inquiry that opened its round
    whole("at"),
    text_("kind"),
    text_("direction"),
    text_("type"),
    text_("rep"),
    text_("code"),
    text_("hour"),
    Column("dial", Boolean, nullable=False),
    Column("connect", Boolean, nullable=False),
    text_("step"),
    Column("contact", Boolean, nullable=False),
    Column("booked", Boolean, nullable=False),
    whole("log_ms", null=True),
    Index(None, "team", "received_at"),
)

begun = Table(
    "begun",  # see domain.metrics.calls
    metadata,
    text_("lead", ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True),
    text_("call", primary_key=True),
    text_("team"),
    whole("at"),
    text_("rep"),
    text_("over", null=True),
    Index(None, "team", "at"),
)

turn = Table(
    "turn",  # what a rotation gave or offered; see server.reports.turning
    metadata,
    text_("lead", ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True),
    text_("entry", primary_key=True),
    text_("team"),
    whole("received_at"),  # of the inquiry that it answered
    text_("to"),
    text_("weighing"),
    Index(None, "team", "weighing", "to", "received_at"),  # counted in this order, unsorted
)

routed = Table(
    "routed",  # which rule routed a lead, to whom, and whether that was wrong; see reports.turning
    metadata,
    text_("lead", ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True),
    text_("rule", primary_key=True),
    text_("to", primary_key=True),  # empty while it waited for somebody
    text_("team"),
    whole("received_at"),  # of the inquiry that the rule answered first
    whole("of_rule"),  # 1 in one row of a lead and rule
    whole("of_lead"),  # 1 in one row of a lead, where a rule was wrong in one of its
    whole("wrong"),  # 1 where it was reassigned because the rule was wrong
    # A report reads this alone.
    Index(None, "team", "received_at", "rule", "of_rule", "of_lead", "wrong"),
    Index(None, "team", "to", "received_at"),
)

weighing = Table(
    "weighing",  # who could expect a turn, with which weights
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    text_("id", primary_key=True),  # a hash of it
    text_("doc"),  # JSON: user → weight
)

sheaf = Table(
    "sheaf",  # what stands in a column of arrivals or touches of four weeks; see reports.binding
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    text_("rows_of", primary_key=True),  # arrival, touch
    text_("cut", primary_key=True),
    text_("column", primary_key=True),
    whole("weeks", primary_key=True),  # which four of them, from 1970 on
    text_("key", primary_key=True),
    text_("currency", primary_key=True),  # empty where there is none
    whole("sum"),
    Column("lengths", LargeBinary, nullable=True),  # in order, packed
    Index(None, "team", "weeks"),
)

bound = Table(
    "bound",  # four weeks of which there is a sheaf, and of how many arrivals it was bound
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    whole("weeks", primary_key=True),
    whole("arrivals"),
)

rollup = Table(
    "rollup",  # up to which seq a team's leads are counted, and by which rules
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    whole("seq"),
    text_("rules"),
)

spend = Table(
    "spend",  # what a campaign cost on a day
    metadata,
    text_("team", ForeignKey("team.id"), primary_key=True),
    text_("campaign", primary_key=True),
    text_("day", primary_key=True),
    text_("currency", primary_key=True),
    whole("cents"),
)
