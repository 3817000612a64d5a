"""Facts in the past tense, told to whoever listens, in the thread in which they came about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial


class Facts:
    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[..., None]]] = defaultdict(list)

    def listen(self, fact: str, call: Callable[..., None]) -> Callable[[], None]:
        """Returns what ends the listening."""
        self._listeners[fact].append(call)
        return partial(self._listeners[fact].remove, call)

    def tell(self, fact: str, *told: object) -> None:
        for call in tuple(self._listeners[fact]):
            try:
                call(*told)
            except Exception:
                # A listener's mistake must not stop the thread that syncs.
                import logging

                logging.getLogger(__name__).exception("a listener to %s failed", fact)
