"""Words that narrow a list: what each means, what completes it, what a filter hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead
from tests.desk.seats import a_desk
from workbench.cache.traits import Column
from workbench.desk.desk import Desk
from workbench.desk.filters import Filter, narrow
from workbench.desk.views import View
from workbench.domain.lead import Lead, Score


def read(desk: Desk, words: str) -> list[Filter]:
    vocabulary = desk.finding().vocabulary()
    found = [vocabulary.read(word) for word in words.split()]
    assert None not in found, words
    return [item for item in found if item]


def names(desk: Desk, words: str, view: View = "all") -> list[str]:
    ids = desk.queue(view, narrow=narrow(read(desk, words)))
    return [row.name for row in desk.rows(ids)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    late = a_lead(name="Ann", waited=90, country="DE", source="web")
    fresh = a_lead(name="Bo", waited=1, country="US", source="fair")
    ebook = a_lead(name="Cy", type="content", owner=None, waited=30)
    strong = replace(a_lead(name="Di", owner="sam"), score=Score(fit=45, intent=40))
    called = replace(a_lead(name="Ed"), callback_at=MONDAY + timedelta(hours=1))
    return a_desk(tmp_path, late, fresh, ebook, strong, called)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("type:content", "Cy"),
        ("late", "Ann"),
        ("unowned", "Cy"),
        ("owner:sam-kaya", "Di"),
        ("owner:nobody", "Cy"),
        ("score>7", "Di"),
        ("score>=9 score<=9", "Di"),
        ("country:de", "Ann"),
        ("source:fair", "Bo"),
        ("callback", "Ed"),
        ("owner:me late", "Ann"),
        ("country:de country:us", "Ann Bo"),
    ],
)
def test_a_word_means_what_it_says(desk: Desk, words: str, expected: str) -> None:
    assert sorted(names(desk, words)) == expected.split()


def test_due_today_leaves_out_what_is_due_tomorrow(tmp_path: Path) -> None:
    today = a_lead(name="Ann", waited=1)
    later = a_lead(name="Bo", now=MONDAY + timedelta(days=2))
    assert names(a_desk(tmp_path, today, later), "today") == ["Ann"]


def test_what_was_done_here_and_not_told_yet_is_narrowed_too(desk: Desk) -> None:
    unowned = desk.queue("all", narrow=narrow(read(desk, "unowned")))
    desk.claim(unowned[0])
    assert names(desk, "unowned") == []
    assert "Cy" in names(desk, "owner:me")
    assert desk.search("cy", narrow=narrow(read(desk, "unowned"))) == []


def test_a_list_is_sorted_by_a_word(desk: Desk) -> None:
    assert names(desk, "sort:score")[0] == "Di"
    assert names(desk, "sort:due", "now")[0] == "Ann"


def test_what_is_searched_is_sorted_by_a_word_too(tmp_path: Path) -> None:
    def a_match(fit: int, waited: float) -> Lead:
        return replace(a_lead(waited=waited), score=Score(fit=fit))

    low, high, oldest = a_match(10, 1), a_match(45, 5), a_match(30, 60)
    desk = a_desk(tmp_path, low, high, oldest)

    def found(words: str, text: str) -> list[str]:
        return desk.search(text, narrow=narrow(read(desk, words)))

    for done_here in (False, True):  # what the outbox overlays stands among the others
        if done_here:
            desk.edit(oldest.id, {"title": "VP Operations"})
        assert found("sort:score", "halden") == [high.id, oldest.id, low.id]
        assert found("sort:score open", "ha") == [high.id, oldest.id, low.id]
        assert found("sort:due", "halden") == [oldest.id, high.id, low.id]
        assert found("sort:newest", "halden") == [low.id, high.id, oldest.id]


def test_words_are_completed_by_what_there_is(desk: Desk) -> None:
    complete = desk.finding().vocabulary().complete
    assert complete("ty") == ["type:"]
    assert complete("owner:s") == ["owner:sam-kaya"]
    assert complete("owner:k") == ["owner:sam-kaya"]
    assert complete("country:") == ["country:de", "country:us"]
    assert complete("la") == ["late"]
    assert complete("") == []


def test_what_is_no_filter_stays_text(desk: Desk) -> None:
    vocabulary = desk.finding().vocabulary()
    for word in ("ann", "type:nothing", "score", "owner:", "https://x"):
        assert vocabulary.read(word) is None


def test_every_type_and_status_can_be_typed(desk: Desk) -> None:
    vocabulary = desk.finding().vocabulary()
    leasts: dict[Column, int] = {"type": len(POLICY.types), "status": 14}
    for field, least in leasts.items():
        meant = vocabulary.meant(field)
        assert len({item.word for item in meant}) == len(meant) >= least
        assert all(vocabulary.read(f"{field}:{item.word}") for item in meant)


def test_each_filter_says_how_many_it_hides(desk: Desk) -> None:
    hidden = desk.finding().hidden("all", "", read(desk, "late type:content"))
    assert [(item.filter and item.filter.word, item.count) for item in hidden] == [
        ("late", 1),
        ("type:content", 1),
    ]
    mine = desk.finding().hidden("mine", "", read(desk, "unowned"))
    assert mine[-1].filter is None
    assert mine[-1].count == 1
