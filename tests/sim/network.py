"""The network between desks and server: what is under way, what comes back, and what is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from tests.sim.actors import Actor
from workbench.sync.team_api import TeamApi

if TYPE_CHECKING:
    from tests.sim.seat import Seat

SERVER = "http://127.0.0.1:7"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        plain: dict[str, Any] = json.loads(self.body)
        return plain


BAD_GATEWAY = Answer(502, {}, b"<html>Bad gateway</html>")
UNAVAILABLE = Answer(503, {"Retry-After": "2"}, b"")
EXPIRED = Answer(401, {}, b'{"code":"expired","message":"This session has to be renewed."}')
MISTAKE = Answer(500, {}, b'{"code":"internal","message":"The server made a mistake."}')


@dataclass(slots=True, eq=False)
class Letter:
    """One request, and who waits for its answer; a copy of one is waited for by nobody."""

    seat: Seat
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    actor: Actor | None
    expires_at: float
    answer: Answer | Exception | None = None
    slice: Any = field(default=None, repr=False)
    """What the caller could see when the server answered; see `checks`."""

    def copy(self) -> Letter:
        return Letter(
            self.seat, self.method, self.path, self.query, self.headers, self.body, None, 0
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path}{'?' + self.query if self.query else ''}"


class Network:
    def __init__(self) -> None:
        self.under_way: list[Letter] = []
        """Sent, and not at the server yet."""
        self.answered: list[Letter] = []
        self.lost: list[Letter] = []

    def send(self, letter: Letter) -> Answer:
        """Called in the desk's thread; returns when the answer is there."""
        actor = letter.actor
        assert actor is not None
        self.under_way.append(letter)
        actor.waits_for_network = True
        try:
            actor.pause()
        finally:
            actor.waits_for_network = False
            letter.actor = None  # also if the process is gone while the server has it
        if isinstance(letter.answer, Exception):
            raise letter.answer
        assert letter.answer is not None
        return letter.answer

    def forget(self, seat: Seat) -> None:
        """The desk's process is gone: nobody waits; what is under way may still arrive."""
        for letter in [*self.under_way, *self.answered, *self.lost]:
            if letter.seat is seat:
                letter.actor = None
        self.answered = [letter for letter in self.answered if letter.actor is not None]
        self.lost = [letter for letter in self.lost if letter.actor is not None]


class Wire(BaseAdapter):
    """What `requests` sends with, in the place of sockets."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:  # type: ignore[override]  # the rest is of sockets
        seat, actor = self._seat, Actor.current
        path, _, query = (request.path_url or "").partition("?")
        body = request.body or b""
        letter = Letter(
            seat,
            request.method or "GET",
            path,
            query,
            {name.lower(): str(value) for name, value in request.headers.items()},
            body if isinstance(body, bytes) else str(body).encode(),
            actor,
            seat.world.passed_s + how["timeout"][1],
        )
        answer = seat.network.send(letter)
        response = requests.Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response._content = answer.body
        response.encoding = "utf-8"
        response.url = SERVER + path
        response.request = request
        return response

    def close(self) -> None:
        pass


class Line(TeamApi):
    """The real calls of a desk, over this network."""

    def __init__(self, seat: Seat, client_id: str) -> None:
        super().__init__(SERVER, client_id=client_id)
        self._on_wire = requests.Session()
        self._on_wire.trust_env = False
        self._on_wire.mount("http://", Wire(seat))

    def _session(self) -> requests.Session:
        return self._on_wire
