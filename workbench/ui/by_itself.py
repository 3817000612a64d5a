"""What happened to a lead by itself, each in one sentence: what rang, what came, what was sent."""

from collections.abc import Mapping

from workbench.domain.activity import Activity
from workbench.domain.plain import Plain
from workbench.domain.tongue import mark, tr
from workbench.ui.teller import Said, Teller

_SIGNALS = {
    "page_view": mark("Looked at a page"),
    "session": mark("Visited the site"),
    "mail_open": mark("Opened a mail"),
    "mail_click": mark("Clicked in a mail"),
    "webinar": mark("Attended a webinar"),
    "subscribed": mark("Subscribed"),
    "unsubscribed": mark("Unsubscribed"),
}


def told_by_itself(activity: Activity, teller: Teller) -> Said:
    """What this desk has no words for yet is told by its kind and its reason."""
    args, kind = activity.args, activity.kind
    why = _why(args)
    match kind:
        case "warned":
            return Said("bell", tr("Reminder"), why)
        case "offered":
            return Said("bell", _offered(args, teller), why[:1])
        case "offer_ended":
            return Said("clock", tr("The offer ended"), why)
        case "told":
            return Said("bell", _told(args, teller), why[:1])
        case "set_away":
            return Said("user-x", tr("Set away"), why)
        case "hold_ended":
            return Said("clock", tr("The hold is over"))
        case "recycled":
            return Said("refresh", tr("Came back"), why)
        case "signal":
            said = _SIGNALS.get(str(args.get("signal")), mark("Signal"))
            return Said("eye", tr(said), [str(args["page"])] if args.get("page") else ())
        case "merged" | "possible_duplicate":
            said = mark("Merged with {name}")
            if kind != "merged":
                said = mark("May be the same as {name}")
            name = args.get("name") or tr("another lead")
            return Said("arrows-exchange", tr(said, name=name), why)
        case "acknowledged":
            if args.get("error"):
                return Said("alert-circle", tr("Acknowledgement not sent"), [str(args["error"])])
            return Said("send", tr("Acknowledgement sent"), [tr("automatic, stops no clock")])
        case _:
            return Said("dots", kind.replace("_", " ").capitalize(), why)


def _why(args: Mapping[str, Plain]) -> list[str]:
    """The server's sentences; the first says why, the others what came of it."""
    said = str(args.get("reason") or "").strip().rstrip(".")
    return said.split(". ") if said else []


def _offered(args: Mapping[str, Plain], teller: Teller) -> str:
    to = args.get("to")
    if to is None:
        return tr("Offered to nobody")
    if to == teller.me:
        return tr("Offered to you")
    return tr("Offered to {name}", name=_name(args, teller))


def _told(args: Mapping[str, Plain], teller: Teller) -> str:
    to = args.get("to")
    if to is None:
        return tr("The team leads told")
    return tr("You told") if to == teller.me else tr("{name} told", name=_name(args, teller))


def _name(args: Mapping[str, Plain], teller: Teller) -> str:
    return str(args.get("to_name") or teller.who(str(args["to"])))
