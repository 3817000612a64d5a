"""One person's workplace: what is on it, what they do there, and what became of it.

Where a click on “No answer” goes: `dispose` (verbs.py) judges it by the policy, `_file`
(recording.py) commits it to the outbox and only then tells `filed`; the overlay (overlay.py) shows
it, the pusher (sync/pusher.py) sends it, the puller (sync/puller.py) brings what became of it.

All is called from one thread, the window's, and answers in milliseconds: it may touch SQLite and
never the network. What the network brings comes as facts, told in worker threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cache.answers import answers_typed
from workbench.cache.cache import Cache
from workbench.cache.generations import Generations
from workbench.cache.leads import next_queue_from
from workbench.cache.outbox import Outbox
from workbench.cache.rescue import Rescue, open_outbox, take_in
from workbench.cache.sealing import locked_files
from workbench.cache.traits import ALL, Narrow
from workbench.desk.hands import the_verbs
from workbench.desk.listener import Listener
from workbench.desk.online import Online
from workbench.desk.queue import VIEWS, Queue
from workbench.desk.rows import Beside, row_of
from workbench.desk.views import Card, Person, Row, View
from workbench.desk.words import offered
from workbench.domain.cadence import NextStep
from workbench.domain.calling import Calling, calling
from workbench.domain.lead import Lead
from workbench.domain.plain import from_ms
from workbench.domain.priority import reason
from workbench.domain.tongue import tr
from workbench.sync.file_key import file_key, key_of
from workbench.sync.server_clock import ServerClock

if TYPE_CHECKING:
    from workbench.desk.finding import Finding
    from workbench.desk.taken_back import TakenBack as Hands
    from workbench.desk.talk import TalkTrack
    from workbench.desk.why import Reason
else:
    from workbench.desk.hands import Hands


def open_desk(directory: Path, *, proxy: str = "", clock: ServerClock | None = None) -> Desk:
    """The desk of a profile's folder as it was left; no network and no thread until `start`."""
    path = directory / "outbox.db"
    key, why_plain = file_key(path)
    outbox, rescue = open_outbox(path, key)
    for aside in locked_files(path) if key else ():
        if key_back := key_of(aside):
            take_in(aside, key_back, outbox)
    caches = Generations(directory, outbox.generation, outbox.key)
    desk = Desk(outbox, caches, clock or ServerClock(), proxy=proxy, rescue=rescue)
    desk.why_plain = why_plain if key == outbox.key else "no_room"
    return desk


class Desk(Hands, Online):
    """Made by `open_desk`. `user` is None until somebody has signed in."""

    def __init__(
        self,
        outbox: Outbox,
        caches: Generations,
        clock: ServerClock,
        *,
        proxy: str = "",
        rescue: Rescue | None = None,
    ) -> None:
        super().__init__(outbox, caches, clock, proxy=proxy)
        self._rescue = rescue
        self._ear = Listener(
            self._facts,
            self._overlay,
            clock,
            policy=lambda: self.policy,
            rows=self.rows,
            state=self.sync_state,
        )
        self._known_people: tuple[Cache, int, Mapping[str, Person]] | None = None

    def start(self) -> None:
        the_verbs()  # so that the first key finds its verb
        if self._rescue is not None:
            from workbench.desk.kept import told

            self._facts.tell("failed", told(self._rescue))
        super().start()
        self.send_waiting()

    # ---- the queue

    def queue(self, view: View, *, type: str | None = None, narrow: Narrow = ALL) -> Sequence[str]:
        """Ids in order: `now` what is due, best first, at most 200 · `mine` open and my own, by
        due time · `later` by when it comes · `all` newest first.
        """
        return self._queue().ids(view, type, narrow)

    def counts(self) -> Mapping[View, int]:
        queue = self._queue()
        return {view: queue.count(view) for view in VIEWS}

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """In the order of `ids`; one that has left this desk is left out."""
        if not ids:
            return []
        values = self._queue().rows(ids)
        beside = Beside(
            policy=self.policy,
            now=self.now(),
            me=self.me,
            people=self._people(),
            calling={
                call.lead: call.started_at for call in self.running_calls() if call.ended_at is None
            },
            unsent=self._outbox.pending_leads(),
            tentative=self._outbox.pending_leads("claimed"),
        )
        return [row_of(values[id], beside) for id in ids if id in values]

    def next_due(self, *, after: str | None = None, narrow: Narrow = ALL) -> str | None:
        """The lead to work next: the best one that is not `after`."""
        return next((id for id in self.queue("now", narrow=narrow) if id != after), None)

    def next_moment(self) -> datetime | None:
        """When the next lead that is not due yet comes."""
        patched = self._overlay.leads()
        now = self.now()
        cached = next_queue_from(self._caches.shown.database.connection, now, patched.keys())
        own = [
            lead.standing.queue_from
            for lead in patched.values()
            if lead.standing.queue_from is not None and lead.standing.queue_from > now
        ]
        return min([*own, *([from_ms(cached)] if cached is not None else [])], default=None)

    @property
    def is_clock_certain(self) -> bool:
        """False where seconds are estimates, after a suspend or a jump of the clock."""
        return self._clock.is_certain

    def search(self, text: str, limit: int = 50, narrow: Narrow = ALL) -> list[str]:
        """By name, company, mail address or a part of a number, however it is typed."""
        return self._queue().search(text, limit, narrow)

    def finding(self) -> Finding:
        """What can be typed to narrow a list, and what a filter hides."""
        from workbench.desk.finding import Finding

        return Finding(
            cache=self._caches.shown,
            queue=self._queue(),
            people=self.people,
            me=self.me,
            now=self.now(),
        )

    def _queue(self) -> Queue:
        return Queue(self._caches.shown, self._overlay, me=self.me, now=self.now())

    def is_due(self, lead_id: str) -> bool:
        """Whether it stands in the queue now."""
        lead = self._lead(lead_id)
        return lead is not None and self._queue().holds(lead)

    # ---- one lead, and who else there is

    def lead(self, lead_id: str) -> Lead | None:
        """As it is shown; None for one that is not at this desk, or not any more."""
        return self._lead(lead_id)

    def card(self, lead_id: str) -> Card | None:
        """None for a lead that is not at this desk, or not any more."""
        lead = self._lead(lead_id)
        if lead is None:
            return None
        activities, older, unsent = self._overlay.timeline(lead)
        owner = self._people().get(lead.owner or "")
        now = self.now()
        return Card(
            lead=lead,
            activities=activities,
            why_first=self._why_first(lead, now),
            calling=calling(lead, self.policy, now),
            owner_name=owner.name if owner else "",
            draft=self._draft(lead_id),
            typed=answers_typed(self._outbox, lead_id),
            older=older,
            unsent=unsent,
        )

    def why(self, card: Card) -> tuple[Reason, ...]:
        """Each decision on the lead, in words: whose it is, its score, its clock, by what rules."""
        from workbench.desk.why import Asker, reasons

        asker = Asker(
            policies=self.policies,
            people={person.id: person.name for person in self._people().values()},
            me=self.me,
            now=self.now(),
            text=partial(self._caches.shown.text_for, card.lead),
        )
        return reasons(card, asker)

    def talk(self, lead: Lead) -> TalkTrack | None:
        """What to say at the lead's next step; None where its policy has nothing for it."""
        policy, user = self.policies.of(lead), self.user
        kind = policy.types.get(lead.type)
        name = (lead.step and lead.step.talk) or (kind and kind.talk)
        text = self._caches.shown.text_for(lead, "talk", name) if name else None
        if text is None or user is None:
            return None
        from workbench.desk.talk import talk_track
        from workbench.domain.message import words_for

        return talk_track(text, words_for(lead, policy, rep=user.name, rep_email=user.email))

    def _why_first(self, lead: Lead, now: datetime) -> tuple[str, ...]:
        to = self._people().get(lead.offer.to) if lead.offer else None
        said = offered(lead, self.me, to.name if to else tr("a colleague"), now)
        why = reason(lead, now)
        if lead.is_offered_to(self.me, now):
            return (said, why[0])
        return (*why, said) if said else why

    def calling(self, lead_id: str) -> Calling:
        """Whether the lead may be called and written to now, and if not, why in one sentence."""
        lead = self._lead(lead_id)
        return calling(lead, self.policy, self.now()) if lead is not None else Calling()

    def is_offered(self, lead_id: str) -> bool:
        """Whether it is being offered to whoever sits here: to claim it takes it."""
        lead = self._lead(lead_id)
        return lead is not None and lead.is_offered_to(self.me, self.now())

    def outlook(self, lead_id: str) -> Mapping[str, NextStep | None]:
        """What would be next after each code, were it given to the call that runs or one just now.

        None where nothing would be left; codes that ask something first are not in it.
        """
        from workbench.desk.outlook import outlook

        lead = self._lead(lead_id)
        if lead is None:
            return {}
        calls = [call for call in self.running_calls() if call.lead == lead_id]
        now = self.now()
        called_at = calls[-1].started_at if calls else now
        return outlook(lead, self.policies.of(lead), user=self.me, called_at=called_at, now=now)

    def people(self) -> list[Person]:
        now = self.now()
        people = (person.as_of(now) for person in self._people().values())
        return sorted(people, key=lambda person: (person.name, person.id))

    def _people(self) -> Mapping[str, Person]:
        cache = self._caches.shown
        known = self._known_people
        if known is None or known[0] is not cache or known[1] != cache.config_version:
            version = cache.config_version
            people = {
                id: Person(
                    id=id,
                    name=str(doc.get("name") or id),
                    role=str(doc.get("role") or ""),
                    availability=str(doc.get("availability") or "available"),
                    until=from_ms(doc["until"]) if doc.get("until") else None,
                    missed=int(doc.get("missed") or 0),
                )
                for id, doc in cache.config("user").items()
                if not doc.get("disabled")
            }
            known = self._known_people = (cache, version, people)
        me = known[2].get(self.user.id) if self.user else None
        said = self._outbox.pending_availability()
        if me is not None and said is not None:
            state, until = said
            me = replace(me, availability=state, until=until, missed=0)
            return {**known[2], me.id: me}
        return known[2]
