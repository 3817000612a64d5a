"""A desk's verbs, loaded with the first that is used: no paint waits for the rules behind them."""

from __future__ import annotations

from typing import Any


class Hands:
    """At run time what `TakenBack` is to whoever reads the types; see desk.py."""

    def __getattr__(self, name: str) -> Any:
        from workbench.desk.taken_back import TakenBack

        return getattr(TakenBack, name).__get__(self)
