"""What becomes of letters on their way to the server, and of answers on their way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import requests

from tests.sim.network import BAD_GATEWAY, EXPIRED, MISTAKE, UNAVAILABLE, Answer, Letter
from tests.sim.team import Happening

if TYPE_CHECKING:
    from tests.sim.simulation import Simulation

ON_THE_WAY = ("request lost", "doubled", "late double", "5xx before", "refused")
ON_THE_WAY_BACK = ("answer lost", "5xx after", "truncated")


class Way:
    def __init__(self, play: Simulation) -> None:
        self._play = play
        self._network = play.network

    def happenings(self) -> list[Happening]:
        network, odds = self._network, self._play.odds
        found: list[Happening] = []
        for letter in network.under_way:
            found.append((4.0, partial(self.arrive, letter)))
            for fault in ON_THE_WAY:
                weight = odds[fault] * (0.4 if letter.actor is not None else 0.1)
                found.append((weight, partial(self._mislead, letter, fault)))
        for letter in network.answered:
            found.append((4.0, partial(self.deliver, letter)))
            for fault in ON_THE_WAY_BACK:
                weight = odds[fault] * 0.4
                found.append((weight, partial(self._spoil, letter, fault)))
        return found

    def arrive(self, letter: Letter) -> None:
        self._network.under_way.remove(letter)
        self._play.tell("arrives", f"{letter.seat.name} {letter}")
        if letter.method == "POST":
            self._play.house.store.fails, self._play.slip = self._play.slip, None
        self._play.house.take(letter)

    def _mislead(self, letter: Letter, fault: str) -> None:
        self._play.tell(fault, f"{letter.seat.name} {letter}")
        network = self._network
        match fault:
            case "request lost":
                network.under_way.remove(letter)
                if letter.actor is not None:
                    self._fail(letter)
            case "doubled":
                place = self._play.rng.randint(0, len(network.under_way))
                network.under_way.insert(place, letter.copy())
            case "late double":
                ghost = letter.copy()
                network.under_way.remove(letter)
                network.under_way.append(ghost)
                if letter.actor is not None:
                    self._fail(letter)
            case "5xx before":
                network.under_way.remove(letter)
                if letter.actor is not None:
                    self._hand(letter, self._play.rng.choice([BAD_GATEWAY, UNAVAILABLE, MISTAKE]))
            case "refused":
                network.under_way.remove(letter)
                if letter.actor is not None:
                    self._hand(letter, EXPIRED)

    def _fail(self, letter: Letter) -> None:
        if self._play.rng.random() < 0.7:
            self._hand(letter, requests.ConnectionError("reset"))
        else:
            self._network.lost.append(letter)

    def _spoil(self, letter: Letter, fault: str) -> None:
        self._play.tell(fault, f"{letter.seat.name} {letter}")
        self._network.answered.remove(letter)
        match fault:
            case "answer lost":
                self._fail(letter)
            case "5xx after":
                self._hand(letter, self._play.rng.choice([BAD_GATEWAY, UNAVAILABLE]))
            case "truncated":
                answer = letter.answer
                if isinstance(answer, Answer) and self._play.rng.random() < 0.7:
                    cut = self._play.rng.randrange(max(len(answer.body), 1))
                    self._hand(letter, Answer(answer.status, answer.headers, answer.body[:cut]))
                else:
                    self._hand(letter, requests.exceptions.ChunkedEncodingError("broken off"))

    def deliver(self, letter: Letter) -> None:
        self._network.answered.remove(letter)
        answer = letter.answer
        if isinstance(answer, Answer):
            self._play.tell("answered", f"{letter.seat.name} {letter} {answer.status}")
            self._hand(letter, answer)
        else:
            self._hand(letter, requests.ConnectionError("reset"))

    def _hand(self, letter: Letter, answer: Answer | Exception) -> None:
        letter.answer = answer
        seat, actor = letter.seat, letter.actor
        assert actor is not None
        letter.actor = None
        if not seat.run(actor.name):
            self._play.tell("crashed at a commit", f"{seat.name} {actor.name}")
            seat.crash(power=False)
            return
        self._play.checks.heard(seat, letter)

    def expire(self, letter: Letter) -> None:
        self._play.tell("nobody answered", letter)
        ghost = letter.copy()
        network = self._network
        if letter in network.under_way:
            network.under_way[network.under_way.index(letter)] = ghost
        if letter in network.lost:
            network.lost.remove(letter)
        self._hand(letter, requests.ReadTimeout())
        letter.actor = None
