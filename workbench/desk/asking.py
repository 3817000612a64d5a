"""What is asked of the server about the team: in a thread of its own, answered by a fact."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.desk.desk import Desk
from workbench.domain.tongue import tr
from workbench.sync.errors import Offline, RefusedByServer, SignedOut, SyncError, no_workbench
from workbench.wire import Problem, compact

if TYPE_CHECKING:
    from workbench.sync.session import Session


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """One call. `in_parts`: it answers line by line, and each but the last says how far it is.

    `into`: the file, not there yet, that takes the answer as it comes.
    """

    path: str
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    in_parts: bool = False
    into: Path | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Nothing more is told of it, and the server hears that nobody waits."""
        self.over.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Of a call: what was told or why nothing was; with `done`, 0…1, there is more to come."""

    asked: Asked
    told: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None
    done: float | None = None


def ask(desk: Desk, asked: Asked) -> None:
    """Ends with `answered`, unless it is stopped."""
    threading.Thread(target=_work, args=(desk, asked), name="asking", daemon=True).start()


def _work(desk: Desk, asked: Asked) -> None:
    for answer in _answers(desk, asked):
        if asked.over.is_set():
            return
        desk._facts.tell("answered", answer)


def _answers(desk: Desk, asked: Asked) -> Iterator[Answer]:
    try:
        line = desk._line
        if line is None:
            raise SignedOut(tr("You are not signed in, and this needs the server."))
        yield from _told(line.session, asked)
    except RefusedByServer as error:
        yield Answer(asked=asked, problem=error.problem)
    except Offline as error:
        said = tr("{why} This needs the server; nothing was changed.", why=error)
        yield Answer(asked=asked, problem=Problem(code="offline", message=said))
    except SyncError as error:
        kind = type(error).__name__.lower()
        yield Answer(asked=asked, problem=Problem(code=kind, message=str(error)))
    except OSError as error:
        said = tr("The file could not be written: {why}.", why=error.strerror or error)
        yield Answer(asked=asked, problem=Problem(code="not_written", message=said))


def _told(session: Session, asked: Asked) -> Iterator[Answer]:
    how: dict[str, Any] = {"params": asked.params or None}
    if asked.body is not None:
        how["body"] = compact(dict(asked.body)).encode()
    if asked.into is not None:
        yield Answer(asked=asked, told={"bytes": _write(session, asked, asked.into, how)})
    elif asked.in_parts:
        yield from _in_parts(session.stream(asked.method, asked.path, **how), asked)
    else:
        yield Answer(asked=asked, told=session.call(asked.method, asked.path, **how))


def _write(session: Session, asked: Asked, into: Path, how: dict[str, Any]) -> int:
    """Returns how many bytes; half a file is none."""
    parts = session.stream(asked.method, asked.path, **how)
    first = next(parts, b"")  # refusals come before a file is begun
    with into.open("xb") as file:
        try:
            file.write(first)
            for part in parts:
                file.write(part)
        except BaseException:
            into.unlink()
            raise
        return file.tell()


def _in_parts(parts: Iterator[bytes], asked: Asked) -> Iterator[Answer]:
    rest = b""
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            told = json.loads(line)
            if "error" in told:
                error = told["error"]
                problem = Problem(code=error["code"], message=error["message"])
                yield Answer(asked=asked, problem=problem)
                return
            if "done" not in told:
                yield Answer(asked=asked, told=told)
                return
            yield Answer(asked=asked, done=told["done"])
    raise no_workbench()
