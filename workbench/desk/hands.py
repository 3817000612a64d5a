"""A desk's verbs, loaded with the first that is used: no paint waits for the rules behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.desk.taken_back import TakenBack


def the_verbs() -> type[TakenBack]:
    from workbench.desk.taken_back import TakenBack

    return TakenBack


class Hands:
    """At run time what `TakenBack` is to whoever reads the types; see desk.py."""

    def __getattr__(self, name: str) -> Any:
        return getattr(the_verbs(), name).__get__(self)
