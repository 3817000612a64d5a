"""The queue's model as pictures: ids before, ids after, and what the cursor is on."""

from __future__ import annotations

import random
from pathlib import Path
from string import ascii_letters

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.builders import a_lead
from tests.desk.seats import a_desk
from workbench.ui.queue_model import QueueModel

pytestmark = pytest.mark.usefixtures("qtbot")


def shown(directory: Path, before: str) -> QueueModel:
    model = QueueModel(a_desk(directory, a_lead()))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(list(before))
    return model


@pytest.mark.parametrize("after", ["abcd", "dcba", "ad", "xayb", "", "cxd", "dxyzcab"])
def test_a_queue_becomes_another_and_the_cursor_stays_on_its_lead(
    tmp_path: Path, after: str
) -> None:
    model = shown(tmp_path, "abcd")
    cursor = QPersistentModelIndex(model.index(2))  # c
    model.show(list(after))
    assert "".join(model.ids) == after
    assert (cursor.isValid() and model.id_at(cursor.row())) == ("c" if "c" in after else False)


def test_any_queue_becomes_any_other_without_a_reset(tmp_path: Path, qtbot: QtBot) -> None:
    model = shown(tmp_path, "")
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    chance = random.Random(7)
    for _ in range(60):
        ids = chance.sample(ascii_letters, chance.choice((3, 16, 52)))
        model.show(ids)
        assert model.ids == ids
    assert resets == []


def test_a_row_reads_as_one_sentence(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", waited=1)
    model = QueueModel(a_desk(tmp_path, lead))
    model.show([lead.id])
    said = str(model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith("Ann Lee, Halden Freight, asks for a demo, score ")
    assert "on time 4:00, owner Robin Berg" in said
