"""What is told, and what it means: each number's definition as data, printed beside the number.

To add a number, add it to a report here; to count something new, name it in `arrivals` and in the
server's table.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.metrics.metric import Count, Length, Money, Report, Share

MISSED = ("met_late", "overdue")
DECIDED = ("met", *MISSED)
"""`overdue` and `waiting` are clocks that run, past their due moment and before it."""


def _count(name: str, label: str, definition: str, *columns: str) -> Count:
    return Count(name=name, label=label, definition=definition, columns=columns or (name,))


INQUIRIES = _count("inquiries", "Inquiries", "Inquiries that came in these days, without spam.")
LEADS = _count(
    "leads", "Leads", "Leads that came or came back in these days, each as often as it came back."
)
OPEN = _count("open", "Still open", "Of these leads, those whose numbers can still change.")
WON_MONEY = Money(
    name="revenue", label="Won revenue", column="won_cents",
    definition="Amounts of these leads' opportunities that were won, by currency.",
)  # fmt: skip
PIPELINE = Money(
    name="pipeline", label="Pipeline", column="pipeline_cents",
    definition="Amounts of these leads' opportunities that are neither won nor lost, by currency.",
)  # fmt: skip

PROMISES = Report(
    name="promises",
    definition="Inquiries with a clock, by the day they came. Voided clocks are listed apart.",
    metrics=(
        Share(
            name="attainment", label="Promises kept", top=("met",), bottom=DECIDED,
            guard="contact_rate",
            definition="Clocks met ÷ (met + missed); without voided ones and those not yet due.",
        ),
        INQUIRIES,
        _count("met", "Met", "Clocks met in time."),
        _count("missed", "Missed", "Clocks met too late, or not met and past due.", *MISSED),
        _count("waiting", "Not yet due", "Clocks that run and are not due."),
        _count("voided", "Voided", "Clocks that spam, duplicates and customers voided."),
        _count("logged_late", "Logged late", "Met in time, and told to the server after it."),
        Length(
            name="response", label="Speed to lead, business time", column="response_ms",
            within="answered_in_time", guard="contact_rate",
            definition="First qualifying attempt − inquiry received, in business time; within: in"
            " the target of its type.",
        ),
        Length(
            name="wall", label="Speed to lead, by the clock on the wall", column="wall_ms",
            definition="First qualifying attempt − inquiry received.",
        ),
        Length(
            name="intake", label="Intake delay", column="intake_ms",
            definition="Inquiry received → stored.",
        ),
        Length(
            name="routing", label="Routing delay", column="routing_ms",
            definition="Stored → assigned.",
        ),
        Length(
            name="owner", label="Owner delay", column="owner_ms",
            definition="Assigned → first qualifying attempt.",
        ),
        Share(
            name="contact_rate", label="Contact rate", top=("contacted",), bottom=("attempted",),
            definition="Leads reached two-way ÷ leads worked: the guard of speed.",
        ),
    ),
)  # fmt: skip

WORK = Report(
    name="work",
    definition="Leads by the day they came, and what was done about them since.",
    lag_days=10,
    metrics=(
        LEADS,
        OPEN,
        Share(
            name="attempt_rate", label="Attempt rate", top=("attempted",), bottom=("leads",),
            definition="Leads with an attempt ÷ leads.",
        ),
        Share(
            name="connect_rate", label="Connect rate", top=("connects",), bottom=("dials",),
            definition="Calls that a live person answered ÷ dials.",
        ),
        Share(
            name="contact_rate", label="Contact rate", top=("contacted",), bottom=("attempted",),
            definition="Leads reached two-way, on any channel ÷ leads worked.",
        ),
        Share(
            name="attempts_kept", label="Minimum attempts kept", top=("tried_enough",),
            bottom=("given_up",), guard="contact_rate",
            definition="Leads closed unreached after as many attempts as their type asks for ÷"
            " leads closed unreached; without spam, duplicates and customers.",
        ),
        Length(
            name="touches", label="Touches per lead", column="touches", unit="touches",
            definition="Touches of a lead that was worked, out and in; notes and what machines"
            " send are none.",
        ),
        Length(
            name="to_contact", label="Time to contact", column="contact_ms",
            definition="First two-way contact − inquiry received.",
        ),
        _count("calls", "Calls", "Calls out."),
        _count("emails", "Emails", "Emails out."),
        _count("socials", "Social messages", "Social messages out."),
        _count("smses", "SMS", "SMS out."),
        _count("chats", "Chats", "Chats out."),
        _count("inbound", "Heard from them", "Touches that came from the lead."),
    ),
)  # fmt: skip

_STAGES = (("mql", "MQL"), ("sal", "SAL"), ("sql", "SQL"), ("sqo", "SQO"), ("won", "Won"))
_BEFORE = ("The inquiry", "MQL", "SAL", "SQL", "SQO")
_MEANT = {
    "mql": "Leads that came as a hand-raiser that no exclusion names, or in the ICP with points"
    " enough at capture.",
    "sal": "MQLs that somebody tried to reach, or that are further already.",
    "sql": "Of those, leads with a meeting booked with an AE, or transferred live.",
    "sqo": "Of those, leads that an AE accepted, or of which there is an opportunity.",
    "won": "Of those, leads whose opportunity was won.",
}
FUNNEL = Report(
    name="funnel",
    definition="Leads by the day they came; each stage counts who also passed those before it.",
    lag_days=90,
    metrics=(
        INQUIRIES,
        LEADS,
        OPEN,
        *(_count(name, label, _MEANT[name]) for name, label in _STAGES),
        *(
            Share(
                name=f"{name}_rate", label=f"{before} → {label}", top=(name,), bottom=(bottom,),
                definition=f"Leads that became {label} ÷ those that came as far as the stage"
                " before; the rest dropped out, or are still open.",
            )
            for (name, label), before, bottom in zip(
                _STAGES, _BEFORE, ("leads", "mql", "sal", "sql", "sqo"), strict=True
            )
        ),
        Share(
            name="qualification", label="MQL → SQL", top=("sql",), bottom=("mql",),
            guard="ae_acceptance", definition="MQLs that became SQL ÷ MQLs.",
        ),
        *(
            Length(
                name=f"to_{name}", label=f"Time to {label}", column=f"to_{name}_ms",
                definition=f"From the stage before to {label}.",
            )
            for name, label in _STAGES
        ),
        _count("rejected", "Rejected", "Leads that were closed without any attempt."),
        _count("lost", "Lost", "Leads whose opportunity was lost."),
        _count("beside_sql", "SQL, no MQL", "Leads that became SQL and never were MQL."),
        _count("beside_won", "Won, no MQL", "Leads that were won and never were MQL."),
        PIPELINE,
        WON_MONEY,
    ),
)  # fmt: skip

MEETINGS = Report(
    name="meetings",
    definition="Leads by the day they came, and what their meetings and handoffs came to.",
    by="rep",
    lag_days=30,
    metrics=(
        Share(
            name="show_rate", label="Show rate", top=("held",), bottom=("held", "no_shows"),
            definition="Meetings held ÷ (held + no-shows); without those that were cancelled or"
            " moved and those of which nobody has told the outcome.",
        ),
        Share(
            name="ae_acceptance", label="AE acceptance", top=("ae_accepted",),
            bottom=("held", "transfers"),
            definition="Handoffs accepted ÷ (meetings held + live transfers).",
        ),
        Share(
            name="over_qualified", label="Over-qualification", top=("ae_rejected",),
            bottom=("handed",), definition="Handoffs that the AE rejected ÷ handed off.",
        ),
        Share(
            name="under_qualified", label="Under-qualification", top=("closed_then_won",),
            bottom=("closed",),
            definition="Disqualified or nurtured leads that came back and were won ÷ leads that"
            " were disqualified or sent to nurture.",
        ),
        _count("booked", "Booked", "Meetings booked."),
        _count("held", "Held", "Meetings held."),
        _count("no_shows", "No-shows", "Meetings that nobody came to."),
        _count("cancelled", "Cancelled", "Meetings cancelled before the start."),
        _count("moved", "Moved", "How often meetings were put at another time."),
        _count("unresolved", "No outcome", "Meetings to come, or without a word on how they went."),
        _count("transfers", "Live transfers", "Leads handed over on the call."),
    ),
)  # fmt: skip

RESULTS = Report(
    name="results",
    definition="Leads by the day they came, and the money they brought.",
    by="source",
    lag_days=90,
    metrics=(
        INQUIRIES,
        LEADS,
        OPEN,
        _count("spam", "Spam", "Inquiries of leads that were closed as spam: in no other number."),
        _count("won", "Won", "Leads whose opportunity was won.", "won", "beside_won"),
        _count("lost", "Lost", "Leads whose opportunity was lost."),
        Share(
            name="win_rate", label="Win rate", top=("won", "beside_won"), bottom=("leads",),
            definition="Leads won ÷ leads.",
        ),
        PIPELINE,
        WON_MONEY,
        Length(
            name="days_to_close", label="Days to close", column="close_days", unit="days",
            definition="Days from the day a won lead came to the day it was won.",
        ),
    ),
)  # fmt: skip

CLOSINGS = Report(
    name="closings",
    definition="Leads by the day they came, and the code that closed them last.",
    by="code",
    lag_days=30,
    metrics=(
        LEADS,
        _count("closed", "Closed", "Leads that were disqualified or sent to nurture."),
        Share(
            name="reached", label="Reached first", top=("contacted",), bottom=("leads",),
            definition="Leads reached two-way ÷ leads.",
        ),
        Length(
            name="touches", label="Touches per lead", column="touches", unit="touches",
            definition="Touches of a lead that was worked.",
        ),
    ),
)  # fmt: skip

REPORTS: Mapping[str, Report] = {
    report.name: report for report in (PROMISES, WORK, FUNNEL, MEETINGS, RESULTS, CLOSINGS)
}

LOGGING = Report(
    name="logging",
    definition="Touches of the leads that came in these days, by who made them.",
    by="rep",
    metrics=(
        _count("touches", "Touches", "Calls, emails and messages, out and in."),
        Share(
            name="connect_rate", label="Connect rate", top=("connects",), bottom=("dials",),
            definition="Calls that a live person answered ÷ dials.",
        ),
        Length(
            name="log_latency", label="Log latency", column="log_ms", within="logged_in_time",
            definition="Disposition saved − hang-up, of calls whose length is known; within: as"
            " fast as the policy asks.",
        ),
    ),
)  # fmt: skip
"""Of touches, not of arrivals."""

ATTRIBUTION = Report(
    name="attribution",
    definition="Leads by the day they came, three times: under the first inquiry the lead ever"
    " made (first), under the newest before they were qualified (last), and under what they say"
    " themselves when asked how they heard of us (said). What it cost is what was spent in these"
    " days.",
    by="source",
    lag_days=90,
    metrics=(
        LEADS,
        _count("sql", "SQL", "Leads that became SQL.", "sql", "beside_sql"),
        _count("won", "Won", "Leads whose opportunity was won.", "won", "beside_won"),
        WON_MONEY,
    ),
)
