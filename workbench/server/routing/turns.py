"""Whose turn it is in a pool, in the pools that hand-raisers are passed on to, or out of hours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.rules import LeadType
from workbench.server.routing.rotation import Pool, Rep, Rotation
from workbench.server.routing.route import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a pool. Not `live`: of an import, which caps and hours do not bind."""

    type: LeadType
    language: str = ""
    live: bool = True
    besides: Collection[str] = ()


class Turns:
    def __init__(self, rotation: Rotation) -> None:
        self._rotation = rotation

    def next(self, asked: Asked, start: Pool) -> Route:
        """The turn of whoever is next; the pool's own where nobody can take it."""
        ready, passed = self._ready(asked, start, in_hours=asked.live)
        if ready:
            return self._given(asked, start, ready, passed, "")
        elsewhere: list[str] = []
        for pool in self._passed_on(asked, start):
            ready, others = self._ready(asked, pool, in_hours=True)
            if ready:
                how = f" in {pool.name}, as nobody in {start.name} can take it"
                return self._given(asked, pool, ready, [*passed, *others], how)
            elsewhere += others
        ready, passed = self._ready(asked, start, in_hours=False)
        if ready:
            return self._given(asked, start, ready, [*passed, *elsewhere], ", out of hours")
        said = "Nobody can take it now: it waits for the pool."
        return Route(None, start.id, said, (*passed, *elsewhere))

    def could_take(self, asked: Asked, start: Pool) -> bool:
        """Whether anybody has room for it."""
        return bool(self._ready(asked, start, in_hours=False)[0]) or any(
            self._ready(asked, pool, in_hours=True)[0] for pool in self._passed_on(asked, start)
        )

    def _passed_on(self, asked: Asked, start: Pool) -> Iterator[Pool]:
        """The open pools that a hand-raiser may be passed on to, each named by the one before."""
        seen, pool = {start.id}, start
        while asked.live and asked.type.hand_raiser:
            following = self._rotation.pools.get(pool.passes_to or "")
            if following is None or following.id in seen:
                return
            if self._rotation.is_open(following):
                yield following
            seen.add(following.id)
            pool = following

    def _ready(self, asked: Asked, pool: Pool, *, in_hours: bool) -> tuple[list[Rep], list[str]]:
        """Who of a pool can take it now, and why others cannot."""
        ready: list[Rep] = []
        passed: list[str] = []
        for rep in self._rotation.reps(pool):
            refusal = self._rotation.refusal(rep.id, asked.type, live=asked.live)
            if rep.id in asked.besides:
                refusal = "has had it already"
            elif refusal is None and in_hours and not self._rotation.is_in_hours(rep, pool):
                refusal = "is out of hours"
            if refusal is None:
                ready.append(rep)
            else:
                passed.append(f"{rep.name} {refusal}")
        return ready, passed

    def _given(
        self, asked: Asked, pool: Pool, ready: Sequence[Rep], passed: Sequence[str], how: str
    ) -> Route:
        among, said = self._speakers(asked, ready)
        strangers = [rep.name for rep in ready if rep not in among]
        chosen = self._rotation.take_turn(pool, ready, among, asked.besides)
        if asked.live:
            self._rotation.count(chosen.id, asked.type)
        return Route(
            owner=chosen.id,
            pool=pool.id,
            reason=f"It is the turn of {chosen.name}{how}.{said}",
            passed=(*passed, *(f"{name} does not speak “{asked.language}”" for name in strangers)),
            candidates=tuple(rep.name for rep in among),
            weights={rep.id: rep.weight for rep in ready},
        )

    def _speakers(self, asked: Asked, ready: Sequence[Rep]) -> tuple[Sequence[Rep], str]:
        """Those who speak the lead's language, if any do, and what to say about it."""
        tongues = {rep.person.languages for rep in ready}
        if not self._rotation.policy.routing.by_language or not any(tongues):
            return ready, ""
        if not asked.language:
            return ready, " Language is blank, so all were asked." if len(tongues) > 1 else ""
        among = [rep for rep in ready if asked.language in rep.person.languages]
        if not among:
            return ready, f" Nobody who can take it speaks “{asked.language}”."
        return among, "" if len(among) == len(ready) else f" The lead speaks “{asked.language}”."
