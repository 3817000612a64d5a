"""A rep's and an AE's screens, from a desk that has leads."""

from datetime import timedelta

from PySide6.QtTest import QTest

from workbench.desk.desk import Desk
from workbench.desk.notices import moments
from workbench.ui.album import COMPACT, Album
from workbench.ui.modes import TRIAGE
from workbench.ui.window import Window

_NOTE = "Two people match invoices by hand, daily."  # not a text
_ANSWERS = ("Decides with the CFO", "Invoices matched by hand", "SAP TM")  # not a text


def draw_rep(album: Album, desk: Desk) -> None:
    """A rep's screens, signed in and in office hours. The call that is shown is made."""
    with album.window(desk) as window:
        album.draw(window, "triage-light")
        window.actions_table.run("why")
        album.draw(window, "card-why")
        window.actions_table.run("why")
        window.actions_table.run("go_later")
        album.draw(window, "later")
        window.show_mode(TRIAGE)
        window.actions_table.run("talk")
        album.draw(window, "talk")
        window.actions_table.run("talk")
        _draw_practice(album, window)
        window.layers.keys.open()
        album.draw(window, "keys")
        window.layers.keys.dismiss()
        window.layers.settings.open()
        album.draw(window, "settings")
        window.layers.settings.dismiss()
        _draw_own_keys(album, window)
        _draw_filtered(album, window)
        window.actions_table.run("work_next")
        window.triage.work.call_or_end()
        window.triage.card.notes.field.setPlainText(_NOTE)
        album.draw(window, "on-call")
        draw_qualify(album, window)
        window.layers.palette.open("no")
        album.draw(window, "palette")
        window.layers.palette.dismiss()
        window.triage.work.end_call()
        album.draw(window, "wrap-up")
        window.triage.work.dispose("NI")
        album.draw(window, "reason")
        window.triage.close_top()
        window.triage.work.dispose("NA")
        album.draw(window, "logged")
        window.triage.queue.search.setText("no such lead")  # not a text
        album.draw(window, "no-hit")
    with album.window(desk, dark=True) as window:
        album.draw(window, "triage-dark")
        window.actions_table.run("why")
        album.draw(window, "card-why-dark")
        window.layers.palette.open("call")
        album.draw(window, "palette-dark")
    with album.window(desk, size=COMPACT) as window:
        album.draw(window, "compact")
    with album.window(desk, scale=2.0, size=(1440, 1280)) as window:
        album.draw(window, "scale-200")
    with album.window(desk) as window:
        window.actions_table.run("email")
        album.draw(window, "mail")
        window.actions_table.run("mail_account")
        album.draw(window, "mail-account")


def draw_day(album: Album, desk: Desk) -> None:
    """How a rep's day begins, what it tells of in time, and how it is closed."""
    with album.window(desk) as window:
        told = (
            notice
            for row in desk.rows(desk.queue("mine"))
            for notice in moments(row, desk.policy, desk.now())
            if notice.at <= desk.now()
        )
        notice = max(told, key=lambda notice: notice.at, default=None)
        if notice is not None:
            window.news.tell(notice.words, notice.lead)
            album.draw(window, "notice")
        window.day.begin()
        album.draw(window, "morning")
        window.day.agenda.dismiss()
        window.day.end()
        album.draw(window, "close-out")


def _draw_practice(album: Album, window: Window) -> None:
    """The first invented lead, on the call."""
    window.actions_table.run("go_practice")
    practice = window.pages.practice
    practice.actions_table.run("call")
    album.draw(window, "practice")
    practice.triage.close_top()
    practice.close_top()


def draw_qualify(album: Album, window: Window) -> None:
    """Answers as they come in on the call, and what is still to ask before a meeting is booked."""
    qualify = window.triage.card.qualify
    for number, answer in enumerate(_ANSWERS):
        qualify.edit(number)
        qualify.entry.insert(answer)
        qualify.entry.textEdited.emit(answer)
    window.actions_table.run("qualify")
    album.draw(window, "qualify")
    window.triage.rest_focus()
    window.triage.work.dispose("MTG")
    album.draw(window, "handing")
    window.triage.close_top()


def _draw_own_keys(album: Album, window: Window) -> None:
    """A key that is somebody's, as it is asked about; nothing is changed."""
    chooser = window.layers.choose_keys
    chooser.open()
    chooser.field.setText("snooze")
    chooser.field.entered.emit()
    QTest.keyClicks(chooser, "k")
    album.draw(window, "keys-settings")
    chooser.dismiss()


def _draw_filtered(album: Album, window: Window) -> None:
    """Two filters in force and a third being typed; then what hides all."""
    queue = window.triage.queue
    queue.search.setFocus()
    queue.filters.type_words("type:demo score>3")  # not a text
    queue.search.setText("owner:")
    album.draw(window, "filtered")
    queue.filters.type_words("type:demo score>3 owner:me callback")  # not a text
    album.draw(window, "filtered-none")
    queue.show_everything()
    window.triage.rest_focus()


def draw_ae(album: Album, desk: Desk) -> None:
    """An AE's handoffs, and what the decision on one asks."""
    with album.window(desk) as window:
        album.draw(window, "handoffs")
        window.actions_table.run("accept")
        album.draw(window, "handoff-accept")
    with album.window(desk, dark=True) as window:
        album.draw(window, "handoffs-dark")
    with album.window(desk, scale=2.0, size=(1920, 1280)) as window:
        album.draw(window, "handoffs-200")


def draw_offline(album: Album, desk: Desk) -> None:
    """The same desk once its server is gone."""
    with album.window(desk) as window:
        window.triage.step(1)
        window.triage.work.dispose("VM")
        window.triage.dock.form.submit()
        album.draw(window, "offline")
        window.actions_table.run("go_attention")
        album.draw(window, "needs-attention")


def draw_bare(album: Album, desk: Desk) -> None:
    """A desk at which nobody has signed in yet."""
    with album.window(desk) as window:
        album.draw(window, "first-start")


def draw_empty(album: Album, desk: Desk) -> None:
    """A desk whose queue is clear, for what is due to an AE can wait a day."""
    for lead in desk.queue("now"):
        desk.snooze(lead, desk.now() + timedelta(days=1))
    with album.window(desk) as window:
        window.show_mode(TRIAGE)
        album.draw(window, "empty")
