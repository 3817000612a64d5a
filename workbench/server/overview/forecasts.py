"""A forecast as it is told: numbers of an average week, and where it goes wrong in sentences."""

from __future__ import annotations

from workbench.domain.capacity import Block, Forecast
from workbench.domain.plain import Plain

WORST = 10


def told(found: Forecast) -> Plain:
    whole = found.whole
    return {
        "inquiries": round(whole.inquiries, 1),
        "attempts": round(whole.attempts, 1),
        "reached": round(whole.reached, 1),
        "kept": round(whole.kept, 1),
        "missed": round(whole.missed, 1),
        "kept_share": _rounded(found.kept_share),
        "won": round(whole.captured, 2),
        "needed_min": round(found.needed_min),
        "staffed_min": round(whole.staffed_min),
        "load": _rounded(found.needed_min / whole.staffed_min if whole.staffed_min else None),
        "blocks": [_block(block) for block in found.blocks],
        "says": [block.says for block in found.worst[:WORST]],
    }


def _block(block: Block) -> Plain:
    return {
        "weekday": block.weekday,
        "hour": block.hour,
        "inquiries": round(block.inquiries, 1),
        "needed_min": round(block.needed_min),
        "staffed_min": round(block.staffed_min),
        "short_min": round(block.short_min),
        "kept": round(block.kept, 1),
        "missed": round(block.missed, 1),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def compared(now: Plain, then: Plain) -> str:
    """The two forecasts in a sentence."""
    before, after = (one["kept_share"] for one in (now, then))
    if before is None or after is None:
        return "No promise falls due."
    kept, instead = (round(100 * share) for share in (after, before))
    misses, were = (f"{one['missed']:,.0f}" for one in (then, now))
    if (kept, misses) == (instead, were):
        return f"Nothing changes: of 100 promises {kept} are kept, {misses} are missed a week."
    return (
        f"Of 100 promises {kept} are kept instead of {instead}; {misses} are missed a week instead"
        f" of {were}."
    )
