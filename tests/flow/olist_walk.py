"""Olist's year walked on this screen: `python -m tests.flow.olist_walk OLIST INTO`.

It is Monday, 28 May 2018, and then that week's Friday; the leads and deals between come meanwhile.
Prints as JSON how many keys each view took and how many numbers were opened. Where `LOOK` names a
folder, each view is drawn there in light, dark and greys.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from tests.flow.olist_team import Cast, Life, lives, people
from tests.flow.recounting import load
from tests.flow.screen import Screen
from tests.flow.team import Team, eventually, is_settled
from tests.flow.walk import Walk
from tests.ui.windows import at_desk, settle, the_theme
from workbench.ui.theme import Appearance
from workbench.ui.window import Window

MONDAY = datetime.fromisoformat("2018-05-28T09:00+02:00")
FRIDAY = datetime.fromisoformat("2018-06-01T15:00+02:00")
PATIENCE_S = 180.0
"""8,000 leads come to a desk and are counted there."""
_NAMED = {"Enter": "Return", "Esc": "Escape"}
"""Keys as xdotool names them, where keycaps do otherwise."""


def main() -> None:
    olist, folder = (Path(word) for word in sys.argv[1:3])
    team = Team(folder / "team", clock=MONDAY.isoformat())
    year = lives(olist, _joined(team, olist))
    go_on(team, year, MONDAY)
    with team:
        walk = Walk(seated(team, folder), team.directory, folder, by_screen(), look=looking())
        walk.patience_s = PATIENCE_S
        walk.monday()
        walk.window.close()
        team.desks.pop().close()
        team.stop()
        go_on(team, year, FRIDAY)
        team.clock = FRIDAY.isoformat()
        team.start()
        walk.window = seated(team, folder)
        walk.friday()
        walk.window.close()
    print(json.dumps({"keys": walk.keys, "numbers": walk.numbers}))


def seated(team: Team, folder: Path) -> Window:
    desk = team.open_desk("Tess")
    team.sign_in(desk, "Tess")
    eventually(lambda: desk.sync_state().complete and is_settled(desk), within_s=PATIENCE_S)
    window = at_desk(desk, folder)
    window.activateWindow()
    return window


def _joined(team: Team, olist: Path) -> Cast:
    """Who is who is not in the data: they are numbered by what they won."""
    sdrs, aes = people(olist)
    named = {f"Sdr{n:02}": id for n, id in enumerate(sdrs, 1)}
    also = {f"Ae{n:02}": id for n, id in enumerate(aes, 1)}
    team.join(*named)
    team.join(*also, role="ae")
    team.join("Tess", role="lead")
    ids = {email.partition("@")[0]: id for id, email in team.emails.items()}
    return Cast(
        sdrs={olists: ids[name.lower()] for name, olists in named.items()},
        aes={olists: ids[name.lower()] for name, olists in also.items()},
    )


def go_on(team: Team, year: list[Life], until: datetime) -> None:
    lately = [life for life in year if life.go_on(until)]
    load(team.directory, ((life.story.lead, life.new()) for life in lately))


def by_screen() -> Callable[..., None]:
    """Real keys, to whichever window has the keyboard."""
    screen = Screen({})

    def press(_window: Window, *keys: str) -> None:
        for key in keys:
            screen.press(_NAMED.get(key, key.lower()))
            until = time.monotonic() + 0.03
            while time.monotonic() < until:
                settle()

    return press


def looking() -> Callable[[str, Any], None]:
    folder = os.environ.get("LOOK")
    if folder is None:
        return lambda _name, _widget: None
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)

    def look(name: str, widget: QWidget) -> None:
        for how in (Appearance.DARK, Appearance.LIGHT):
            the_theme().show_as(how)
            for _ in range(20):
                settle()
            widget.grab().save(str(into / f"{name} {how.value}.png"))

    return look


if __name__ == "__main__":
    main()
