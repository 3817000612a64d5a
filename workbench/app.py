"""Builds the desktop: the only module that knows everybody.

The cached queue is on the screen before anything of the network is imported.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.settings import load_settings

if TYPE_CHECKING:
    from workbench.demo import SampleTeam
    from workbench.desk.desk import Desk

NO_DISPLAY = (
    "workbench: there is no display to open a window on. Start it within a desktop session, or "
    "run `workbench demo --screenshots DIR`, which draws every screen into a file."
)
_FILLED_WITHIN_S = 60.0


def run_desk(
    directory: Path, *, server: str | None = None, begin: Callable[[Desk], None] | None = None
) -> int:
    """The desk of a profile's folder until its window is closed; 2 where there is no display.

    `begin` is called with the desk after the first paint, instead of going on as it was left.
    """
    from workbench.ui.application import OneWindow, has_display, show_window, the_application

    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    application = the_application()
    one = OneWindow(directory)
    if not one.take():
        if one.call_up_the_first():
            return 0
        print("workbench: this profile is open in another process.", file=sys.stderr)
        return 1
    from workbench.desk.desk import open_desk

    settings = load_settings(directory)
    if server:
        settings = replace(settings, server=server)
    desk = open_desk(directory, proxy=settings.proxy)

    def go_on() -> None:
        if begin is not None:
            begin(desk)
        else:
            desk.start()
        one.answer(window.call_up, window)

    window = show_window(desk, directory, settings, painted=go_on)
    window.sample_wanted.connect(_open_sample)
    try:
        return int(application.exec())
    finally:
        desk.close()


def run_demo(
    *, role: str, leads: int, clock: datetime | None, speed: float, screenshots: Path | None
) -> int:
    """A sample team and a desk at it; without a display, or with `screenshots`, its pictures."""
    from workbench.demo import a_sample_team
    from workbench.ui.application import has_display

    draws = screenshots is not None or not has_display()
    with a_sample_team(leads=leads, clock=clock, speed=speed) as team:
        print(team.greeting, flush=True)
        if not draws:
            with tempfile.TemporaryDirectory(prefix="workbench-demo-") as folder:
                return run_desk(
                    Path(folder),
                    begin=lambda desk: desk.sign_in(team.server, team.emails[role], team.password),
                )
        directory = screenshots or Path.cwd() / "screens"
        paths = render_screens(team, directory)
    for path in paths:
        print(path)
    return 0


def render_screens(team: SampleTeam, directory: Path) -> list[Path]:
    """Draw every screen of a served sample team as PNG files; returns their paths.

    Whole windows of at least 1,024 px, each named after its screen.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from workbench.desk.desk import open_desk
    from workbench.ui import screens

    album = screens.Album(directory)
    with tempfile.TemporaryDirectory(prefix="workbench-screens-") as folder:
        bare = open_desk(_folder(folder, "bare"))
        screens.draw_bare(album, bare)
        bare.close()
        lead = _signed_in(team, "lead", _folder(folder, "lead"))
        screens.draw_lead(album, lead)
        lead.close()
        rep = _signed_in(team, "rep", _folder(folder, "rep"))
        screens.draw_rep(album, rep)
        rep.close()
        # The same desk whose server answers no more: the address of nobody.
        rep = open_desk(_folder(folder, "rep"))
        screens.draw_offline(album, rep)
        rep.close()
    return album.paths


def _folder(parent: str, name: str) -> Path:
    folder = Path(parent) / name
    folder.mkdir(exist_ok=True)
    return folder


def _signed_in(team: SampleTeam, role: str, directory: Path) -> Desk:
    """A desk of the sample team with all of its leads. Raises TimeoutError."""
    from workbench.desk.desk import open_desk
    from workbench.ui.screens import settle

    desk = open_desk(directory)
    desk.sign_in(team.server, team.emails[role], team.password)
    until = time.monotonic() + _FILLED_WITHIN_S
    while not (desk.sync_state().complete and desk.counts()["all"]):
        if time.monotonic() > until:
            raise TimeoutError(f"The sample team's leads did not come: {desk.sync_state()}")
        settle()
    return desk


def _open_sample() -> None:
    """“Try with a sample team”: another process, so that this desk stays as it is."""
    import subprocess

    subprocess.Popen([sys.executable, "-m", "workbench", "demo"], start_new_session=True)
