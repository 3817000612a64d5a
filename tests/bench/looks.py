"""G6, G7, G11, G12: what a window costs that is scrolled, left alone, searched and narrowed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.onscreen import figures_on
from tests.bench.pairs import Figure
from tests.bench.stock import a_profile
from tests.flow.screen import a_screen


def scrolling() -> Iterator[Figure]:
    return _seen("scrolling")


def ticking() -> Iterator[Figure]:
    return _seen("ticking")


def searching() -> Iterator[Figure]:
    return _seen("searching")


def narrowing() -> Iterator[Figure]:
    return _seen("narrowing")


def _seen(what: str) -> Iterator[Figure]:
    with a_profile() as folder, a_screen() as screen:
        yield from figures_on(screen, "looking", what, str(folder))
