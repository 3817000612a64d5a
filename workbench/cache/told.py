"""What the cache keeps of a lead that was told.

Who takes thousands in need not make each of them whole: its mirror tells the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from workbench.cache.columns import columns
from workbench.cache.search import searched_words
from workbench.cache.traits import beside
from workbench.domain.lead import Lead
from workbench.mirror import mirror
from workbench.wire import read_lead

_MIRROR = msgspec.json.Decoder(mirror(Lead))


class Told(NamedTuple):
    """`values` by the names of `leads` and `traits`; `words` are searched."""

    values: Mapping[str, Any]
    words: str


def told(text: str) -> Told:
    """Raises ValueError where it is no lead that this desk can read."""
    try:
        return told_of(_MIRROR.decode(text))
    except ValueError:
        return told_of(read_lead(json.loads(text)))


def told_of(lead: Lead) -> Told:
    return Told({**columns(lead), **beside(lead)}, searched_words(lead))
