"""Draws every picture anew, into this folder; look at what has changed before it is committed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import tests.conftest  # noqa: F401  # no screen, no profile of this machine
from tests.pictures.comparing import keep
from tests.pictures.scenes import SCENES, grabbed, playing

HERE = Path(__file__).resolve().parent


def draw_all(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as seats:
        for name, scene in SCENES.items():
            with playing(scene, Path(seats) / name) as window:
                keep(grabbed(window), folder / f"{name}.png")


if __name__ == "__main__":
    draw_all(HERE)
    size = sum(path.stat().st_size for path in HERE.glob("*.png"))
    print(f"{len(SCENES)} pictures, {size / 1000:,.0f} kB")
