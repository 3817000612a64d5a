"""Two people gave a lead different codes, neither knowing of the other's: which one holds is asked.

The newer one stands meanwhile. To choose the one that does not stand files it anew, on the same
touch; to choose the other only settles the matter at this desk.
"""

from __future__ import annotations

import json
from datetime import datetime

from workbench.desk.desk import Desk
from workbench.desk.views import Card, Filed
from workbench.desk.words import moment, name_of
from workbench.domain.activity import TOUCHES, Activity
from workbench.domain.frozen import dataclass
from workbench.domain.plain import Plain
from workbench.domain.policy import Policy
from workbench.domain.record import Mutation
from workbench.domain.tongue import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """`touch` is the one behind `mine`; `said` reads “Sam Kaya set Not a fit 12:05”."""

    lead: str
    mine: Activity
    theirs: Activity
    touch: str | None
    said: str
    mine_said: str

    @property
    def mine_stands(self) -> bool:
        return (self.mine.at, self.mine.id) > (self.theirs.at, self.theirs.id)


def conflict(desk: Desk, card: Card) -> Conflict | None:
    me, policy = desk.me, desk.policy
    codes = [item for item in card.activities if item.kind == "disposed" and not item.undone]
    mine = next((item for item in codes if item.user == me), None)
    theirs = next((item for item in codes if item.user not in (me, None)), None)
    if mine is None or theirs is None or not _part(mine, theirs, policy):
        return None
    if desk._outbox.get(_key(theirs)):
        return None
    who = next(
        (person.name for person in desk.people() if person.id == theirs.user), tr("Somebody")
    )
    touches = (item.id for item in card.activities
               if item.mutation == mine.mutation and item.kind in TOUCHES)  # fmt: skip
    touch = mine.args.get("touch_id") or next(touches, None)
    return Conflict(
        lead=card.lead.id,
        mine=mine,
        theirs=theirs,
        touch=str(touch) if touch else None,
        said=tr("{name} set {code} {time}", name=who, **_code_and_time(theirs, desk)),
        mine_said=tr("you set {code} {time}", **_code_and_time(mine, desk)),
    )


def conflicts(desk: Desk) -> list[str]:
    """Leads that wait for the choice of whoever sits here, the one decided last first."""
    mine = desk._outbox.database.connection.execute(
        "SELECT lead FROM outbox WHERE type = 'disposed' AND state IN ('pending', 'acked')"
        " GROUP BY lead ORDER BY max(n) DESC"
    )
    ids = [row[0] for row in mine]
    theirs = desk._caches.shown.database.connection.execute(
        "SELECT DISTINCT a.lead FROM json_each(:ids) AS own JOIN activity AS a"
        " ON a.lead = own.value AND json_extract(a.doc, '$.kind') = 'disposed'"
        " AND json_extract(a.doc, '$.user') <> :me",
        {"ids": json.dumps(ids), "me": desk.me},
    )
    both = {row[0] for row in theirs}
    cards = (desk.card(id) for id in ids if id in both)
    return [card.lead.id for card in cards if card is not None and conflict(desk, card)]


def settle_conflict(desk: Desk, found: Conflict, *, mine: bool) -> Filed | None:
    """Raises Refusal, NotSaved."""
    from workbench.identity import new_id

    filed = None
    if mine != found.mine_stands:
        chosen = found.mine if mine else found.theirs
        args: dict[str, Plain] = {**chosen.args, "activity_id": new_id(), "touch_id": found.touch}
        told = {name: value for name, value in args.items() if value is not None}
        body = Mutation(
            id="", type="disposed", lead=found.lead, at=desk.now(), args=told, user=None
        ).body
        label = _code(chosen, desk.policy)
        filed = desk._file(
            body, found.lead, say=lambda lead: (tr("{code} kept", code=label), name_of(lead))
        )
    with desk._outbox.writing() as writing:
        writing.put(_key(found.theirs), "settled")
    return filed


def _part(mine: Activity, theirs: Activity, policy: Policy) -> bool:
    """Whether each was given before the other was known, and a code that closes is among them."""
    codes = [policy.find(str(item.args.get("code"))) for item in (mine, theirs)]
    closes = any(code is not None and code.closes for code in codes)
    return (
        closes
        and mine.args.get("code") != theirs.args.get("code")
        and mine.at < _known_at(theirs)
        and (mine.received_at is None or theirs.at < mine.received_at)
    )


def _known_at(item: Activity) -> datetime:
    return item.received_at or item.at


def _code(item: Activity, policy: Policy) -> str:
    found = policy.find(str(item.args.get("code")))
    return found.label if found else str(item.args.get("code"))


def _code_and_time(item: Activity, desk: Desk) -> dict[str, str]:
    return {"code": _code(item, desk.policy), "time": moment(item.at, desk.now())}


def _key(theirs: Activity) -> str:
    return f"conflict {theirs.id}"  # not a text
