"""A desk on invented leads: the team's own rules and words, and no server to send anything to.

Everything of it lives in a folder that goes with it; the outbox of the real desk is never opened.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Raw

from workbench.cache.cache import Cache, Cursor
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.cache.page import Item
from workbench.desk.desk import Desk
from workbench.desk.hands import the_verbs
from workbench.desk.replay import added_lead
from workbench.desk.verdict import Verdict, verdict
from workbench.domain.mutation import LeadAdded, Mutation, write_args
from workbench.domain.plain import Misfit, from_plain, to_ms, to_plain
from workbench.domain.policy import Policy
from workbench.domain.rules import Stage
from workbench.domain.tongue import tr
from workbench.identity import new_id
from workbench.resources import resource_path
from workbench.sync.errors import Offline
from workbench.sync.server_clock import ServerClock
from workbench.wire import User, compact, lead_json

if TYPE_CHECKING:
    from workbench.sync.session import Session

_TOLD = ("policy", "chance", "template", "talk", "stage", "user")
_INTO_THE_DAY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An invented lead: `hears` is what happens when it is called, `right` the codes for that."""

    inquiry: dict[str, Any]
    hears: str
    right: tuple[str, ...]
    because: str


class Fit(NamedTuple):
    """Who becomes a qualified lead, by the policy, with an example of either kind."""

    says: str
    good: str
    bad: str


class PracticeDesk(Desk):
    """Without a way to any server: none is kept, and nobody can sign in."""

    def start(self) -> None:
        the_verbs()  # so that the first key finds its verb

    def _session(self, _server: str, _email: str) -> Session:
        raise Offline(tr("Practice has no server; nothing of it is sent."))


class Practice:
    def __init__(self, real: Desk) -> None:
        """`real`: whose person and policy are practised with; it is read and never written."""
        assert real.user is not None
        self._kept = tempfile.TemporaryDirectory(prefix="workbench-practice-")
        self._cases = cases(real.policy)
        self._place = -1
        self._lead = ""
        self._seen: list[bool] = []
        self._seq = 1
        user = replace(real.user, role="rep")
        cache = real._caches.shown
        self.folder = Path(self._kept.name)
        self.desk = _a_desk(self.folder, user, cache, office_time(real))
        self.desk.start()

    def close(self) -> None:
        self.desk.close()
        self._kept.cleanup()

    @property
    def case(self) -> Case | None:
        """None before the first lead and after the last."""
        return self._cases[self._place] if 0 <= self._place < len(self._cases) else None

    @property
    def place(self) -> tuple[int, int]:
        return min(self._place + 1, len(self._cases)), len(self._cases)

    @property
    def score(self) -> tuple[int, int]:
        """How many were worked right, of how many that are done."""
        return sum(self._seen), len(self._seen)

    def next(self) -> str | None:
        """The next lead comes in now; its id, None once there are no more."""
        judged = self.verdict()
        if judged:
            self._seen.append(all(point.is_right for point in judged))
        self._place += 1
        if self.case is None:
            return None
        self._lead = self._arrive(self.case)
        return self._lead

    def verdict(self) -> Verdict:
        """On the lead at hand; empty until it has a code."""
        lead, case = self.desk.lead(self._lead), self.case
        if lead is None or case is None:
            return ()
        policy, now = self.desk.policy, self.desk.now()
        return verdict(lead, policy, right=case.right, because=case.because, now=now)

    def fit(self) -> Fit | None:
        """An example of good and of bad fit, others with each lead."""
        text = self.desk._caches.shown.config("stage").get("mql")
        try:
            stage = from_plain(Stage, text)
        except Misfit:
            return None
        good, bad = (
            examples[max(self._place, 0) % len(examples)] if examples else ""
            for examples in (stage.good, stage.bad)
        )
        return Fit(stage.says, good, bad)

    def _arrive(self, case: Case) -> str:
        desk, id, now = self.desk, new_id(), self.desk.now()
        assert desk.user is not None
        said = {**case.inquiry, "received_at": to_ms(now), "tz": desk.policy.calendar.zone}
        body = LeadAdded(lead_id=id, inquiry=said)
        added = Mutation(id=new_id(), type="lead_added", lead=id, at=now, args=write_args(body),
                         user=desk.user.id)  # fmt: skip
        self._seq += 1
        lead = replace(added_lead(added, desk.policies), seq=self._seq, assigned_at=now)
        item = Item(lead=Raw(lead_json(lead).encode()))
        cursor = Cursor(since=self._seq, base=self._seq, complete=True)
        desk._caches.filling.absorb([item], (), cursor)
        desk._facts.tell("queue_changed")
        return id


def cases(policy: Policy) -> tuple[Case, ...]:
    """One of each type that this policy has and does not leave to marketing."""
    text = resource_path("practice.toml").read_text(encoding="utf-8")
    every = (from_plain(Case, told) for told in tomllib.loads(text)["cases"])
    return tuple(
        replace(case, right=right)
        for case in every
        if (kind := policy.types.get(case.inquiry["type"])) and not kind.nurture
        and (right := _codes(case.right, policy))
    )  # fmt: skip


def _codes(right: Sequence[str], policy: Policy) -> tuple[str, ...]:
    return tuple(code for code in right if (found := policy.find(code)) and not found.retired)


def office_time(desk: Desk) -> datetime:
    """Now while the team works, else half an hour into its next working day."""
    now, calendar = desk.now(), desk.policy.calendar
    return now if calendar.is_open(now) else calendar.opening(now) + _INTO_THE_DAY


def _a_desk(directory: Path, user: User, told: Cache, at: datetime) -> Desk:
    outbox = Outbox(directory / "outbox.db")
    with outbox.writing() as writing:
        writing.put("user", compact(to_plain(user)))
    clock = ServerClock()
    clock.run_from(to_ms(at.astimezone(UTC)), 1.0)
    caches = Generations(directory, 0)
    config = [
        {"kind": kind, "key": key, "seq": 1, "doc": doc}
        for kind in _TOLD
        for key, doc in told.config(kind).items()
    ]
    caches.filling.begin(0, config)
    caches.filling.absorb((), (), Cursor(since=1, base=1, complete=True))
    return PracticeDesk(outbox, caches, clock)
