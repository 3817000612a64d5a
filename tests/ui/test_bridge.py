"""Facts of the desk on their way to the window, and after it."""

from __future__ import annotations

import gc
import logging
import threading
import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from tests.builders import a_lead
from tests.desk.seats import a_desk
from workbench.ui.bridge import LONGEST_S, Bridge


def test_a_fact_of_a_worker_arrives_in_the_gui_thread(qtbot: QtBot, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    bridge = Bridge(desk)
    heard: list[threading.Thread] = []
    bridge.attention_changed.connect(lambda: heard.append(threading.current_thread()))
    worker = threading.Thread(target=lambda: desk._facts.tell("attention_changed"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: heard == [threading.main_thread()])


def test_what_is_told_after_a_long_look_waits_until_the_window_had_its_turn(
    qtbot: QtBot, tmp_path: Path
) -> None:
    desk = a_desk(tmp_path)
    bridge, order = Bridge(desk), []

    def look_long() -> None:
        order.append("entered")
        QTimer.singleShot(0, lambda: order.append("the window's turn"))
        time.sleep(LONGEST_S)

    bridge.signed_in.connect(look_long)
    bridge.queue_changed.connect(lambda: order.append("ranked"))
    for fact in ("signed_in", "queue_changed"):
        desk._facts.tell(fact)
    qtbot.waitUntil(lambda: "ranked" in order)
    assert order == ["entered", "the window's turn", "ranked"]


def test_a_desk_that_outlives_its_window_tells_its_facts_to_nobody(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_desk(tmp_path, lead := a_lead())
    window = QObject()
    Bridge(desk, window)
    shiboken6.delete(window)
    gc.collect()
    with caplog.at_level(logging.ERROR):
        desk.claim(lead.id)
    assert caplog.records == []
    assert not any(desk._facts._listeners.values())
