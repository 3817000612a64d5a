"""Codes on like leads: who gives one more often than the others, and who only has other leads."""

from __future__ import annotations

import random
from collections import Counter

from workbench.domain.metrics.alike import Group, Habit, habits

DEMO, LIST = ("demo", "7–8"), ("list", "1–2")


def told(*groups: Group, least: int = 20) -> dict[tuple[str, str], Habit]:
    return {(one.rep, one.code): one for one in habits(groups, least)}


def a_group(kind: tuple[str, str], rep: str, n: int, **codes: int) -> Group:
    return Group(kind=kind, rep=rep, n=n, codes=codes)


def test_who_gives_a_code_far_more_often_to_like_leads_stands_out() -> None:
    found = told(a_group(DEMO, "ann", 80, NF=32), a_group(DEMO, "bob", 120, NF=12))
    ann, bob = found["ann", "NF"], found["bob", "NF"]
    assert (ann.verdict, bob.verdict) == ("more", "less")
    assert (ann.counted.share, ann.expected, ann.others) == (0.4, 0.1, 120)
    assert ann.low < 0.4 < ann.high


def test_who_has_other_leads_and_does_alike_with_each_kind_does_not_stand_out() -> None:
    """Ann closes 46 of 100 and Bob 22, for she has the lists."""
    found = told(
        a_group(DEMO, "ann", 20, NF=2), a_group(DEMO, "bob", 80, NF=8),
        a_group(LIST, "ann", 80, NF=44), a_group(LIST, "bob", 20, NF=11),
    )  # fmt: skip
    assert found["ann", "NF"].counted.count == 46
    assert found["ann", "NF"].expected == 0.46
    assert {one.verdict for one in found.values()} == {"same"}


def test_leads_that_nobody_else_has_and_few_leads_say_nothing() -> None:
    found = told(
        a_group(DEMO, "ann", 30, NF=30), a_group(LIST, "ann", 30, NF=1),
        a_group(LIST, "bob", 19, NF=9),
    )  # fmt: skip
    assert found["ann", "NF"].counted.n == 30, "the lists alone"
    assert {one.verdict for one in found.values()} == {"few"}
    assert told(a_group(DEMO, "ann", 30, NF=30)) == {}


def test_chance_alone_makes_nobody_stand_out_more_often_than_is_said() -> None:
    """Twelve codes and six reps who do all alike: of 200 teams, one in twenty at most."""
    rng, alarmed = random.Random(1), 0
    for _ in range(200):
        groups = []
        for rep in "abcdef":
            codes = Counter(f"C{n}" for n in range(12) for _ in range(60) if rng.random() < 0.2)
            groups.append(a_group(DEMO, rep, 60, **codes))
        alarmed += any(one.verdict in ("more", "less") for one in habits(groups, 20))
    assert alarmed <= 18  # of 200 ten are expected; more than 18 come one time in a hundred
