from __future__ import annotations

import difflib

from tests.builders import MONDAY
from workbench.desk.policy_text import agreed_by, changed, size_of, version_said
from workbench.domain.plain import to_ms

VERSION = {
    "version": 3, "state": "in force", "author": "Tom Varga", "at": to_ms(MONDAY),
    "reason": "faster demos", "agreed": {}, "overdue": False,
}  # fmt: skip


def diff(old: str, new: str) -> list[str]:
    before, after = (text.splitlines(keepends=True) for text in (old, new))
    return list(difflib.unified_diff(before, after, "version 1", "this text"))


def test_a_version_says_who_set_it_and_why() -> None:
    said = version_said(VERSION, MONDAY)
    assert said.startswith("Version 3, in force, set by Tom Varga ")
    assert said.endswith(": “faster demos”.")
    agreed = version_said({**VERSION, "agreed": {"Sales": "Kim"}, "overdue": True}, MONDAY)
    assert agreed.endswith("Agreed by Sales: Kim. Its review is overdue.")
    assert "the command line" in version_said({**VERSION, "author": None}, MONDAY)


def test_a_comparison_is_read_by_its_signs() -> None:
    told = list(changed(diff("boost = 5\nhold_days = 30\n", "boost = 6\nhold_days = 30\n")))
    assert told == [("−", "boost = 5"), ("+", "boost = 6"), ("", "hold_days = 30")]


def test_a_comparison_says_where_it_leaves_lines_out() -> None:
    text = "\n".join(f"a{n} = {n}" for n in range(40)) + "\n"
    far = text.replace("a1 = 1\n", "a1 = 0\n").replace("a38 = 38\n", "")
    assert ("", "…") in list(changed(diff(text, far)))
    assert size_of(diff(text, far)) == "1 line comes, 2 go."


def test_a_text_that_changes_nothing_says_so() -> None:
    assert size_of([]) == "It says what is in force already."


def test_who_agreed_is_read_by_department() -> None:
    assert agreed_by("Sales: Kim Berg; Marketing: Jo") == {"Sales": "Kim Berg", "Marketing": "Jo"}
    assert agreed_by("") == {}
    assert agreed_by("Kim") is None
    assert agreed_by("Sales:") is None
