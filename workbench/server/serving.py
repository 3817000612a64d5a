"""Serving: from a store and an address to `ready http://…`, and down without losing a poll."""

from __future__ import annotations

import ctypes
import gc
import http.client
import ipaddress
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from workbench import logbook
from workbench.domain.plain import from_ms, to_ms
from workbench.server.api import create_app
from workbench.server.moment import Moment
from workbench.server.office import Office
from workbench.server.store import Store, open_store

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KEEP_ALIVE_S = 75
GRACE_S = 10
DRAFTS = "restoring-"
"""How folders are named in which a backup is made ready beside the store."""
_ARENA_MAX, _ARENAS = -8, 2
"""`M_ARENA_MAX` of glibc's malloc.h; by itself it has eight for each core."""
_TOLD = "WORKBENCH_SERVE"
"""The variable by which workers learn what they serve."""


class Unservable(Exception):
    """What was asked cannot be served; the sentence says why."""


def serve(
    data_dir: Path | None = None,
    database_url: str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    workers: int = 1,
    clock: datetime | None = None,
    speed: float = 1.0,
) -> int:
    """Serve until told to stop; prints `ready http://…` once it answers. Port 0 takes a free one.

    Raises Unservable.
    """
    if (clock is not None or speed != 1.0) and not _is_loopback(host):
        raise Unservable("--clock and --speed are for trying things: only on a loopback address.")
    store = open_store(data_dir, database_url)
    store.close()
    if workers > 1 and store.kind != "postgresql":
        raise Unservable("More than one worker needs PostgreSQL (--database URL).")
    logbook.keep()
    with alone(store):
        for told in clear_drafts(store):
            print(f"workbench: {told}", file=sys.stderr)
        return _serve(data_dir, database_url, host, port, workers, Moment.starting(clock, speed))


def _serve(
    data_dir: Path | None, database_url: str | None, host: str, port: int, workers: int,
    moment: Moment,
) -> int:  # fmt: skip
    told = {
        "data_dir": None if data_dir is None else str(data_dir),
        "database_url": database_url,
        "at": None if moment.at is None else to_ms(moment.at),
        "speed": moment.speed,
        "started": None if moment.started is None else to_ms(moment.started),
    }
    os.environ[_TOLD] = json.dumps(told)
    listener = _listen(host, port)
    config = uvicorn.Config(
        "workbench.server.serving:app_of_worker",
        factory=True,
        workers=workers,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
    )
    address = host, listener.getsockname()[1]
    threading.Thread(target=_say_when_ready, args=address, daemon=True).start()
    if workers > 1:
        Multiprocess(config, sockets=[listener]).run()
    else:
        uvicorn.Server(config).run(sockets=[listener])
    return 0


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Hold a SQLite store for one serving process: a second one would checkpoint beside it.

    The lock goes with the process, however it ends. Raises Unservable.
    """
    path = store.url.database
    if store.kind != "sqlite" or not path:
        yield
        return
    with Path(f"{path}.serving").open("a+b") as lock:
        try:
            if sys.platform == "win32":
                lock.seek(0)
                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            said = f"{Path(path).parent} is served already; stop that server first."
            raise Unservable(said) from None
        yield


def clear_drafts(store: Store) -> list[str]:
    """Delete what a restore left that was killed, which may hold leads; for whoever is alone.

    Returns what is to be told of each.
    """
    path, told = store.url.database, list[str]()
    if store.kind != "sqlite" or not path:
        return told
    for left in Path(path).parent.glob(f"{DRAFTS}*"):
        is_before = (left / Path(path).name).exists()
        shutil.rmtree(left)
        what = "the store is the one from before" if is_before else "the backup is in its place"
        told.append(f"a restore was cut off: {what}, and its draft is deleted.")
    return told


def app_of_worker() -> FastAPI:
    """The application of one worker, with what `serve` put into its environment."""
    logbook.keep()
    told = json.loads(os.environ[_TOLD])
    data_dir = None if told["data_dir"] is None else Path(told["data_dir"])
    moment = Moment(
        None if told["at"] is None else from_ms(told["at"]),
        told["speed"],
        None if told["started"] is None else from_ms(told["started"]),
    )
    _share_memory()
    app = create_app(open_store(data_dir, told["database_url"], serving=True), moment)
    _answer_on_stop(app.state.office)
    # What was imported stays: the collector would look through it again and hold all answers up.
    gc.collect()
    gc.freeze()
    return app


def _share_memory() -> None:
    """Threads come and go with requests, and each new one would leave some megabytes behind in an
    arena of its own: 30 MB in four minutes at 500 clients, now 21.
    """
    with suppress(AttributeError, OSError, TypeError):  # another library of C
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def _answer_on_stop(office: Office) -> None:
    """Uvicorn waits for open requests before it ends; a held poll would keep it 25 s."""
    for number in (signal.SIGINT, signal.SIGTERM):
        stop = signal.getsignal(number)

        def answer_and_stop(number: int, frame: FrameType | None, stop: Any = stop) -> None:
            office.waiters.close_soon()
            office.players.stop()
            if callable(stop):
                stop(number, frame)

        signal.signal(number, answer_and_stop)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, for asyncio turns Nagle's algorithm off only where it reads that: 44 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Unservable(f"{host}:{port} cannot be listened on: {error.strerror}.") from None
    listener.set_inheritable(True)
    return listener


def _say_when_ready(host: str, port: int) -> None:
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = f"[{host}]" if ":" in host else host
    while True:
        connection = http.client.HTTPConnection(asked, port, timeout=5)
        try:
            connection.request("GET", "/v1/health")
            if connection.getresponse().status == 200:
                print(f"ready http://{shown}:{port}", flush=True)
                return
        except OSError:
            pass  # it does not listen yet
        finally:
            connection.close()
        time.sleep(0.02)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
