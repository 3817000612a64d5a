"""A team lead's week in the real window by keys: Monday's look and Friday's review.

Every view is reached from Triage by at most three keys, every number opens its leads and its
definition, and what is shown equals the recount from the timelines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.flow import leading
from tests.flow.leading import PATIENCE_S, fill, told
from tests.flow.recounting import Recount, apart
from tests.ui.windows import team_view
from workbench.desk.dashboard import DAYS
from workbench.desk.figures import LEADS_MOST
from workbench.desk.marks import Mark, Panel
from workbench.domain.plain import from_ms
from workbench.ui.action_table import BOARD, DASHBOARD, TEAM
from workbench.ui.dashboard import Dashboard
from workbench.ui.insights_view import InsightsView
from workbench.ui.modes import TRIAGE
from workbench.ui.review_view import ReviewView
from workbench.ui.window import Window

MOST_KEYS = 3


@dataclass
class Walk:
    """`keys`: how many each view took."""

    window: Window
    store: Path
    """The folder of the server's."""
    folder: Path
    """Where files go."""
    hand: Callable[..., None]
    """Presses these keys, as keycaps write them, at a window."""
    patience_s: float = PATIENCE_S
    is_thorough: bool = True
    """Else of each panel of the review one number is opened."""
    keys: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """How many of each view opened their leads."""
    look: Callable[[str, Any], None] = lambda _name, _widget: None
    """At each view as it is shown."""

    def monday(self) -> None:
        self.reach("since last evening", self.window.day.agenda.isVisible, "G", "F")
        self.look("morning", self.window)
        self.press("Esc")
        self.reach("board", lambda: self.window.mode == BOARD, "G", "B")
        self.look("board", self.window)
        page = self.dashboard()
        self.look("dashboard", self.window)
        self.every_number(page)
        self.wallboard(page)
        self.reach("capacity", lambda: self._stands("CapacityView"), "G", "C")
        self.shown(lambda: not self.window.pages.team.asker.waits)
        self.look("capacity", self.window)

    def friday(self) -> None:
        self.page_of_the_week(self.dashboard())
        self.review()
        self.insights()
        self.reach("trail", lambda: self._stands("TrailView"), "G", "T")

    def reach(self, view: str, is_there: Callable[[], Any], *keys: str) -> None:
        self.press("G", "Q")
        self.shown(lambda: self.window.mode == TRIAGE)
        self.press(*keys)
        self.shown(is_there)
        self.keys[view] = len(keys)
        assert len(keys) <= MOST_KEYS

    def press(self, *keys: str) -> None:
        self.hand(self.window, *keys)

    def shown(self, question: Callable[[], Any]) -> None:
        leading.shown(question, self.patience_s)

    # ---- the dashboard

    def dashboard(self) -> Dashboard:
        self.reach("dashboard", lambda: self.window.mode == DASHBOARD, "G", "D")
        page = self.window.pages.dashboard
        page.taking.folder = self.folder
        self.settled(page)
        return page

    def settled(self, page: Dashboard) -> None:
        """Both have told, of the same leads, and each says what the recount says."""

        def same() -> bool:
            told = page.numbers
            return (
                told is not None
                and len(page.server.reports) == 3
                and page.server.leaks is not None
                and told["whole"]
                and not told["uncounted"]
                and not self.recounted(page).differs(told)
            )

        try:
            self.shown(same)
        except AssertionError:
            assert page.numbers is not None
            raise AssertionError(self.recounted(page).differs(page.numbers)[:5]) from None
        for report, one in page.server.reports.items():
            own = page.numbers["now"][report] if page.numbers else {}
            found = apart(report, own, one["total"])
            assert not found, found[:3]

    def recounted(self, page: Dashboard) -> Recount:
        assert page.numbers is not None
        return Recount.of(self.store, from_ms(page.numbers["as_of"]))

    def every_number(self, page: Dashboard) -> None:
        """By J from one to the next, Enter to its leads, Esc back."""
        recount = self.recounted(page)
        count = 0
        for panel, mark in self._walked(page):
            assert mark.meant, mark.label
            self.press("Enter")
            self.shown(page.side.isVisible)
            assert mark.meant in page.side._story.accessibleName()
            self._check_leads(page, panel, mark, recount)
            if page.side.model.ids:
                self.press("Esc")
            count += 1
        self.look("a number's leads", self.window)
        self.press("Esc")
        self.numbers["dashboard"] = count

    def _walked(self, page: Dashboard) -> Iterator[tuple[Panel, Mark]]:
        first = page.grid.views[page.panels[0].name]
        first.setFocus()
        first.choose(0)
        for panel in page.panels:
            for mark in panel.marks:
                view, under = page.grid.current, page.grid.mark
                assert view is not None
                assert under is not None
                assert (view.panel.name, under.id) == (panel.name, mark.id)
                yield view.panel, under
                self.press("J")

    def _check_leads(self, page: Dashboard, panel: Panel, mark: Mark, recount: Recount) -> None:
        if mark.leak:
            self.shown(lambda: len(page.side.model.ids) == min(mark.n, LEADS_MOST))
            return
        ids, expected = page.side.model.ids, recount.leads_of(panel, mark)
        if expected is None:
            assert bool(ids) == bool(mark.n)
        elif len(expected) > LEADS_MOST:
            assert len(ids) == LEADS_MOST
            assert set(ids) <= expected
        else:
            assert set(ids) == expected, (panel.name, mark.id)

    def wallboard(self, page: Dashboard) -> None:
        self.reach("wallboard", lambda: page.taking.wallboard, "G", "D", "W")
        wall = page.taking.wallboard
        assert wall is not None
        self.shown(lambda: len(page.server.reports) == 3)
        tiles = page.grid.views["tiles"].panel.marks
        assert all(mark.says in wall.accessibleName() for mark in tiles)
        self.look("wallboard", wall)
        wall.close()
        self.shown(lambda: page.taking.wallboard is None)
        self.window.activateWindow()

    def page_of_the_week(self, page: Dashboard) -> None:
        while page.view.span != "week":
            self.press("T")
        self.settled(page)
        assert page.numbers is not None
        assert DAYS["week"] == 7
        self.press("S")
        [pdf] = self.folder.glob("*week*.pdf")
        assert pdf.read_bytes().startswith(b"%PDF")
        self.look("dashboard of the week", self.window)

    # ---- the review

    def review(self) -> None:
        self.reach("review", lambda: self._stands("ReviewView"), "G", "V")
        view = team_view(self.window, ReviewView)
        view.folder = self.folder
        self.shown(lambda: view.told_of and not self.window.pages.team.asker.waits)
        self.look("review", self.window)
        recount = Recount.of(self.store, from_ms(view.told_of["at"]))
        for report in ("promises", "work", "funnel", "meetings"):
            assert recount.reps_differ(report, view.told_of[report]) == [], report
        self._every_number_of(view)
        self._decide(view)
        self.press("A")
        assert list(self.folder.glob("review *.pdf"))
        self.look("review, decided", self.window)

    def _every_number_of(self, view: ReviewView) -> None:
        first = next(one for one in view.grid.views.values() if one.panel.marks)
        first.setFocus()
        first.choose(0)
        count = 0
        for panel in [one.panel for one in view.grid.views.values()]:
            for n, mark in enumerate(panel.marks):
                assert view.grid.mark == mark, (panel.name, mark.label)
                assert mark.meant, mark.label
                assert mark.meant in told(self.window)
                if (mark.of is not None or mark.leak) and (self.is_thorough or n == 0):
                    self._open_leads(view, mark)
                    count += 1
                self.press("J")
        self.numbers["review"] = count

    def _open_leads(self, view: ReviewView, mark: Mark) -> None:
        self.press("Enter")
        self.shown(view.side.isVisible)
        self.shown(lambda: view.side.model.ids or not mark.n)
        self.press("Esc")
        self.shown(lambda: not view.side.isVisible())

    def _decide(self, view: ReviewView) -> None:
        self.press("D")
        due = view._desk.now().date()
        fill(self.window, says="Ring before ten", due=f"{due:%Y-%m-%d}", expects="5 points more")
        leading.panel(self.window).form.submit()
        self.shown(lambda: view.grid.views["decisions"].panel.marks)

    # ---- what the leads say

    def insights(self) -> None:
        self.reach("insights", lambda: self._stands("InsightsView"), "G", "Y")
        view = team_view(self.window, InsightsView)
        self.shown(lambda: view.is_told)
        self.look("insights", self.window)
        for finding in list(view.lines.values()):
            assert view.chosen == finding
            self.press("Y")
            assert finding.means in told(self.window)
            self.press("Esc", "J")
        self.numbers["insights"] = len(view.lines)

    def _stands(self, name: str) -> bool:
        return self.window.mode == TEAM and type(self.window.pages.team.view).__name__ == name
