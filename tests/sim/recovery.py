"""The faults are over: what is left is done, and within a minute all has come right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sim.checks import Violation
from tests.sim.seat import Seat

if TYPE_CHECKING:
    from tests.sim.simulation import Simulation

WITHIN_S = 60.0
"""Two waits of the longest patience."""


class Recovery:
    def __init__(self, play: Simulation) -> None:
        self._play = play

    def come_right(self) -> None:
        self._play.tell("the faults end")
        for seat in self._play.seats:
            seat.disk.crash_in = None
        self._fresh_tokens()
        ends_at = self._play.world.passed_s + WITHIN_S
        while not self._is_calm_for_good():
            if self._play.world.passed_s > ends_at:
                raise Violation(f"I11: not all has come right: {self._what_is_left()}")
            self._play.world.pass_by(0.005 if self._go_on() else 0.25)
            self._play.gather()

    def _fresh_tokens(self) -> None:
        for name in self._play.house.tokens:
            self._play.house.tokens[name] = self._play.house.sign_in(name).access

    def _go_on(self) -> bool:
        """One thing that can happen without a fault; whether there was one."""
        for seat in self._play.seats:
            if not seat.is_open:
                self._play.open(seat)
                return True
            if seat.asks_for_password:
                self._play.sign_in(seat)
            for name in ("puller", "pusher"):
                if seat.is_ready(name):
                    self._play.turn(seat, name)
                    return True
        if self._play.network.under_way:
            self._play.way.arrive(self._play.network.under_way[0])
            return True
        if self._play.network.answered:
            self._play.way.deliver(self._play.network.answered[0])
            return True
        return False

    def _is_calm_for_good(self) -> bool:
        """Team leads hear of news a moment later; of a commit that seemed to fail all hear late."""
        if not self._is_calm():
            return False
        self._play.house.look_for_news()
        self._play.gather()
        self._play.world.pass_by(1.0)
        self._play.gather()
        return self._is_calm()

    def _is_calm(self) -> bool:
        if self._play.network.under_way or self._play.network.answered or self._play.network.lost:
            return False
        return all(map(self._is_calm_at, self._play.seats))

    def _is_calm_at(self, seat: Seat) -> bool:
        if not seat.is_open or seat.is_ready("puller") or seat.is_ready("pusher"):
            return False
        desk = seat.up
        if desk._outbox.count("pending") or desk._caches.filling is not desk._caches.shown:
            return False
        cursor = desk._caches.shown.cursor
        polls = any(letter.seat is seat and letter.actor for letter in self._play.house.waiting)
        return cursor.complete and polls

    def _what_is_left(self) -> str:
        told = []
        for seat in self._play.seats:
            desk = seat.up
            told.append(
                f"{seat.name} {seat.line.standing} {desk._outbox.count('pending')} pending,"
                f" {desk._caches.filling.cursor}"
            )
        return "; ".join(told)
