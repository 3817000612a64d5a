"""All that a person can do in the window, once: menus, palette, `?` sheet and keys are made of it.

To add an action: its line in `ACTIONS` here, and `Actions.bind` where it is done. Dispositions
are actions too; theirs come from the policy.
"""

from collections.abc import Iterator
from typing import NamedTuple

from workbench.domain.tongue import mark, tr

WRAP_UP = "L"
"""The key behind which the letters of the closing codes live."""

HANDOFFS = mark("Handoffs")
"""The mode in which an AE decides; keys of its own mean there what they say, whatever elsewhere."""

TEAM = mark("Team")
"""The mode in which a team is looked after; its keys too are live there alone."""

BOARD = mark("Board")
"""The mode of who leads a team; its keys, too, are its own."""

DASHBOARD = mark("Dashboard")
"""The mode of the numbers."""

MENUS = (
    mark("Lead"), mark("Call"), mark("Outcome"), mark("Handoff"), mark("Board"),
    mark("Go"), mark("Team"), mark("Dashboard"), mark("View"), mark("Workbench"),
)  # fmt: skip


class Action(NamedTuple):
    """`keys` as keycaps write them; "G Q" is G, then Q. `says` is what will happen, in words.

    `menu` is one of `MENUS` and `mode` a mode: both are keys, told through `tr` where they show.
    `mode`: the only one in which its keys are live, before those that are live anywhere.
    """

    name: str
    label: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    says: str = ""
    mode: str = ""

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""


def _action(name: str, label: str, menu: str, *keys: str, icon: str = "", says: str = "") -> Action:
    return Action(name=name, label=label, menu=menu, keys=keys, icon=icon, says=says)


def _handoff(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, "Handoff", key, icon=icon, says=says)._replace(mode=HANDOFFS)


def _team(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, "Team", key, icon=icon, says=says)._replace(mode=TEAM)


def _board(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, BOARD, key, icon=icon, says=says)._replace(mode=BOARD)


def _dashboard(name: str, label: str, key: str, icon: str, says: str = "") -> Action:
    return _action(name, label, DASHBOARD, key, icon=icon, says=says)._replace(mode=DASHBOARD)


ACTIONS = (
    _action("work_next", "Work the next due lead", "Lead", "Space", icon="arrow-right"),
    _action("open_lead", "Open and claim", "Lead", "Enter", icon="user-check"),
    _action("next_lead", "Next lead", "Lead", "J", "Down", icon="chevron-down"),
    _action("previous_lead", "Previous lead", "Lead", "K", "Up", icon="arrow-up"),
    _action("qualify", "Qualify", "Lead", "Q", icon="forms",
            says=mark("what they answer, as they talk")),
    _action("notes", "Notes", "Lead", "N", icon="notes", says=mark("go to the notes field")),
    _action("talk", "Talk track, objections", "Lead", "T", icon="message-circle",
            says=mark("what to say, what to answer")),
    _action("why", "Why: the decisions behind it", "Lead", "Y", icon="help-circle",
            says=mark("whose, score, clock, policy")),
    _action("keep_mine", "Keep my code", "Lead", "I", icon="arrows-exchange",
            says=mark("where a colleague set another meanwhile")),
    _action("take_theirs", "Take the colleague’s code", "Lead", "U", icon="arrows-exchange"),
    _action("company", "Others at this company, site, profile", "Lead", "O", icon="building"),
    _action("follow_up", "Follow up …", "Lead", "F", icon="calendar-plus", says=mark("asks when")),
    _action("snooze", "Snooze …", "Lead", "S", icon="clock-pause",
            says=mark("hides it, clocks run")),
    _action("assign", "Assign …", "Lead", "A", icon="users", says=mark("to a colleague")),
    _action("release", "Release", "Lead", icon="user-x", says=mark("back to the pool")),
    _action("add_lead", "Add a lead …", "Lead", "+", icon="plus", says=mark("somebody rings")),
    _action("copy_number", "Copy the number", "Lead", icon="copy"),
    _action("copy_email", "Copy the email address", "Lead", icon="copy"),
    _action("call", "Call, end the call", "Call", "C", icon="phone"),
    _action("end_call", "End the call from the notes", "Call", "Ctrl+Enter", icon="phone-off"),
    _action("email", "Email …", "Call", "E", icon="mail", says=mark("from the step’s template")),
    _action("message", "Social message, SMS, chat", "Call", "M", icon="message-circle",
            says=mark("opens the step’s link; Enter logs it")),
    _action("log_touch", "Log by hand …", "Call", icon="history",
            says=mark("a call from another phone, a message")),
    _action("wrap_up", "All outcomes", "Outcome", WRAP_UP, icon="list-check"),
    _action("undo", "Undo", "Outcome", "Z", "Ctrl+Z", icon="arrow-back-up"),
    _handoff("accept", "Accept the handoff …", "A", "check", mark("quality 1–4")),
    _handoff("reject", "Send it back …", "R", "arrow-back-up", mark("asks why")),
    _handoff("meeting_held", "Meeting held", "H", "user-check"),
    _handoff("meeting_no_show", "Nobody came", "N", "user-x", mark("call back")),
    _handoff("meeting_moved", "Move the meeting …", "M", "calendar-event", mark("asks when")),
    _handoff("meeting_cancelled", "Meeting cancelled", "X", "x", mark("call back")),
    _handoff("stage", "Stage of the opportunity …", "S", "chevron-right", mark("amount")),
    _handoff("won", "Won …", "W", "check", mark("amount")),
    _handoff("lost", "Lost …", "L", "x", mark("asks why")),
    _action("invitation", "Invitation to the meeting", "Handoff", icon="calendar-event",
            says=mark("opens it in your calendar")),
    _board("team", "The reps", "T", "users", mark("arrows go from cell to cell")),
    _board("assign_by", "Move leads by what they are …", "Shift+A", "users",
           mark("all hand-raisers, all breached, thousands at once")),
    _board("cover", "Cover …", "C", "user-check", mark("until a date, then it comes back")),
    _board("end_cover", "End the cover", "R", "arrow-back-up", mark("gives back what is open")),
    _board("balance", "Balance …", "B", "arrows-exchange", mark("the fewest moves, shown first")),
    _board("hours", "Today by the hour", "H", "clock",
           mark("who is in against what is expected")),
    _board("leaks", "Next leak", "L", "alert-triangle", mark("its leads, F puts one right")),
    _board("put_right", "Put the leak right", "F", "check"),
    _board("undo_move", "Take the last move back", "Z", "arrow-back-up", mark("for 24 hours")),
    _action("search", "Search", "Go", "/", "Ctrl+F", icon="search",
            says=mark("name, company, part of a number")),
    _action("palette", "Commands", "Go", "Ctrl+K", icon="command"),
    _action("go_queue", "Queue", "Go", "G Q", icon="inbox", says=mark("what is due now")),
    _action("go_mine", "My leads", "Go", "G M", icon="user"),
    _action("go_later", "Later", "Go", "G L", icon="clock"),
    _action("go_all", "All leads", "Go", "G A", icon="users"),
    _action("go_work", "Work", "Go", "G W", icon="list-check", says=mark("one lead, no list")),
    _action("go_handoffs", "Handoffs", "Go", "G H", icon="arrow-right",
            says=mark("what AEs were handed")),
    _action("go_practice", "Practice", "Go", "G P", icon="forms",
            says=mark("invented leads, judged by the policy")),
    _action("go_attention", "Needs attention", "Go", "G N", icon="alert-circle"),
    _action("show_new", "Show the new ones", "Go", "G U", icon="arrow-up"),
    _action("lift_filter", "Take off a filter", "Go", "Backspace", icon="x",
            says=mark("the last, or the one that hides most")),
    _action("save_view", "Save these filters as a view …", "Go", "V", icon="check",
            says=mark("under a name, with a key")),
    _action("forget_view", "Forget this saved view", "Go", icon="x"),
    _action("go_board", "Board", "Team", "G B", icon="users", says=mark("the team’s leads")),
    _action("go_dashboard", "Dashboard", "Go", "G D", icon="list-check",
            says=mark("promises, speed, funnel, goals")),
    _dashboard("dash_span", "Other days", "T", "calendar-event",
               mark("today, 7 days, 28 days, 13 weeks")),
    _dashboard("dash_whose", "Whose numbers", "R", "users", mark("the team’s, then each rep’s")),
    _dashboard("dash_define", "What this number means", "Y", "help-circle",
               mark("its definition, and its leads")),
    _dashboard("dash_wall", "Wallboard", "W", "users", mark("the whole screen, Esc leaves")),
    _dashboard("dash_pdf", "Save as PDF", "S", "external-link", mark("A4, to be handed on")),
    _dashboard("dash_print", "Print …", "P", "external-link"),
    _dashboard("dash_csv", "Save as CSV", "V", "external-link", mark("what it means in its head")),
    _action("select", "Select", "Lead", "X", icon="check"),
    _action("select_down", "Select downwards", "Lead", "Shift+J", icon="chevron-down"),
    _action("select_up", "Select upwards", "Lead", "Shift+K", icon="arrow-up"),
    _action("select_all", "Select all", "Lead", "Ctrl+A", icon="check"),
    _action("go_capacity", "Capacity", "Team", "G C", icon="clock",
            says=mark("work against the people who are there")),
    _action("go_people", "People and rights", "Team", "G E", icon="users",
            says=mark("add, disable, roles, pools, hours")),
    _action("go_pools", "Pools", "Team", "G O", icon="users",
            says=mark("who answers for each, hours, who gets the rest")),
    _action("go_accounts", "Accounts", "Team", "G K", icon="list-check",
            says=mark("customers, owned companies, competitors")),
    _action("go_review", "Review", "Team", "G V", icon="list-check",
            says=mark("what changed, what moved, what is decided")),
    _action("go_insights", "Insights", "Team", "G Y", icon="help-circle",
            says=mark("what wins, what pays, what comes back")),
    _action("go_trail", "Audit trail", "Team", "G T", icon="history",
            says=mark("who changed what, and why")),
    _action("go_policy", "Policy", "Team", "G R", icon="forms",
            says=mark("its text, checked at the line; its history")),
    _action("go_sources", "Sources and keys", "Team", "G S", icon="inbox",
            says=mark("who may send inquiries")),
    _action("go_try", "Try an imaginary lead", "Team", "G I", icon="route",
            says=mark("routed, scored and explained")),
    _team("team_add", "Add …", "N", "plus"),
    _team("team_change", "Change …", "E", "forms"),
    _team("team_secret", "New password or key …", "P", "refresh", mark("shown once")),
    _team("team_disable", "Disable, or let in again …", "X", "user-x"),
    _team("team_narrow", "Narrow what is shown …", "F", "search", mark("person, lead, time, name")),
    _team("team_export", "Take the trail away …", "S", "external-link", mark("as CSV")),
    _team("check_policy", "Check the policy’s text", "Ctrl+Enter", "list-check",
          mark("and see what it changes")),
    _team("set_policy", "Put the policy in force …", "Ctrl+S", "check", mark("asks why")),
    _team("policy_history", "The policy’s history …", "H", "history"),
    _team("try_lead", "Try a lead …", "T", "route"),
    _team("review_decide", "Write down a decision …", "D", "forms",
          mark("owner, day, expected effect")),
    _team("review_outcome", "What came of a decision …", "O", "check"),
    _team("review_answers", "Who answers for this number …", "M", "user-check",
          mark("its inputs, its baseline")),
    _team("review_pdf", "Save the review as PDF", "A", "external-link", mark("A4")),
    _team("insight_leads", "Leads of this finding …", "L", "users"),
    _team("insight_define", "What this finding means", "Y", "help-circle"),
    _team("insight_propose", "Propose points …", "B", "adjustments-horizontal",
          mark("learned from the team’s leads, tried on newer ones")),
    _team("what_if", "What if …", "W", "help-circle", mark("one more, other hours, other targets")),
    _action("light", "Light", "View", icon="eye"),
    _action("dark", "Dark", "View", icon="moon"),
    _action("as_system", "Light or dark as the system", "View", icon="adjustments-horizontal"),
    _action("larger", "Larger text", "View", "Ctrl+=", "Ctrl++", icon="plus"),
    _action("smaller", "Smaller text", "View", "Ctrl+-", icon="chevron-down"),
    _action("usual_size", "Usual text size", "View", icon="forms"),
    _action("single_keys", "Single keys on or off", "View", icon="keyboard"),
    _action("availability", "My status …", "Workbench", "D", icon="user-check"),
    _action("morning", "Since last evening", "Workbench", "G F", icon="history",
            says=mark("new, replies, callbacks, what was missed")),
    _action("left_drafts", "Drafts of leads that went …", "Workbench", icon="copy",
            says=mark("read them, copy them")),
    _action("close_day", "Close the day …", "Workbench", icon="moon",
            says=mark("what is left, then away until tomorrow")),
    _action("quiet", "Quiet notices for 30 min, or loud again", "Workbench", icon="bell"),
    _action("sync", "Sync now", "Workbench", "F5", icon="refresh"),
    _action("settings", "Settings …", "Workbench", "Ctrl+,", icon="adjustments-horizontal",
            says=mark("theme, text, quiet hours, proxy, server")),
    _action("choose_keys", "Change keys …", "Workbench", icon="keyboard",
            says=mark("for any action")),
    _action("mail_account", "Mail account …", "Workbench", icon="mail",
            says=mark("server, password")),
    _action("keys", "Keys and help", "Workbench", "?", "F1", icon="help-circle"),
    _action("sign_in", "Sign in …", "Workbench", icon="login"),
    _action("sign_out", "Sign out", "Workbench", icon="user-x"),
    _action("close", "Close", "Workbench", "Esc", icon="x", says=mark("the top layer")),
    _action("quit", "Quit", "Workbench", "Ctrl+Q", icon="x"),
)  # fmt: skip


def translated() -> Iterator[Action]:
    """The table as who sits here reads it."""
    return (item._replace(label=tr(item.label), says=tr(item.says)) for item in ACTIONS)


def usual_key(name: str) -> str:
    """Of an action in the table, before anybody chose another."""
    return next((item.key for item in ACTIONS if item.name == name), "")
