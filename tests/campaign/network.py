"""Bad networks: a proxy between a real desk and a real server, at each byte of a push.

Whatever happens on the way, what was ticked has one effect, and the desk is back by itself.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.campaign.serving import serving
from tests.campaign.team import Seat, a_team, damage, seated, visible, wait_until
from tests.campaign.tries import Fault, Outcome, Try
from tests.campaign.wire_trouble import Proxy, Trouble, Way
from workbench.server.store import Store, open_store

BACK_S = 60.0
"""After 20 s a desk believes that nobody answers; its patience ends at 30 s."""
AT_ONCE = 6
"""Desks, where a try takes long."""
TICKS = 60
"""So many at most until a call has met its trouble: a poll is answered when something comes."""
POLL = b"GET /v1/sync"


@dataclass(frozen=True, slots=True)
class Place:
    """A seat behind a proxy. `push`: every place in a push at which something can happen."""

    seat: Seat
    proxy: Proxy
    push: Sequence[tuple[Way, int]]


Plan = Callable[[int, Place], Trouble]
"""What is to happen in the try of this seed."""


@contextmanager
def stage(folder: Path, *, plan: Plan, desks: int = 1) -> Iterator[Try]:
    with ExitStack() as stack:
        store = open_store(folder)
        stack.callback(store.close)
        reps = a_team(store, desks, leads=8)
        server = stack.enter_context(serving("--data", str(folder)))
        places = []
        for rep in reps:
            proxy = stack.enter_context(Proxy(server.port).open())
            [seat] = stack.enter_context(seated(proxy.address, [rep]))
            places.append(Place(seat, proxy, _places_in_a_push(seat, proxy)))

        def one_try(seed: int) -> Outcome:
            """Each ticks while the network does this, and gets through."""
            began = time.monotonic()
            for n, place in enumerate(places):
                _make_trouble(place, plan(seed * len(places) + n, place))
            for place in places:
                wait_until(partial(_is_back, store, place.seat), BACK_S)
            found = damage(store, *(place.seat for place in places))
            return Outcome(found.lost, found.doubled, time.monotonic() - began)

        yield one_try


def _make_trouble(place: Place, trouble: Trouble) -> None:
    place.proxy.trouble = trouble
    for _ in range(TICKS):
        place.seat.tick(len(place.seat.ticked))
        if trouble.done.wait(BACK_S / TICKS):
            return
    raise TimeoutError(f"No {trouble.call.decode()} met the {trouble.deed}.")


def _is_back(store: Store, seat: Seat) -> bool:
    return seat.is_live and seat.held() == visible(store, seat.rep)


def _places_in_a_push(seat: Seat, proxy: Proxy) -> list[tuple[Way, int]]:
    """Known from the first one; before each byte, and after the last."""
    seat.tick(0)
    wait_until(lambda: seat.is_live, BACK_S)
    lengths = proxy.lengths.items()
    assert all(length for _, length in lengths)
    return [(way, at) for way, length in lengths for at in range(length + 1)]


# ---- what may happen


def broken_off(seed: int, place: Place) -> Trouble:
    """At one place after another, first by FIN, then by RST."""
    turn, n = divmod(seed, len(place.push))
    return Trouble("reset" if turn % 2 else "cut", *place.push[n])


def broken_off_anywhere(seed: int, place: Place) -> Trouble:
    rng = random.Random(seed)
    return Trouble(rng.choice(("cut", "reset")), *rng.choice(place.push))


def poll_broken_off(seed: int, _: Place) -> Trouble:
    rng = random.Random(seed)
    return Trouble(rng.choice(("cut", "reset")), "answer", rng.randrange(100), POLL)


def silent(seed: int, place: Place) -> Trouble:
    rng = random.Random(seed)
    return Trouble(rng.choice(("stall", "half_open")), *rng.choice(place.push))


def trickling(seed: int, place: Place) -> Trouble:
    return Trouble("trickle", *random.Random(seed).choice(place.push))


def doubled(seed: int, _: Place) -> Trouble:
    return Trouble(random.Random(seed).choice(("double", "late_double")), "request", 0)


FAULTS = (
    Fault(name="push cut at each of its bytes", times=1600, stage=partial(stage, plan=broken_off)),
    Fault(name="poll cut", times=60, stage=partial(stage, plan=poll_broken_off)),
    Fault(name="push at 1 kB/s", times=60, stage=partial(stage, plan=trickling)),
    Fault(name="push doubled, at once or late", times=60, stage=partial(stage, plan=doubled)),
    Fault(
        name="push that meets silence, 6 desks", times=12,
        stage=partial(stage, plan=silent, desks=AT_ONCE),
    ),
)  # fmt: skip
