"""What strangers typed is text: whatever it looks like, it is shown as typed and loads nothing."""

from __future__ import annotations

import ast
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tests.builders import a_lead
from tests.ui.windows import a_window, press, settle
from workbench import ui
from workbench.ui.application import the_application
from workbench.ui.outcomes import OutcomeButton
from workbench.ui.tip import show_tip

MARKED_UP = {"QLabel", "QMessageBox", "QTextBrowser", "QTextDocument", "setHtml", "setMarkdown"}
"""What guesses or reads mark-up. `chip.py` draws by QStaticText, told that its text is plain."""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Nobody may call here."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def hostile(port: int) -> tuple[str, ...]:
    at = f"127.0.0.1:{port}"
    return (
        f'<img src="http://{at}/x.png">' + "Bold " * 40,
        f'<html><style>@import "http://{at}/x.css"</style><b>Bold</b>',
        f'<link rel=stylesheet href="http://{at}/x.css"><qt>Bold</qt>',
        f"\\\\{at}\\share\\x.png <a href='file://{at}/x'>Bold</a>",
        f"![Bold](http://{at}/x.png) &lt;b&gt; &#60;",
        f"url(http://{at}/x) \u202egnp.exe \u2028\ufffd\u0007 Bold" + "\u0301" * 40,
        "=HYPERLINK(1) {{7*7}} %s %n {name} ${HOME} <!--",
    )


def test_hostile_names_and_messages_are_shown_as_typed_and_open_no_connection(
    tmp_path: Path, listener: socket.socket
) -> None:
    for n, evil in enumerate(hostile(listener.getsockname()[1])):
        (folder := tmp_path / str(n)).mkdir()
        lead = a_lead(name=evil, company=evil, title=evil, message=evil, page=evil, campaign=evil)
        window = a_window(folder, lead)
        window.resize(1024, 640)
        assert lead.name is not None
        assert lead.name in window.triage.card.header.accessibleName()
        for keys in ((), ("Y",), ("Esc", "M"), ("Esc", "?"), ("Esc", "8")):
            press(window, *keys)
            settle()
            window.grab()
        window.close()
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.qt_log_ignore("This plugin does not support raise")  # offscreen, of tips
def test_the_pointer_is_told_all_the_words_of_what_it_stands_over(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    (button, *_) = window.triage.dock.findChildren(OutcomeButton)
    for allowed in (True, False):
        button.setEnabled(allowed)
        _point_at(button)
        said = f"{button.accessibleName()}. {button.accessibleDescription()}"
        assert QToolTip.text() == Qt.convertFromPlainText(said)
    QToolTip.hideText()
    window.close()


def _point_at(widget: QWidget) -> None:
    """As Qt does once the pointer has rested."""
    place = widget.rect().center()
    QApplication.sendEvent(
        widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    )


@pytest.mark.qt_log_ignore("This plugin does not support raise")  # offscreen, of tips
def test_a_tip_is_text_too(listener: socket.socket) -> None:
    the_application()
    widget = QWidget()
    widget.show()
    for evil in hostile(listener.getsockname()[1]):
        show_tip(QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint()), evil, widget)
        assert "<img" not in QToolTip.text()
        assert "<link" not in QToolTip.text()
        settle()
    QToolTip.hideText()
    widget.close()
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_no_widget_is_made_that_reads_mark_up() -> None:
    folder = Path(str(ui.__file__)).parent
    used = {
        (path.name, name)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in MARKED_UP & {getattr(node, "id", ""), getattr(node, "attr", "")}
    }
    assert used == set()
