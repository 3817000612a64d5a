"""Leads given to others: who would get what, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who would get what. `moves`: person's id → how many leads; `warnings` are sentences."""

    preview_id: str
    to: str
    moves: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a reassignment did; `batch_id` is what undo takes back."""

    batch_id: str
    moved: int
    refused: tuple[str, ...] = ()
