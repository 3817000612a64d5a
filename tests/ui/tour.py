"""Every mode, layer, form and state of a real window, one after the other, at a Cyrillic desk.

Each stop is a name and the window as it stands then; whoever takes the tour looks at it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, a_mutation, after_asking
from tests.desk.seats import StoppedClock, fill
from tests.ui.cyrillic import a_lead, a_seat, cyrillic, leads_of_every_kind, the_policy
from tests.ui.room import Room, Stop, opened, wait
from tests.ui.team_told import stops_of_the_team
from tests.ui.trouble import stops_of_trouble
from tests.ui.windows import settle
from workbench.desk.coverage import Hour
from workbench.desk.desk import open_desk
from workbench.domain.apply import apply
from workbench.domain.plain import to_ms
from workbench.ui.actions import DISPOSE


def tour(folder: Path, room: Room = Room()) -> Iterator[Stop]:  # noqa: B008  # a constant
    parts = (_rep, _asked, _layers, stops_of_trouble, _lead, _team, _ae, _bare)
    for number, part in enumerate(parts):
        for name, window in part(folder / str(number), room):
            settle()
            yield name, window


def _rep(folder: Path, room: Room) -> Iterator[Stop]:
    """The queue and the card, a call, and what was found or not."""
    clock = StoppedClock()
    leads = leads_of_every_kind()
    desk = a_seat(folder, *leads, clock=clock)
    with opened(folder, room, desk) as window:
        run, queue = window.actions_table.run, window.triage.queue
        yield "triage", window
        for lead in leads:
            window.show_lead(lead.id)
            yield f"card of {lead.email}", window
        for name in ("why", "talk", "company", "qualify", "notes"):
            window.show_lead(leads[0].id)
            run(name)
            yield name, window
            window.triage.close_top()
        for name in ("go_mine", "go_later", "go_all", "go_work", "go_queue"):
            run(name)
            yield name, window
        for words in ("type:demo score>3", "owner:me type:content"):
            queue.filters.type_words(words)
            yield words, window
            queue.search.setText("owner:")
            yield f"{words} owner:", window
        run("save_view")
        yield "save_view", window
        window.triage.close_top()
        queue.show_everything()
        for text in (cyrillic("halden"), "77"):
            queue.search.setText(text)
            yield f"searched {text}", window
        queue.show_everything()
        for name in ("select", "select_down", "snooze"):
            run(name)
            yield name, window
        window.triage.close_top()
        queue.list.unmark()
        window.show_lead(leads[0].id)
        run("call")
        clock.pass_by(seconds=42)
        yield "on call", window
        run("end_call")
        yield "wrap-up", window
        fill(desk._caches, a_lead(name="Kim Ost", waited=0), since=3000)
        queue.refresh()
        yield "new ones", window
        run(f"{DISPOSE}NA")
        yield "logged", window
        window.status.rest()
        yield "can be undone", window
        run("undo")
        yield "undone", window


def _asked(folder: Path, room: Room) -> Iterator[Stop]:
    """Everything that is asked inline."""
    lead = after_asking(a_lead(waited=1, name="Ann Lee"))
    desk = a_seat(folder, lead, a_lead(name="Bo Chen", waited=2), clock=StoppedClock())
    with opened(folder, room, desk) as window:
        window.show_lead(lead.id)
        for code in the_policy().dispositions:
            if code.retired:
                continue
            window.triage.work.dispose(code.code)
            yield f"asked by {code.code}", window
            window.triage.close_top()
        for name in ("follow_up", "snooze", "assign", "log_touch", "add_lead", "availability"):
            window.show_lead(lead.id)
            window.actions_table.run(name)
            yield name, window
            window.triage.dock.form.submit()
            yield f"{name}, sent empty", window
            window.triage.close_top()
        window.show_lead(lead.id)
        window.actions_table.run("email")
        yield "email", window


def _layers(folder: Path, room: Room) -> Iterator[Stop]:
    leads = leads_of_every_kind()
    desk = a_seat(folder, *leads, clock=StoppedClock())
    with opened(folder, room, desk) as window:
        layers = window.layers
        for words in ("", "777", leads[0].name or ""):
            layers.palette.open(words)
            yield f"palette {words}", window
        layers.palette.dismiss()
        layers.keys.open()
        yield "keys", window
        layers.keys.dismiss()
        layers.choose_keys.open()
        yield "choose_keys", window
        layers.choose_keys.field.entered.emit()
        yield "choose_keys, one", window
        layers.choose_keys.dismiss()
        layers.settings.open()
        yield "settings", window
        layers.settings.dismiss()
        window.actions_table.run("mail_account")
        yield "mail_account", window
        layers.mail.dismiss()
        window.day.begin()
        yield "morning", window
        window.day.agenda.dismiss()
        window.actions_table.run("close_day")
        yield "close_day", window
        window.day.agenda.dismiss()
        window.news.tell_arrival(desk.rows([leads[0].id])[0], cyrillic("Demo"))
        yield "news", window
        window.actions_table.run("go_practice")
        yield "practice", window
        practice = window.pages.practice
        practice.actions_table.run("call")
        yield "practice, called", window
        practice.actions_table.run(f"{DISPOSE}NA")
        yield "practice, judged", window


def _lead(folder: Path, room: Room) -> Iterator[Stop]:
    """Who leads the team: the board."""
    desk = a_seat(folder, *leads_of_every_kind(), role="lead", clock=StoppedClock())
    with opened(folder, room, desk) as window:
        yield "board", window
        hour = Hour(10, (cyrillic("Robin"),), came=1, expected=2, first_min=80, staffed_min=60)
        window.pages.board.head.hours.show_hours((hour, hour._replace(hour=11, there=())))
        window.actions_table.run("hours")
        yield "board, today by the hour", window
        for name in ("select", "select_down", "assign"):
            window.actions_table.run(name)
            yield f"board, {name}", window
        window.actions_table.run("close")
        window.pages.board.table.choose("sam")
        yield "board, of Sam", window
        for name in ("cover", "assign_by"):
            window.actions_table.run(name)
            yield f"board, {name}", window
            window.actions_table.run("close")
        window.show_mode("Dashboard")
        wait(lambda: window.pages.dashboard.numbers is not None)
        yield "dashboard", window
        window.pages.dashboard.grid.step(1)
        window.actions_table.run("dash_define")
        yield "dashboard, what a number means", window


def _team(folder: Path, room: Room) -> Iterator[Stop]:
    """Who looks after it: each view empty, without a server, filled, and what each asks."""
    desk = a_seat(folder, a_lead(name="Ann Lee"), role="ops", clock=StoppedClock())
    with opened(folder, room, desk) as window:
        for name in stops_of_the_team(window):
            settle()
            yield name, window


def _ae(folder: Path, room: Room) -> Iterator[Stop]:
    """What an AE was handed."""
    handed = []
    for name, hours in (("Ann Lee", 2), ("Bo Chen", -3), ("Cy Dorn", 1)):
        lead = a_lead(name=name, owner="sam", waited=3000)
        at = MONDAY - timedelta(hours=6)
        booked = a_mutation(lead, "meeting_booked", at=at, user="sam")
        args = {"meeting_id": name, "at": to_ms(MONDAY - timedelta(hours=hours)), "length_min": 30,
                "ae": "robin"}  # fmt: skip
        handed.append(apply(lead, replace(booked, args=args), the_policy()))
    desk = a_seat(folder, *handed, role="ae", clock=StoppedClock())
    with opened(folder, room, desk) as window:
        yield "handoffs", window
        window.show_mode("Handoffs")
        for name in ("reject", "meeting_moved", "accept"):
            window.actions_table.run(name)
            yield name, window
            if name != "accept":
                window.actions_table.run("close")
        window.pages.handoffs.panel.form._press("3")
        window.pages.handoffs.panel.form.submit()
        yield "accepted", window
        for name in ("stage", "won", "lost"):
            window.actions_table.run(name)
            yield name, window
            window.actions_table.run("close")
    empty = folder / "empty"
    with opened(empty, room, a_seat(empty, role="ae", clock=StoppedClock())) as window:
        yield "no handoffs", window
        window.show_mode("Triage")
        yield "empty", window


def _bare(folder: Path, room: Room) -> Iterator[Stop]:
    folder.mkdir()
    with opened(folder, room, open_desk(folder, clock=StoppedClock())) as window:
        yield "first start", window
        window.pages.start.password.setFocus()
        window.pages.start.password.entered.emit()
        yield "first start, nothing typed", window
