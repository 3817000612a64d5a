"""Points learned from who was won: what they may learn from, and how little a rare value says."""

import random

import pytest

from workbench.domain.scorecard import (
    SMOOTHINGS,
    Example,
    best_smoothing,
    learn_points,
    out_of_fold,
)


def examples(*counts: tuple[str, int, int]) -> list[Example]:
    """Of each (page, leads, won) so many."""
    return [Example({"page": page}, n < won) for page, leads, won in counts for n in range(leads)]


def test_a_value_that_wins_more_has_more_points() -> None:
    card = learn_points(examples(("prices", 400, 120), ("blog", 400, 20)), ["page"], 10)
    assert card.total({"page": "prices"}) > 0 > card.total({"page": "blog"})


def test_a_rare_value_says_little() -> None:
    found = examples(("prices", 400, 40), ("rare", 1, 1))
    card = learn_points(found, ["page"], 40)
    assert card.total({"page": "rare"}) <= 2


def test_a_blank_is_a_value_of_its_own() -> None:
    card = learn_points(examples(("", 400, 200), ("blog", 400, 40)), ["page"], 10)
    assert card.total({}) == card.total({"page": ""}) > 0


def test_a_value_never_seen_gives_and_takes_nothing() -> None:
    card = learn_points(examples(("prices", 400, 120), ("blog", 400, 20)), ["page"], 10)
    assert card.total({"page": "new"}) == 0


@pytest.mark.parametrize("field", ["received_at", "campaign", "utm", "code", "last_touch_at"])
def test_what_leaks_or_goes_in_waves_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="is not known at capture"):
        learn_points([Example({field: "x"}, True), Example({field: "y"}, False)], [field], 10)


def test_leads_of_one_kind_teach_no_points() -> None:
    with pytest.raises(ValueError, match="won and leads that were not"):
        learn_points(examples(("prices", 10, 10)), ["page"], 10)


def test_where_rare_values_mislead_they_are_held_back_more() -> None:
    chance = random.Random(1)
    found = []
    for _ in range(2000):
        page, source = chance.choice(["prices", "blog"]), f"source {chance.randrange(600)}"
        won = chance.random() < (0.3 if page == "prices" else 0.1)
        found.append(Example({"page": page, "source": source}, won))
    assert best_smoothing(found, ["page", "source"]) > SMOOTHINGS[0]


def test_where_values_say_nothing_they_give_next_to_nothing() -> None:
    pages = [f"page {n % 40}" for n in range(2000)]
    found = [Example({"page": page}, n % 7 == 0) for n, page in enumerate(pages)]
    held = out_of_fold(found, ["page"], 80)
    assert len(held) == len(found)
    assert max(abs(points) for points, _ in held) <= 3
