"""What a server tells whoever leads a team, in Cyrillic, and the team's page shown with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.builders import MONDAY
from tests.ui.cyrillic import cyrillic
from tests.ui.insights_told import a_proposal, some_insights
from tests.ui.review_told import a_review
from tests.ui.windows import settle
from workbench.desk.asking import Answer, Asked
from workbench.desk.people import Member, Pool, Share
from workbench.desk.trail import Entry
from workbench.domain.plain import to_ms
from workbench.ui.account_view import AccountView
from workbench.ui.capacity_view import CapacityView
from workbench.ui.insights_view import InsightsView
from workbench.ui.people_view import PeopleView
from workbench.ui.policy_view import PolicyView
from workbench.ui.pool_view import PoolView
from workbench.ui.review_view import ReviewView
from workbench.ui.source_view import SourceView
from workbench.ui.team_page import TeamPage
from workbench.ui.team_view import TeamView
from workbench.ui.trail_view import TrailView
from workbench.ui.try_view import TryView
from workbench.ui.window import Window


def a_forecast(**more: Any) -> dict[str, Any]:
    """A week whose Tuesday 14–16 is short by 38 minutes."""
    blocks = [
        {"weekday": day, "hour": hour, "inquiries": 4.0, "needed_min": 90.0, "staffed_min": 240.0,
         "short_min": 0.0, "kept": 4.0, "missed": 0.0}
        for day in range(5) for hour in range(8, 18, 2)
    ]  # fmt: skip
    short = next(one for one in blocks if (one["weekday"], one["hour"]) == (1, 14))
    short |= {"needed_min": 278.0, "short_min": 38.0, "missed": 6.0}
    whole = {
        "inquiries": 100.0, "attempts": 210.0, "reached": 60.0, "kept": 94.0, "missed": 6.0,
        "kept_share": 0.94, "won": 8.0, "needed_min": 2438.0, "staffed_min": 6000.0, "load": 0.41,
    }  # fmt: skip
    return {**whole, "blocks": blocks, "says": [], **more}


def a_capacity() -> dict[str, Any]:
    return {
        "inquiries": 480,
        "arrivals": [{"type": "demo", "a_week": 12.5, "hourly": []}],
        "minutes": [{"type": "demo", "call_min": 4.0, "talk_min": 9.0, "expected_min": 6.2,
                     "basis": "measured"}],
        "loads": [
            {"from": 4, "to": 20, "weeks": 12, "worked": 200, "contact_rate": 0.41},
            {"from": 21, "to": 44, "weeks": 9, "worked": 280, "contact_rate": 0.27},
        ],
        "says": [cyrillic("480 inquiries are what this rests on.")],
    }  # fmt: skip


def a_member(**more: Any) -> Member:
    known: dict[str, Any] = {
        "id": "sam", "email": "sam@sample.example", "name": cyrillic("Sam Okafor"), "role": "rep",
        "seen_at": MONDAY, "pools": (Share(pool="p", weight=2),),
    }  # fmt: skip
    return Member(**{**known, **more})


def a_policy(text: str = "boost = 5\n") -> dict[str, Any]:
    return {
        "version": 1, "newest": 1, "text": cyrillic(text), "state": "in force", "overdue": False,
        "author": cyrillic("Tom Varga"), "at": to_ms(MONDAY), "reason": cyrillic("faster"),
        "agreed": {cyrillic("Sales"): cyrillic("Kim")}, "trial": None, "waiting": [],
    }  # fmt: skip


def a_try() -> dict[str, Any]:
    steps = [{"channel": "call", "label": cyrillic("First call"), "due_at": to_ms(MONDAY)}]
    return {
        "policy_version": 1, "joins": None, "icp": "in", "stage": "mql", "verdict": "work",
        "score": {"fit": 20, "intent": 40, "shown": 6, "grade": "C1",
                  "points": [{"rule": cyrillic("Demo"), "points": 40, "part": "intent"}]},
        "status": "assigned", "due_at": to_ms(MONDAY + timedelta(minutes=5)), "target_min": 5.0,
        "route": {"to": "sam", "to_name": cyrillic("Sam"), "reason": cyrillic("It is the turn."),
                  "rule": cyrillic("default"), "candidates": [cyrillic("Sam")],
                  "passed": [cyrillic("Mia is away")]},
        "steps": steps, "acknowledgement": cyrillic("Thank you."), "why": [cyrillic("Demo")],
    }  # fmt: skip


def answered(**told: Any) -> Answer:
    return Answer(asked=Asked(path="/"), told=told)


def stops_of_the_team(window: Window) -> Iterator[str]:
    run, team = window.actions_table.run, window.pages.team
    for go in (
        "go_people", "go_pools", "go_accounts", "go_trail", "go_sources", "go_try", "go_policy",
        "go_review", "go_insights", "go_capacity",
    ):  # fmt: skip
        run(go)
        _wait(team)
        yield f"{go}, without a server"
        view = team.view
        _fill(view)
        yield f"{go}, told"
        for verb in view.verbs:
            if verb in ("check_policy", "review_pdf"):
                continue  # what stands in a policy is in nobody's language; no file is left here
            run(verb)
            _wait(team)
            yield f"{go}, {verb}"
            window.actions_table.run("close")
    capacity = team.view
    assert isinstance(capacity, CapacityView)
    capacity._played(answered(now=a_forecast(), then=a_forecast(missed=1.0), says="100."))
    yield "a what-if, told"
    team.panel.wait(capacity._waiting_words, capacity.rest)
    team.panel.progress.show_done(0.4)
    yield "a what-if, played"


def _wait(team: TeamPage) -> None:
    """Nobody is on the line: what is asked is answered by a sentence, in a moment."""
    while team.asker.waits:
        settle()


def _fill(view: TeamView) -> None:
    match view:
        case CapacityView():
            view._played(answered(now=a_forecast()))
            view._answered(answered(**a_capacity()))
        case ReviewView():
            view.show_told(a_review())
        case InsightsView():
            view.show_insights(some_insights())
            view.show_proposal(a_proposal())
            view.step(1)
        case PeopleView():
            gone = a_member(id="mia", name=cyrillic("Mia"), role="ae", disabled_at=MONDAY, pools=())
            view.show_people([a_member(), gone], [Pool(id="p", name=cyrillic("Everybody"))])
        case PoolView():
            view.show_pools([{"id": "p", "name": cyrillic("Everybody"), "default": True,
                              "calendar": "", "passes_to": None, "lead": None,
                              "members": []}])  # fmt: skip
        case AccountView():
            view.show_accounts([{"id": "a", "domain": "halden.example", "kind": "named",
                                 "name": cyrillic("Halden"), "owner": None,
                                 "facts": {}}], more=True)  # fmt: skip
        case TrailView():
            said = cyrillic("Tom Varga disabled Mia Torres for she left the firm. ") * 3
            view.show_entries([Entry("1", MONDAY, said)], more=True)
        case SourceView():
            redirects = ["https://firm.example"]
            view.show_sources([{"id": "w", "name": cyrillic("Website"), "type": "demo",
                                "redirects": redirects, "disabled_at": None}])  # fmt: skip
        case TryView():
            view.show_tried(a_try())
        case PolicyView():
            view.show_policy(a_policy())
            view.editor.setPlainText(cyrillic("boost = 6\n"))
