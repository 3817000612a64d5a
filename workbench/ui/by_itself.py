"""What happened to a lead by itself, each in one sentence: what rang, what came, what was sent."""

from collections.abc import Mapping

from workbench.domain.activity import Activity
from workbench.domain.plain import Plain
from workbench.ui.teller import Said, Teller

_SIGNALS = {
    "page_view": "Looked at a page",
    "session": "Visited the site",
    "mail_open": "Opened a mail",
    "mail_click": "Clicked in a mail",
    "webinar": "Attended a webinar",
    "subscribed": "Subscribed",
    "unsubscribed": "Unsubscribed",
}


def told_by_itself(activity: Activity, teller: Teller) -> Said:
    """What this desk has no words for yet is told by its kind and its reason."""
    args, kind = activity.args, activity.kind
    why = _why(args)
    match kind:
        case "warned":
            return Said("bell", "Reminder", why)
        case "offered":
            return Said("bell", f"Offered to {_to(args, teller) or 'nobody'}", why[:1])
        case "offer_ended":
            return Said("clock", "The offer ended", why)
        case "told":
            whom = _to(args, teller) or "the team leads"
            return Said("bell", f"{whom[:1].upper()}{whom[1:]} told", why[:1])
        case "set_away":
            return Said("user-x", "Set away", why)
        case "hold_ended":
            return Said("clock", "The hold is over")
        case "recycled":
            return Said("refresh", "Came back", why)
        case "signal":
            said = _SIGNALS.get(str(args.get("signal")), "Signal")
            return Said("eye", said, [str(args["page"])] if args.get("page") else ())
        case "merged" | "possible_duplicate":
            said = "Merged with" if kind == "merged" else "May be the same as"
            return Said("arrows-exchange", f"{said} {args.get('name') or 'another lead'}", why)
        case "acknowledged":
            if args.get("error"):
                return Said("alert-circle", "Acknowledgement not sent", [str(args["error"])])
            return Said("send", "Acknowledgement sent", ["automatic, stops no clock"])
        case _:
            return Said("dots", kind.replace("_", " ").capitalize(), why)


def _why(args: Mapping[str, Plain]) -> list[str]:
    """The server's sentences; the first says why, the others what came of it."""
    said = str(args.get("reason") or "").strip().rstrip(".")
    return said.split(". ") if said else []


def _to(args: Mapping[str, Plain], teller: Teller) -> str:
    to = args.get("to")
    if to is None:
        return ""
    return "you" if to == teller.me else str(args.get("to_name") or teller.who(str(to)))
