"""A lead to whom everything has happened, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from tests.builders import MONDAY, an_id
from tests.desk.seats import items_of
from tests.ui.cyrillic import cyrillic
from workbench.desk.desk import Desk
from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.domain.plain import Plain

_Happened: TypeAlias = tuple[tuple[str, dict[str, Plain]], ...]
_BY_ITSELF: _Happened = (
    ("inquiry", {}),
    ("acknowledged", {}), ("acknowledged", {"error": cyrillic("no such box")}),
    ("warned", {"reason": cyrillic("Half is over. Nobody called.")}),
    ("offered", {}), ("offered", {"to": "robin"}), ("offered", {"to": "sam"}), ("offer_ended", {}),
    ("told", {}), ("told", {"to": "robin"}), ("told", {"to": "sam"}),
    ("set_away", {}), ("hold_ended", {}), ("recycled", {}), ("merged", {}),
    ("possible_duplicate", {"name": cyrillic("Bo Chen")}),
    *(("signal", {"signal": name}) for name in ("page_view", "session", "mail_open", "mail_click",
                                                 "webinar", "subscribed", "unsubscribed")),
)  # fmt: skip
_BY_SOMEBODY: _Happened = (
    ("call", {"duration_s": 42, "outcome": "VM", "note": cyrillic("two people")}),
    ("call", {"direction": "in"}), ("email", {"direction": "in"}), ("email", {}), ("sms", {}),
    ("social", {"direction": "in"}), ("chat", {}), ("note", {"note": cyrillic("prefers mail")}),
    ("claimed", {}), ("released", {}), ("reassigned", {"to": "sam"}), ("snoozed", {}),
)  # fmt: skip
"""What happens to a lead, kind by kind."""


def tell_history(desk: Desk, lead: Lead) -> None:
    """All of it, and then two codes of two people at once."""
    happened = [
        Activity(id=an_id(), kind=kind, at=MONDAY - timedelta(minutes=90 - place), args=args,
                 user=None if place < len(_BY_ITSELF) else ("robin", "sam")[place % 2])
        for place, (kind, args) in enumerate(_BY_ITSELF + _BY_SOMEBODY)
    ]  # fmt: skip
    happened += [
        Activity(id=an_id(), kind="disposed", at=MONDAY - timedelta(minutes=ago), user=user,
                 args={"code": code})
        for code, user, ago in (("NI", "robin", 6), ("NF", "sam", 4))
    ]  # fmt: skip
    shown = desk._caches.shown
    to = replace(shown.cursor, since=3000)
    shown.absorb(items_of(replace(lead, seq=3000), activities=happened), (), to)
