"""What the command `hook` does: who is told of outcomes, from the command line."""

from __future__ import annotations

import argparse
import uuid

from workbench.domain.outcomes import KINDS
from workbench.domain.plain import from_ms
from workbench.server.moment import real_now
from workbench.server.outcomes import receivers
from workbench.server.outcomes.courier import tell
from workbench.server.store import Store
from workbench.wire import compact


def add(store: Store, team: str, options: argparse.Namespace) -> int:
    kinds = options.events.split(",") if options.events else KINDS
    id, secret = receivers.add(store, team, options.url, kinds, private=options.private)
    print(f"{options.url} is told of {', '.join(kinds)} from now on, as {id}.")
    print(f"Each is signed by Standard Webhooks. Its secret, shown this once: {secret}")
    return 0


def list_(store: Store, team: str, _options: argparse.Namespace) -> int:
    for one in receivers.listed(store, team):
        since = f" since {from_ms(one.since_ms):%d %b %Y, %H:%M} UTC" if one.since_ms else ""
        waiting = f"{one.waiting:,} waiting{since}" if one.waiting else "nothing waiting"
        error = f"; last answer: {one.error}" if one.error else ""
        print(f"{one.id}  {one.url}  {', '.join(one.kinds)}: {waiting}{error}")
    return 0


def remove(store: Store, team: str, options: argparse.Namespace) -> int:
    url = receivers.remove(store, team, options.which)
    print(f"{url} is told nothing more.")
    return 0


def test(store: Store, team: str, options: argparse.Namespace) -> int:
    """Say hello, signed like all else: 0 where the receiver took it."""
    one = receivers.find(store, team, options.which)
    doc = compact({"timestamp": real_now().isoformat(), "type": "test", "data": {}})
    answer = tell(one.url, one.secret, f"msg_{uuid.uuid4().hex}", doc, private=one.private)
    said = f"{answer.status} {answer.said}".strip() if answer.status else f"{answer.said}."
    print(f"{one.url} took it." if answer.is_taken else f"{one.url} did not take it: {said}")
    return 0 if answer.is_taken else 1
