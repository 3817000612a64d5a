"""What each action of the table does in the window, and when it can be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from workbench.ui.action_table import BOARD, DASHBOARD, HANDOFFS, TEAM, Action
from workbench.ui.conflicts import Conflicts
from workbench.ui.modes import (
    GOES_TO,
    LATER,
    PRACTICE,
    WORK,
    leads_team,
    sees_handoffs,
)
from workbench.ui.theme import Appearance

if TYPE_CHECKING:
    from workbench.ui.card import LeadCard
    from workbench.ui.elsewhere import Elsewhere
    from workbench.ui.invitations import Invitations
    from workbench.ui.window import Window


def bind_actions(window: Window) -> None:
    bind, triage, work = window.actions_table.bind, window.triage, window.triage.work

    def here() -> bool:
        return window.pages.currentWidget() is triage and window.desk.user is not None

    lead = window.has_lead

    def marks() -> bool:
        return here() and triage.queue.isVisible()

    def list_or_lead() -> bool:
        return lead() or (here() and triage.shows_attention)

    def signed_in() -> bool:
        return window.desk.user is not None

    def company() -> None:
        card().show_company()
        if not decides():
            elsewhere().look_up()

    board = window.is_board

    def aside() -> bool:
        return window.pages.aside is not None

    def decides() -> bool:
        return window.mode == HANDOFFS and aside()

    def lives(action: Action) -> bool:
        return window.mode == action.mode and aside() and window.pages.can(action)

    def card() -> LeadCard:
        return window.pages.handoffs.card if decides() else triage.card

    def reads() -> bool:
        return lead() or (decides() and card().lead is not None)

    def qualify() -> None:
        card().qualify.begin()

    def why() -> None:
        card().show_why()

    @cache
    def elsewhere() -> Elsewhere:
        from workbench.ui.elsewhere import Elsewhere

        return Elsewhere(window.desk, work)

    bind("work_next", window.work_next, signed_in)
    bind("open_lead", lambda: window.act("open"), lambda: list_or_lead() or aside())
    bind("next_lead", lambda: window.step(1), lambda: here() or aside())
    bind("previous_lead", lambda: window.step(-1), lambda: here() or aside())
    bind("qualify", qualify, reads)
    bind("notes", triage.card.notes.field.setFocus, lead)
    bind("talk", triage.card.show_talk, lambda: lead() and triage.card.talk.isVisible())
    bind("why", why, reads)
    conflicts = Conflicts(window)
    bind("keep_mine", partial(conflicts.settle, mine=True), conflicts.asks)
    bind("take_theirs", partial(conflicts.settle, mine=False), conflicts.asks)
    bind("company", company, reads)
    for name, verb in (("follow_up", triage.together.follow_up), ("snooze", triage.together.snooze),
                       ("release", triage.together.release), ("end_call", work.end_call),
                       ("log_touch", lambda: work.by_hand().touch())):  # fmt: skip
        bind(name, verb, lead)
    bind("call", work.call_or_end, lead, work.no_call)
    bind("email", partial(triage.card.write_mail, work), lead, work.no_mail)
    bind("message", lambda: elsewhere().message(), lead, lambda: elsewhere().no_message())
    bind("assign", lambda: window.act("assign"), lambda: lead() or board())
    bind("copy_number", lambda: work.copy("phone"), lead)
    bind("copy_email", lambda: work.copy("email"), lead)
    bind("add_lead", window.add_lead, signed_in)
    bind("wrap_up", lambda: window.keyboard.set_wrap_up(not work.in_wrap_up), lead)
    bind("undo", work.undo, lambda: signed_in() and window.desk.undoable() is not None)
    bind("search", window.search, signed_in)
    bind("palette", partial(window.layers.open, "palette"), signed_in)
    bind("go_queue", window.going("now"), signed_in)
    bind("go_mine", window.going("mine"), signed_in)
    bind("go_all", window.going("all"), signed_in)
    bind("go_later", lambda: window.show_mode(LATER), signed_in)
    bind("go_work", lambda: window.show_mode(WORK), signed_in)
    bind("go_attention", conflicts.go, lambda: here() and conflicts.is_needed())
    bind("show_new", triage.queue.show_new, here)
    bind("go_handoffs", lambda: window.show_mode(HANDOFFS), lambda: sees_handoffs(window.desk))
    for action in window.actions_table:
        if action.mode in (BOARD, DASHBOARD, HANDOFFS):
            bind(action.name, partial(window.act, action.name), partial(lives, action))
    _bind_team(window)
    _bind_invitation(window, card, reads)
    bind("go_practice", lambda: window.show_mode(PRACTICE), signed_in)
    bind("go_dashboard", lambda: window.show_mode(DASHBOARD), signed_in)
    bind("go_board", lambda: window.show_mode(BOARD), lambda: leads_team(window.desk))
    for name in ("select", "select_down", "select_up", "select_all"):
        bind(name, partial(window.act, name), lambda: board() or marks())
    for name, appearance in (("light", Appearance.LIGHT), ("dark", Appearance.DARK),
                             ("as_system", Appearance.SYSTEM)):  # fmt: skip
        bind(name, partial(window.preferences.look, appearance))
    bind("larger", partial(window.preferences.scale, 10))
    bind("smaller", partial(window.preferences.scale, -10))
    bind("usual_size", partial(window.preferences.scale, 0))
    bind("single_keys", window.preferences.switch_single_keys)
    bind("availability", lambda: work.by_hand().availability(), here)
    bind("morning", window.layers.open_morning, signed_in)
    bind("close_day", window.layers.open_evening, signed_in)
    bind("left_drafts", window.layers.open_left, signed_in)
    bind("quiet", window.news.snooze, signed_in)
    bind("sync", window.sync, signed_in)
    bind("keys", partial(window.layers.open, "keys"))
    bind("choose_keys", partial(window.layers.open, "choose_keys"))
    bind("settings", partial(window.layers.open, "settings"))
    bind("mail_account", partial(window.layers.open, "mail"), signed_in)
    bind("sign_in", window.show_start)
    bind("sign_out", window.desk.sign_out, signed_in)
    bind("close", window.close_top)
    bind("quit", window.close)


def _bind_team(window: Window) -> None:
    """Its views for who leads a team; what is done there, where it can be, or why it cannot."""

    def go(view: str) -> None:
        window.pages.team.show_view(view)
        if window.mode != TEAM:
            window.show_mode(TEAM)

    def here(name: str) -> bool:
        return window.mode == TEAM and window.pages.aside is not None and (
            name in window.pages.team.view.verbs
        )  # fmt: skip

    def bar(name: str) -> str:
        return window.pages.team.view.bar(name)

    for action in window.actions_table:
        name = action.name
        if name in GOES_TO:
            window.actions_table.bind(
                name, partial(go, GOES_TO[name]), lambda: leads_team(window.desk)
            )
        elif action.mode == TEAM:
            window.actions_table.bind(
                name, partial(window.act, name), partial(here, name),
                partial(bar, name),
            )  # fmt: skip


def _bind_invitation(
    window: Window, card: Callable[[], LeadCard], when: Callable[[], bool]
) -> None:
    """To the calendar by the command, and by itself once a meeting was booked or moved."""

    @cache
    def invitations() -> Invitations:
        from workbench.ui.invitations import Invitations

        return Invitations(window.desk, window.triage.work)

    window.triage.work.filed.connect(lambda filed: invitations().follow(filed))
    window.actions_table.bind("invitation", lambda: invitations().send(card().lead or ""), when)
