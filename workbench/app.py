"""Builds the desktop: the only module that knows everybody.

The cached queue is on the screen before anything of the network is imported.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.demo import SampleTeam
    from workbench.desk.desk import Desk

NO_DISPLAY = (
    "workbench: there is no display to open a window on. Start it within a desktop session, or "
    "run `workbench demo --screenshots DIR`, which draws every screen into a file."
)
CANNOT_OPEN = (
    "workbench: the files in {folder} cannot be opened ({why}). Make room on the disk, or see that "
    "you may write there, and start again. They are as they were."
)
_PATIENCE_S = 60.0


def run_desk(
    directory: Path,
    *,
    server: str | None = None,
    link: str = "",
    begin: Callable[[Desk], None] | None = None,
) -> int:
    """The desk of a profile's folder until its window is closed; 2 where there is no display.

    `link` shows a lead, in the window that is open already if there is one.
    `begin` is called with the desk after the first paint, instead of going on as it was left.
    """
    # Nothing dies before the first paint: collecting would only walk through what is being loaded.
    gc.disable()
    from workbench import uncaught

    uncaught.catch()
    from sqlite3 import DatabaseError, OperationalError

    from workbench.cache.outbox import NotSaved
    from workbench.desk.desk import open_desk
    from workbench.domain.tongue import speak
    from workbench.resources import catalogue
    from workbench.settings import load_settings
    from workbench.ui.toolkit import load_toolkit  # isort: split

    load_toolkit()
    from workbench.ui.application import OneWindow, has_display, show_window, the_application

    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    application = the_application()
    one = OneWindow(directory)
    if not one.take():
        if one.call_up_the_first(link):
            return 0
        print("workbench: this profile is open in another process.", file=sys.stderr)
        return 1
    settings = load_settings(directory)
    if server:
        from dataclasses import replace

        settings = replace(settings, server=server)
    speak(catalogue(settings.language))
    try:
        desk = open_desk(directory, proxy=settings.proxy)
    except (OSError, NotSaved, OperationalError) as error:
        print(CANNOT_OPEN.format(folder=directory, why=error), file=sys.stderr)
        return 1

    def go_on() -> None:
        gc.freeze()
        gc.enable()
        # What is loaded for the network stays, too: while all is pulled, each look through it
        # would hold the window for 20 to 40 ms.
        desk.listen("signed_in", gc.freeze)
        if begin is not None:
            begin(desk)
        else:
            from workbench import logbook

            logbook.keep()
            desk.start()
        one.answer(window.call_up, window)
        window.follow(link)

    try:
        window = show_window(desk, directory, settings, painted=go_on)
    except (DatabaseError, ValueError) as error:
        if not desk.mend(error):
            raise
        window = show_window(desk, directory, settings, painted=go_on)
    uncaught.listen(desk.met)
    window.sample_wanted.connect(_open_sample)
    try:
        return int(application.exec())
    finally:
        desk.close()
        one.leave()


def run_demo(
    *, role: str, leads: int, clock: datetime | None, speed: float, screenshots: Path | None
) -> int:
    """A sample team and a desk at it; without a display, or with `screenshots`, its pictures."""
    import tempfile

    from workbench import logbook
    from workbench.demo import a_sample_team
    from workbench.ui.application import has_display

    if screenshots is not None or not has_display():
        directory = screenshots or Path.cwd() / "screens"
        for path in render_screens(directory, leads=leads, clock=clock, speed=speed):
            print(path)
        return 0
    with (
        a_sample_team(leads=leads, clock=clock, speed=speed) as team,
        tempfile.TemporaryDirectory(prefix="workbench-demo-") as folder,
    ):
        print(team.greeting, flush=True)
        logbook.keep()
        login = team.server, team.emails[role], team.password
        return run_desk(Path(folder), begin=lambda desk: desk.sign_in(*login))


def render_screens(
    directory: Path, *, leads: int = 300, clock: datetime | None = None, speed: float = 1.0
) -> list[Path]:
    """Draw every screen of a sample team as PNG files; returns their paths.

    Whole windows of at least 1,024 px, each named after its screen. Nothing in them is made up:
    what is refused came to nothing on another desk, and the server of the offline ones is gone.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import tempfile

    from workbench.demo import a_sample_team
    from workbench.desk.desk import open_desk
    from workbench.ui import lead_screens, screens
    from workbench.ui.album import Album

    album = Album(directory)
    with tempfile.TemporaryDirectory(prefix="workbench-screens-") as folder:
        bare = open_desk(_folder(folder, "bare"))
        screens.draw_bare(album, bare)
        bare.close()
        with a_sample_team(leads=leads, clock=clock, speed=speed) as team:
            print(team.greeting, flush=True)
            lead = _signed_in(team, "lead", _folder(folder, "lead"))
            rep = _signed_in(team, "rep", _folder(folder, "rep"))
            lead_screens.draw_lead(album, lead)
            lead_screens.draw_dashboard(album, lead)
            ops = _signed_in(team, "ops", _folder(folder, "ops"))
            lead_screens.draw_team(album, ops)
            ops.close()
            screens.draw_rep(album, rep)
            screens.draw_day(album, rep)
            rep.close()
            rep = open_desk(_folder(folder, "rep"))
            _promise_in_vain(rep, lead)
            _sign_in(rep, team, "rep")
            lead.close()
            ae = open_desk(_folder(folder, "ae"))
            _sign_in(ae, team, "ae")
            screens.draw_ae(album, ae)
            screens.draw_empty(album, ae)
            ae.close()
        _wait(lambda: rep.sync_state().kind == "offline")
        screens.draw_offline(album, rep)
        rep.close()
    return album.paths


def _promise_in_vain(rep: Desk, lead: Desk) -> None:
    """`rep`, not connected yet, plans a callback on what is set to Do not contact meanwhile."""
    own = next(iter(rep.queue("mine")), None)
    if own is None:
        return
    note = "Wants the annual price for 25 seats before Friday. Ask for Lena if she is out."
    rep.promise_callback(own, rep.now() + timedelta(days=1), note)
    lead.dispose(own, "DNC", touch_kind="call")
    _wait(lambda: not lead.sync_state().unsent)


def _folder(parent: str, name: str) -> Path:
    folder = Path(parent) / name
    folder.mkdir(exist_ok=True)
    return folder


def _signed_in(team: SampleTeam, role: str, directory: Path) -> Desk:
    """A desk of the sample team with all of its leads."""
    from workbench.desk.desk import open_desk

    desk = open_desk(directory)
    _sign_in(desk, team, role)
    _wait(lambda: bool(desk.counts()["all"]))
    return desk


def _sign_in(desk: Desk, team: SampleTeam, role: str) -> None:
    """Returns once all that waited was sent and all leads have come."""
    desk.sign_in(team.server, team.emails[role], team.password)

    def is_done() -> bool:
        state = desk.sync_state()
        return state.kind == "online" and state.complete and not state.unsent

    _wait(is_done)


def _wait(until: Callable[[], bool]) -> None:
    """Raises TimeoutError."""
    from workbench.ui.album import settle

    patience = time.monotonic() + _PATIENCE_S
    while not until():
        if time.monotonic() > patience:
            raise TimeoutError("The sample team did not answer in time.")
        settle()


def _open_sample() -> None:
    """“Try with a sample team”: another process, so that this desk stays as it is."""
    import subprocess

    subprocess.Popen([sys.executable, "-m", "workbench", "demo"], start_new_session=True)
