"""Where somebody is found outside of the window: a profile, a number for SMS, a chat, a site.

What stands there came from outside, so only addresses of the web are ever opened.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote_plus

from workbench.domain.cadence import Channel
from workbench.domain.lead import Lead

MESSAGES: tuple[Channel, ...] = ("social", "sms", "chat")
"""Channels whose link is opened and whose touch is logged when it was sent."""
SEARCH = "https://duckduckgo.com/?q="


class Link(NamedTuple):
    """`scheme` is asked for its program; `target` is a number, or a whole address of the web."""

    scheme: str
    target: str


def message_step(lead: Lead | None) -> Channel | None:
    """The channel of the lead's next step, where that is a message."""
    step = lead.step if lead is not None else None
    return step.channel if step is not None and step.channel in MESSAGES else None


def message_link(lead: Lead, channel: Channel) -> Link | None:
    """None where nothing is known to open."""
    match channel:
        case "sms":
            number = lead.phone_e164 or lead.phone
            return Link("sms", number) if number else None
        case "chat":
            return _page(_chat_page(lead))
        case _:
            return profile_link(lead)


def profile_link(lead: Lead) -> Link | None:
    """Their profile, or a search for whoever has a name."""
    known = _page(lead.profile_url)
    if known is not None or not lead.name:
        return known
    return Link("https", SEARCH + quote_plus(" ".join(filter(None, (lead.name, lead.company)))))


def site_link(lead: Lead) -> Link | None:
    return _page(lead.domain)


def _chat_page(lead: Lead) -> str | None:
    chats = [inquiry for inquiry in lead.inquiries if inquiry.type == "chat"]
    if not chats:
        return None
    newest = max(chats, key=lambda inquiry: (inquiry.received_at, inquiry.id))
    return str(newest.extra.get("chat_url") or newest.page or "")


def _page(text: str | None) -> Link | None:
    """An address as people write it; a path alone or another scheme is none."""
    said = (text or "").strip()
    scheme, sign, rest = said.partition("://")
    if sign:
        return Link("https", said) if scheme.lower() in ("http", "https") and rest else None
    host = said.partition("/")[0]
    is_host = "." in host.strip(".") and ":" not in host and not set(host) & set(" \\@")
    return Link("https", f"https://{said}") if is_host else None
