"""What a window says to whoever cannot see it, reads another language, or needs larger text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from tests.catalogues import Pseudo
from tests.ui.cyrillic import cyrillic_file
from tests.ui.reading import Eye, Node, Role, Sight
from tests.ui.room import Room
from tests.ui.tour import tour
from tests.ui.windows import a_window
from workbench.desk import practice
from workbench.domain.tongue import speak
from workbench.resources import resource_path
from workbench.ui.roles import tell_roles

NOT_TRANSLATED = re.compile(
    r"""
    \S+@\S+ | https?://\S+ | \S+\.example | (?<!\S)/\S+     # addresses and paths
    | \b(Ctrl|Shift|Enter|Esc|Space|Tab|Backspace|Down|Up|Alt|F\d+)\b  # what stands on keys
    | \{\w+\}                                               # merge fields
    | \b(type|owner|score)[:>]\S*                           # words of filters
    | \bUTC\b | Workbench | STARTTLS | TLS                  # names
    """,
    re.VERBOSE,
)
LATIN = re.compile(r"[A-Za-z]{2}")
SIGNS = re.compile(r"[~!+●○–≈·⏵]")
"""What a chip and a line show to the eye."""
LISTS = ("HitList", "KeyList")
"""They tell of the line at the cursor alone."""


PRESSED = ("Button", "ChoiceButton", "CountPill", "LinkButton", "ModePill",
           "OutcomeButton", "QueueTab", "VerbButton", "WordChip")  # fmt: skip


@pytest.fixture(scope="module")
def foreign(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Eye, pytest.TempPathFactory]]:
    """Everybody reads the pseudo-language; team, leads and practice are Cyrillic."""
    cases = tmp_path_factory.mktemp("resources") / "practice.toml"
    cases.write_text(cyrillic_file("practice.toml"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        ours = {"practice.toml": cases}
        patch.setattr(practice, "resource_path", lambda name: ours.get(name, resource_path(name)))
        speak(Pseudo())
        tell_roles()
        QAccessible.setActive(True)  # else a list tells of rows that it had
        yield Eye(patch), tmp_path_factory
        QAccessible.setActive(False)
        speak(None)


def seen(foreign: tuple[Eye, pytest.TempPathFactory], room: Room) -> list[Sight]:
    eye, folders = foreign
    return [eye.look(stop, window) for stop, window in tour(folders.mktemp("tour"), room)]


@pytest.fixture(scope="module")
def sights(foreign: tuple[Eye, pytest.TempPathFactory]) -> list[Sight]:
    return seen(foreign, Room())


def test_the_tour_comes_everywhere(sights: list[Sight]) -> None:
    kinds = {node.kind for sight in sights for node in sight.nodes}
    assert kinds >= {
        "Agenda", "AttentionPage", "Board", "Composer", "ConflictBar", "DecisionPanel", "Handoffs",
        "InlineForm", "KeyChooser", "KeySheet", "MailSheet", "PracticeStrip", "Qualify",
        "SettingsSheet", "StartPage", "TalkStory", "WhyStory",
    }  # fmt: skip
    assert len(sights) > 100


def test_every_control_has_a_name_that_is_more_than_its_key(sights: list[Sight]) -> None:
    nameless = {
        f"{sight.stop}: {node}"
        for sight in sights
        for node in sight.nodes
        if node.is_control and not re.search(r"\w{2}", node.name)
    }
    assert nameless == set()


def test_whatever_has_a_name_has_a_role(sights: list[Sight]) -> None:
    fillers = {str(node) for sight in sights for node in sight.nodes
               if node.role == Role.Client and node.name}  # fmt: skip
    assert fillers == set()


def test_no_two_controls_of_one_place_are_told_alike(sights: list[Sight]) -> None:
    alike = set()
    for sight in sights:
        names = {node.within: node.name for node in sight.nodes}
        told: dict[tuple[object, ...], int] = defaultdict(int)
        for node in sight.nodes:
            if node.is_control:
                told[_place(node, names), node.role, node.name, node.description] += 1
        alike |= {f"{sight.stop}: {said}" for said, times in told.items() if times > 1}
    assert alike == set()


def _place(node: Node, names: dict[tuple[int, ...], str]) -> tuple[int, ...]:
    """The nearest that has a name of all that it stands in."""
    within = node.within[:-1]
    while within and not names[within]:
        within = within[:-1]
    return within


def test_a_row_is_a_sentence_with_no_sign_in_it(sights: list[Sight]) -> None:
    rows = {node.name for sight in sights for node in sight.nodes
            if node.role == Role.ListItem and node.kind not in LISTS}  # fmt: skip
    assert len(rows) > 20
    assert [row for row in rows if row.count(", ") < 3 and "⟦" not in row] == []
    assert [row for row in rows if SIGNS.search(row)] == []


def test_the_line_at_the_cursor_of_a_palette_says_its_place_too(sights: list[Sight]) -> None:
    lines = [node for sight in sights for node in sight.nodes if node.kind in LISTS]
    assert lines
    assert [str(line) for line in lines if not re.search(r"\d+\D+\d+", line.description)] == []
    assert [str(line) for line in lines if ", ," in line.name or line.name.endswith(", ")] == []


def test_whoever_has_a_key_says_it(sights: list[Sight]) -> None:
    silent = set()
    for sight in sights:
        keys: dict[int, set[str]] = defaultdict(set)
        for drawn in sight.drawn:
            if drawn.is_key and drawn.kind not in LISTS:
                keys[drawn.widget].add(drawn.text)
        for node in sight.nodes:
            if node.widget in keys:
                inside = (other for other in sight.nodes
                          if other.within[: len(node.within)] == node.within)  # fmt: skip
                said = " ".join(f"{one.name} {one.description}" for one in inside)
                missing = [key for key in keys[node.widget] if key not in said]
                silent |= {f"{sight.stop}: {node} without {key}" for key in missing}
    assert silent == set()


def test_modes_and_tabs_say_the_keys_that_go_there(sights: list[Sight]) -> None:
    ways = [node for sight in sights for node in sight.nodes
            if node.kind in ("ModePill", "QueueTab")]  # fmt: skip
    assert ways
    assert [str(way) for way in ways if not re.search(r"G [A-Z]\b", way.description)] == []


def test_all_that_can_be_read_is_in_the_readers_language(sights: list[Sight]) -> None:
    missed = {
        f"{sight.stop}: {text}"
        for sight in sights
        for text in _texts(sight)
        if LATIN.search(NOT_TRANSLATED.sub("", text))
    }
    assert missed == set()


@pytest.mark.parametrize(
    "room",
    [
        pytest.param(Room(), id="usual"),
        pytest.param(Room(1024, 640), id="small", marks=pytest.mark.long),
        pytest.param(Room(1440, 1280, 2.0), id="200 %"),
    ],
)
def test_what_has_no_room_is_told_in_full(
    foreign: tuple[Eye, pytest.TempPathFactory], sights: list[Sight], room: Room
) -> None:
    """And what is pressed has room, while the text has its usual size."""
    cut = set()
    for sight in sights if room == Room() else seen(foreign, room):
        told = "\n".join(f"{n.name}\n{n.description}\n{n.value}" for n in sight.nodes).lower()
        for drawn in sight.drawn:
            if drawn.cut and drawn.kind not in LISTS:
                is_told = drawn.text.lower().strip("·… ") in told
                if not is_told or (drawn.kind in PRESSED and room.scale == 1.0):
                    cut.add(f"{sight.stop}: {drawn.kind} {drawn.text}")
    assert cut == set()


def test_what_has_just_changed_is_seen_as_it_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a screen, where Qt lays out before it paints."""
    window = a_window(tmp_path)
    window.triage.queue.tabs.show_counts({"now": 9000, "mine": 9000})
    sight = Eye(monkeypatch).look("counts", window)
    assert [drawn.text for drawn in sight.drawn if drawn.cut and drawn.kind == "QueueTab"] == []
    window.close()


def _texts(sight: Sight) -> Iterator[str]:
    yield from (drawn.text for drawn in sight.drawn)
    yield from sight.hints
    for node in sight.nodes:
        yield from (node.name, node.description, node.value)
