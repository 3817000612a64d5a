"""What is told of how leads ended: the funnel, meetings, money and the codes that closed them."""

from __future__ import annotations

from workbench.domain.metrics.metric import Length, Report, Share
from workbench.domain.metrics.shared_counts import (
    INQUIRIES,
    LEADS,
    OPEN,
    PIPELINE,
    WON_MONEY,
    count,
)
from workbench.domain.tongue import mark

_STAGES = {
    "mql": (
        mark("MQL"),
        mark(
            "Leads that came as a hand-raiser that no exclusion names, or in the ICP with"
            " points enough at capture."
        ),
    ),
    "sal": (mark("SAL"), mark("MQLs that somebody tried to reach, or that are further already.")),
    "sql": (
        mark("SQL"),
        mark("Of those, leads with a meeting booked with an AE, or transferred live."),
    ),
    "sqo": (
        mark("SQO"),
        mark("Of those, leads that an AE accepted, or of which there is an opportunity."),
    ),
    "won": (mark("Won"), mark("Of those, leads whose opportunity was won.")),
}
_STEPS = {
    ("mql", "leads"): mark("The inquiry → MQL"),
    ("sal", "mql"): mark("MQL → SAL"),
    ("sql", "sal"): mark("SAL → SQL"),
    ("sqo", "sql"): mark("SQL → SQO"),
    ("won", "sqo"): mark("SQO → Won"),
}
_TIMES = {
    "mql": mark("Time to MQL"),
    "sal": mark("Time to SAL"),
    "sql": mark("Time to SQL"),
    "sqo": mark("Time to SQO"),
    "won": mark("Time to Won"),
}
FUNNEL = Report(
    name="funnel",
    definition=mark(
        "Leads by the day they came; each stage counts who also passed those before it."
    ),
    lag_days=90,
    metrics=(
        INQUIRIES,
        LEADS,
        OPEN,
        *(count(name, label, meant) for name, (label, meant) in _STAGES.items()),
        *(
            Share(
                name=f"{name}_rate",
                label=label,
                top=(name,),
                bottom=(bottom,),
                definition=mark(
                    "Leads that came as far as this stage ÷ those that came as far as the one"
                    " before; the rest dropped out, or are still open."
                ),
            )
            for (name, bottom), label in _STEPS.items()
        ),
        Share(
            name="qualification",
            label=mark("MQL → SQL"),
            top=("sql",),
            bottom=("mql",),
            guard="ae_acceptance",
            definition=mark("MQLs that became SQL ÷ MQLs."),
        ),
        *(
            Length(
                name=f"to_{name}",
                label=label,
                column=f"to_{name}_ms",
                definition=mark("From the stage before to this one."),
            )
            for name, label in _TIMES.items()
        ),
        count("rejected", mark("Rejected"), mark("Leads that were closed without any attempt.")),
        count("lost", mark("Lost"), mark("Leads whose opportunity was lost.")),
        count("beside_sql", mark("SQL, no MQL"), mark("Leads that became SQL and never were MQL.")),
        count("beside_won", mark("Won, no MQL"), mark("Leads that were won and never were MQL.")),
        PIPELINE,
        WON_MONEY,
    ),
)

MEETINGS = Report(
    name="meetings",
    definition=mark("Leads by the day they came, and what their meetings and handoffs came to."),
    by="rep",
    lag_days=30,
    metrics=(
        Share(
            name="show_rate",
            label=mark("Show rate"),
            top=("held",),
            bottom=("held", "no_shows"),
            definition=mark(
                "Meetings held ÷ (held + no-shows); without those that were cancelled or"
                " moved and those of which nobody has told the outcome."
            ),
        ),
        Share(
            name="ae_acceptance",
            label=mark("AE acceptance"),
            top=("ae_accepted",),
            bottom=("held", "transfers"),
            definition=mark("Handoffs accepted ÷ (meetings held + live transfers)."),
        ),
        Share(
            name="over_qualified",
            label=mark("Over-qualification"),
            top=("ae_rejected",),
            bottom=("handed",),
            definition=mark("Handoffs that the AE rejected ÷ handed off."),
        ),
        Share(
            name="under_qualified",
            label=mark("Under-qualification"),
            top=("closed_then_won",),
            bottom=("closed",),
            definition=mark(
                "Disqualified or nurtured leads that came back and were won ÷ leads that were"
                " disqualified or sent to nurture."
            ),
        ),
        count("booked", mark("Booked"), mark("Meetings booked.")),
        count("held", mark("Held"), mark("Meetings held.")),
        count("no_shows", mark("No-shows"), mark("Meetings that nobody came to.")),
        count("cancelled", mark("Cancelled"), mark("Meetings cancelled before the start.")),
        count("moved", mark("Moved"), mark("How often meetings were put at another time.")),
        count(
            "unresolved",
            mark("No outcome"),
            mark("Meetings to come, or without a word on how they went."),
        ),
        count("transfers", mark("Live transfers"), mark("Leads handed over on the call.")),
    ),
)

RESULTS = Report(
    name="results",
    definition=mark("Leads by the day they came, and the money they brought."),
    by="source",
    lag_days=90,
    metrics=(
        INQUIRIES,
        LEADS,
        OPEN,
        count(
            "spam",
            mark("Spam"),
            mark("Inquiries of leads that were closed as spam: in no other number."),
        ),
        count("won", mark("Won"), mark("Leads whose opportunity was won."), "won", "beside_won"),
        count("lost", mark("Lost"), mark("Leads whose opportunity was lost.")),
        Share(
            name="win_rate",
            label=mark("Win rate"),
            top=("won", "beside_won"),
            bottom=("leads",),
            definition=mark("Leads won ÷ leads."),
        ),
        PIPELINE,
        WON_MONEY,
        Length(
            name="days_to_close",
            label=mark("Days to close"),
            column="close_days",
            unit="days",
            definition=mark("Days from the day a won lead came to the day it was won."),
        ),
    ),
)

CLOSINGS = Report(
    name="closings",
    definition=mark("Leads by the day they came, and the code that closed them last."),
    by="code",
    lag_days=30,
    metrics=(
        LEADS,
        count("closed", mark("Closed"), mark("Leads that were disqualified or sent to nurture.")),
        Share(
            name="reached",
            label=mark("Reached first"),
            top=("contacted",),
            bottom=("leads",),
            definition=mark("Leads reached two-way ÷ leads."),
        ),
        Length(
            name="touches",
            label=mark("Touches per lead"),
            column="touches",
            unit="touches",
            definition=mark("Touches of a lead that was worked."),
        ),
    ),
)
