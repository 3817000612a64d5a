"""A team lead's screens, from a desk that has a team."""

from workbench.desk.desk import Desk
from workbench.ui.action_table import BOARD, DASHBOARD
from workbench.ui.album import COMPACT, Album, settle_until
from workbench.ui.team_page import TeamPage
from workbench.ui.toml_editor import TomlEditor
from workbench.ui.window import Window

_PLAYED_S = 60.0


def draw_lead(album: Album, desk: Desk) -> None:
    """A team lead's board: what leaks, a cell's leads, moves, covers and a balance before them."""
    with album.window(desk) as window:
        window.show_mode(BOARD)
        board, run = window.pages.board, window.actions_table.run
        settle_until(lambda: bool(board.strip.leaks))
        album.draw(window, "board-light")
        for name in ("select", "select_down", "select_down", "assign"):
            run(name)
        album.draw(window, "board-move")
        run("close")
        run("cover")
        album.draw(window, "board-cover-asked")
        board.panel.form.parts[-1].buttons[0].click()
        settle_until(lambda: board.panel.previews)
        album.draw(window, "board-cover")
        run("close")
        run("balance")
        settle_until(lambda: not board.panel.is_waiting)
        album.draw(window, "board-balance")
        run("close")
        board.table.setFocus()
        board.table.choose(board.table.current, "due")
        album.draw(window, "board-cell")
        run("leaks")
        settle_until(lambda: bool(board.model.ids))
        album.draw(window, "board-leak")
    with album.window(desk, dark=True) as window:
        window.show_mode(BOARD)
        settle_until(lambda: bool(window.pages.board.strip.leaks))
        album.draw(window, "board-dark")
    with album.window(desk, scale=2.0, size=(1920, 1280)) as window:
        window.show_mode(BOARD)
        settle_until(lambda: bool(window.pages.board.strip.leaks))
        album.draw(window, "board-200")
    with album.window(desk, size=COMPACT) as window:
        window.show_mode(BOARD)
        settle_until(lambda: bool(window.pages.board.strip.leaks))
        album.draw(window, "board-compact")


def draw_dashboard(album: Album, desk: Desk) -> None:
    """The team's numbers, and the leads behind one of them."""
    with album.window(desk, size=(1440, 1280)) as window:
        _look_at_numbers(window)
        album.draw(window, "dashboard-light")
        window.actions_table.run("open_lead")
        album.draw(window, "dashboard-leads")
    with album.window(desk, dark=True, size=(1440, 1280)) as window:
        _look_at_numbers(window)
        album.draw(window, "dashboard-dark")


def _look_at_numbers(window: Window) -> None:
    window.show_mode(DASHBOARD)
    page = window.pages.dashboard
    settle_until(lambda: page.numbers is not None and page.server.leaks is not None)


def draw_team(album: Album, desk: Desk) -> None:
    """How operations look after a team: hours, people, the trail, the policy, sources, a try."""
    with album.window(desk) as window:
        run, team = window.actions_table.run, window.pages.team
        run("go_capacity")
        _settled(team)
        album.draw(window, "capacity")
        run("what_if")
        album.draw(window, "capacity-asked")
        team.panel.form.submit()
        _settled(team)
        album.draw(window, "capacity-what-if")
        team.panel.leave()
        run("go_people")
        _settled(team)
        team.step(1)
        album.draw(window, "people")
        run("team_change")
        album.draw(window, "people-change")
        team.panel.form.close_form()
        run("go_insights")
        _settled(team)
        team.step(1)
        album.draw(window, "insights")
        run("go_trail")
        _settled(team)
        album.draw(window, "trail")
        run("go_policy")
        _settled(team)
        editor = window.findChild(TomlEditor)
        assert editor is not None
        text = editor.toPlainText()
        editor.setPlainText(text.replace("target_min = 5", 'target_min = "soon"', 1))
        run("check_policy")
        _settled(team)
        album.draw(window, "policy-wrong")
        editor.setPlainText(text.replace("review_days = 91", "review_days = 60"))
        run("check_policy")
        _settled(team)
        album.draw(window, "policy-checked")
        run("go_sources")
        _settled(team)
        album.draw(window, "sources")
        run("go_try")
        run("try_lead")
        email = team.panel.form.parts[0].field
        assert email is not None
        email.setText("ann@halden.example")
        team.panel.form.submit()
        _settled(team)
        album.draw(window, "try")
    with album.window(desk, dark=True) as window:
        window.actions_table.run("go_capacity")
        _settled(window.pages.team)
        album.draw(window, "capacity-dark")
    with album.window(desk, size=COMPACT) as window:
        window.actions_table.run("go_people")
        _settled(window.pages.team)
        album.draw(window, "people-compact")
    with album.window(desk, scale=2.0, size=(1920, 1280)) as window:
        window.actions_table.run("go_capacity")
        _settled(window.pages.team)
        album.draw(window, "capacity-200")


def _settled(team: TeamPage) -> None:
    """The server has answered all that was asked; weeks are played for some seconds."""
    settle_until(lambda: not team.asker.waits, _PLAYED_S)
