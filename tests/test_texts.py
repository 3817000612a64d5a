"""Every text that a person reads at the desk can be put into another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.texts import NOTE, hidden, misfilled, needless, too_early, typewritten, unasked

PACKAGE = Path(__file__).parent.parent / "workbench"
READ = (
    "ui/*", "desk/*", "sync/*", "cache/columns", "cache/mails", "cache/outbox", "domain/apply",
    "domain/cadence", "domain/calling", "domain/clock", "domain/inquiry", "domain/merging",
    "domain/metrics/definitions", "domain/metrics/outcome_reports",
    "domain/metrics/shared_counts", "domain/mutation", "domain/priority", "domain/pursuit",
    "domain/qualification", "domain/settle", "domain/summary",
)  # fmt: skip
"""Of the rest of `domain` and `cache` nobody reads a text at the desk, or it is the policy's."""


@pytest.mark.parametrize(
    "path",
    [path.relative_to(PACKAGE) for part in READ for path in sorted(PACKAGE.glob(f"{part}.py"))],
    ids=str,
)
def test_every_text_of_the_desk_is_asked_for_in_the_readers_language(path: Path) -> None:
    assert unasked(PACKAGE / path) == []


def test_what_is_noted_as_no_text_would_be_taken_for_one() -> None:
    read = {path for part in READ for path in PACKAGE.glob(f"{part}.py")}
    found = {path.name: needless(path) for path in read}
    assert {name: lines for name, lines in found.items() if lines} == {}
    beside = set(PACKAGE.rglob("*.py")) - read
    assert [path.name for path in beside if NOTE in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("part", ["ui", "desk", "sync", "cache", "domain"])
def test_a_text_names_the_values_that_it_is_given_and_no_others(part: str) -> None:
    found = {path.name: misfilled(path) for path in (PACKAGE / part).glob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("part", ["ui", "desk", "sync", "cache", "domain"])
def test_a_text_has_the_apostrophes_of_a_printer(part: str) -> None:
    found = {path.name: typewritten(path) for path in (PACKAGE / part).rglob("*.py")}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("part", ["ui", "desk", "sync", "cache", "domain"])
def test_whoever_collects_the_texts_finds_each(part: str) -> None:
    found = {path.name: hidden(path) for path in (PACKAGE / part).glob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("part", ["ui", "desk", "sync", "cache", "domain"])
def test_no_text_is_asked_for_before_its_language_is_chosen(part: str) -> None:
    found = {path.name: too_early(path) for path in (PACKAGE / part).glob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_text_that_is_not_asked_for_is_found(tmp_path: Path) -> None:
    source = tmp_path / "card.py"
    source.write_text(
        '"""Says what is on a card."""\n'
        'LABEL = "No answer"\n'
        'log.warning("nobody reads this one")\n'
        'said = f"{name} took it"\n'
        'tr("{name} took it", name=name)\n'
        'QUERY = "SELECT id FROM lead"\n'
        'NAME = "Noto Sans"  # not a text\n'
        'NAMES = {  # not a text\n    "Noto": "Noto Sans",\n}\n'
        '_action("release", "Release", "Lead", says="back to the pool")\n'
    )
    assert unasked(source) == ["2: No answer", "4: x took it", "11: back to the pool"]


def test_a_note_that_is_about_nothing_is_found(tmp_path: Path) -> None:
    source = tmp_path / "card.py"
    source.write_text(
        'NAME = "Noto Sans"  # not a text\n'
        'SIZE = "12px"  # not a text\n'
        'SQL = "SELECT id FROM lead"  # not a text\n'
    )
    assert needless(source) == [2, 3]


def test_a_text_that_is_asked_for_too_early_or_with_other_values_is_found(tmp_path: Path) -> None:
    source = tmp_path / "card.py"
    source.write_text(
        'LATE = tr("late")\n'
        "def said(name, n, late=tr('late')):\n"
        '    yield tr("{name} took it {ago}", name=name)\n'
        '    yield tr_n("{n} lead of {name}", "{n} leads of {name}", n, name=name)\n'
        '    yield tr("{name} is blank")\n'
    )
    assert too_early(source) == [1, 2]
    assert misfilled(source) == ["3: {name} took it {ago}"]
