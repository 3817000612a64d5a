"""Entries of a timeline that nobody made: what the server did by itself."""

from __future__ import annotations

from datetime import datetime

from workbench.domain.activity import Activity
from workbench.domain.plain import Plain
from workbench.identity import new_id


def entry(now: datetime, kind: str, **args: Plain) -> Activity:
    """What is None or empty in `args` is left out."""
    told = {name: value for name, value in args.items() if value not in (None, "", [])}
    return Activity(id=new_id(), kind=kind, at=now, received_at=now, args=told)
