"""The table of what the campaign tried, as it stands in the README."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.campaign.tries import HEAD, Tally

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- the campaign's table -->\n", "<!-- its end -->\n"


def drawn(tallies: Iterable[Tally], untried: Sequence[str], *, minutes: float) -> str:
    """`untried`: a sentence for each fault that this computer cannot have."""
    run = f"Run on {datetime.now(UTC):%Y-%m-%d} in {minutes:.0f} minutes on {os.cpu_count()}"
    lines = [HEAD, *map(str, tallies), "", f"{run} cores.", *untried]
    return "".join(f"{line}\n" for line in lines)


def write(told: str, readme: Path = README) -> None:
    """In the place of the one before. Raises ValueError where the README has no place for it."""
    text = readme.read_text(encoding="utf-8")
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    readme.write_text(f"{text[:before]}\n{told}\n{text[after:]}", encoding="utf-8")
