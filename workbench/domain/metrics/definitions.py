"""What is told, and what it means: each number's definition as data, printed beside the number.

To add a number, add it to a report here; to count something new, name it in `arrivals` and in the
server's table.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.metrics.metric import Length, Report, Share
from workbench.domain.metrics.outcome_reports import CLOSINGS, FUNNEL, MEETINGS, RESULTS
from workbench.domain.metrics.shared_counts import INQUIRIES, LEADS, OPEN, WON_MONEY, count
from workbench.domain.tongue import mark

MISSED = ("met_late", "overdue")
DECIDED = ("met", *MISSED)
"""`overdue` and `waiting` are clocks that run, past their due moment and before it."""


PROMISES = Report(
    name="promises",
    definition=mark(
        "Inquiries with a clock, by the day they came. Voided clocks are listed apart."
    ),
    metrics=(
        Share(
            name="attainment",
            label=mark("Promises kept"),
            top=("met",),
            bottom=DECIDED,
            guard="contact_rate",
            definition=mark(
                "Clocks met ÷ (met + missed); without voided ones and those not yet due."
            ),
        ),
        INQUIRIES,
        count("met", mark("Met"), mark("Clocks met in time.")),
        count(
            "missed", mark("Missed"), mark("Clocks met too late, or not met and past due."), *MISSED
        ),
        count("waiting", mark("Not yet due"), mark("Clocks that run and are not due.")),
        count("voided", mark("Voided"), mark("Clocks that spam, duplicates and customers voided.")),
        count(
            "logged_late",
            mark("Logged late"),
            mark("Met in time, and told to the server after it."),
        ),
        Length(
            name="response",
            label=mark("Speed to lead, business time"),
            column="response_ms",
            within="answered_in_time",
            guard="contact_rate",
            definition=mark(
                "First qualifying attempt − inquiry received, in business time; within: in"
                " the target of its type."
            ),
        ),
        Length(
            name="wall",
            label=mark("Speed to lead, by the clock on the wall"),
            column="wall_ms",
            definition=mark("First qualifying attempt − inquiry received."),
        ),
        Length(
            name="intake",
            label=mark("Intake delay"),
            column="intake_ms",
            definition=mark("Inquiry received → stored."),
        ),
        Length(
            name="routing",
            label=mark("Routing delay"),
            column="routing_ms",
            definition=mark("Stored → assigned."),
        ),
        Length(
            name="owner",
            label=mark("Owner delay"),
            column="owner_ms",
            definition=mark("Assigned → first qualifying attempt."),
        ),
        Share(
            name="contact_rate",
            label=mark("Contact rate"),
            top=("contacted",),
            bottom=("attempted",),
            definition=mark("Leads reached two-way ÷ leads worked: the guard of speed."),
        ),
    ),
)

WORK = Report(
    name="work",
    definition=mark("Leads by the day they came, and what was done about them since."),
    lag_days=10,
    metrics=(
        LEADS,
        OPEN,
        Share(
            name="attempt_rate",
            label=mark("Attempt rate"),
            top=("attempted",),
            bottom=("leads",),
            definition=mark("Leads with an attempt ÷ leads."),
        ),
        Share(
            name="connect_rate",
            label=mark("Connect rate"),
            top=("connects",),
            bottom=("dials",),
            definition=mark("Calls that a live person answered ÷ dials."),
        ),
        Share(
            name="contact_rate",
            label=mark("Contact rate"),
            top=("contacted",),
            bottom=("attempted",),
            definition=mark("Leads reached two-way, on any channel ÷ leads worked."),
        ),
        Share(
            name="attempts_kept",
            label=mark("Minimum attempts kept"),
            top=("tried_enough",),
            bottom=("given_up",),
            guard="contact_rate",
            definition=mark(
                "Leads closed unreached after as many attempts as their type asks for ÷ leads"
                " closed unreached; without spam, duplicates and customers."
            ),
        ),
        Length(
            name="touches",
            label=mark("Touches per lead"),
            column="touches",
            unit="touches",
            definition=mark(
                "Touches of a lead that was worked, out and in; notes and what machines send"
                " are none."
            ),
        ),
        Length(
            name="to_contact",
            label=mark("Time to contact"),
            column="contact_ms",
            definition=mark("First two-way contact − inquiry received."),
        ),
        count("calls", mark("Calls"), mark("Calls out.")),
        count("emails", mark("Emails"), mark("Emails out.")),
        count("socials", mark("Social messages"), mark("Social messages out.")),
        count("smses", mark("SMS"), mark("SMS out.")),
        count("chats", mark("Chats"), mark("Chats out.")),
        count("inbound", mark("Heard from them"), mark("Touches that came from the lead.")),
    ),
)

_ASKED = ("form_known", "form_asked", "form_unknown", "form_blank")

FOLLOW_UP = Report(
    name="follow_up",
    definition=mark("Leads by the day they came, and how they were followed up."),
    by="rep",
    lag_days=10,
    metrics=(
        LEADS,
        Share(
            name="steps_kept",
            label=mark("Steps on time"),
            top=("steps_in_time",),
            bottom=("steps_done", "steps_skipped"),
            guard="contact_rate",
            definition=mark(
                "Steps of the cadence done on the day they fell due, or before ÷ steps done"
                " or skipped; until the lead was reached or replied."
            ),
        ),
        Share(
            name="steps_passed",
            label=mark("Steps skipped"),
            top=("steps_skipped",),
            bottom=("steps_done", "steps_skipped"),
            definition=mark(
                "Steps that a later one of their day passed over, or that were overdue when"
                " the lead was closed ÷ steps done or skipped."
            ),
        ),
        Share(
            name="answers_filled",
            label=mark("Answers filled"),
            top=("form_known",),
            bottom=_ASKED,
            guard="ae_acceptance",
            definition=mark(
                "Questions of the form with an answer when the lead was handed to an AE ÷ all"
                " its questions, of each handoff."
            ),
        ),
        Share(
            name="answers_unknown",
            label=mark("Asked in vain"),
            top=("form_asked", "form_unknown"),
            bottom=_ASKED,
            definition=mark(
                "Questions that were asked and to which nobody knew the answer when the lead"
                " was handed to an AE ÷ all questions of the form."
            ),
        ),
        Share(
            name="answers_blank",
            label=mark("Not asked"),
            top=("form_blank",),
            bottom=_ASKED,
            definition=mark(
                "Questions that nobody had asked when the lead was handed to an AE ÷ all"
                " questions of the form."
            ),
        ),
        Share(
            name="rang_enough",
            label=mark("Calls that rang long enough"),
            top=("rang_enough",),
            bottom=("rang",),
            guard="contact_rate",
            definition=mark(
                "Calls that nobody answered and that lasted as long as the policy asks, from"
                " dialling to hanging up ÷ such calls that were timed."
            ),
        ),
    ),
)

REPORTS: Mapping[str, Report] = {
    report.name: report
    for report in (PROMISES, WORK, FOLLOW_UP, FUNNEL, MEETINGS, RESULTS, CLOSINGS)
}

LOGGING = Report(
    name="logging",
    definition=mark("Touches of the leads that came in these days, by who made them."),
    by="rep",
    metrics=(
        count("touches", mark("Touches"), mark("Calls, emails and messages, out and in.")),
        Share(
            name="connect_rate",
            label=mark("Connect rate"),
            top=("connects",),
            bottom=("dials",),
            definition=mark("Calls that a live person answered ÷ dials."),
        ),
        Length(
            name="log_latency",
            label=mark("Log latency"),
            column="log_ms",
            within="logged_in_time",
            definition=mark(
                "Disposition saved − hang-up, of calls whose length is known; within: as fast"
                " as the policy asks."
            ),
        ),
    ),
)
"""Of touches, not of arrivals."""

ATTRIBUTION = Report(
    name="attribution",
    definition=mark(
        "Leads by the day they came, three times: under the first inquiry the lead"
        " ever made (first), under the newest before they were qualified (last), and"
        " under what they say themselves when asked how they heard of us (said). What"
        " it cost is what was spent in these days."
    ),
    by="source",
    lag_days=90,
    metrics=(
        LEADS,
        count("sql", mark("SQL"), mark("Leads that became SQL."), "sql", "beside_sql"),
        count("won", mark("Won"), mark("Leads whose opportunity was won."), "won", "beside_won"),
        WON_MONEY,
    ),
)
