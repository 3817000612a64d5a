"""What a window gives to read: drawn on it, and told to whoever cannot see it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QPainter,
    QTextLayout,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.ui import keycap
from workbench.ui.window import Window

Role = QAccessible.Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of the tree that assistive programs read.

    `kind` is its widget's class. `within`: places of it and of what it stands in, outermost first.
    """

    role: Role
    kind: str
    widget: int
    name: str
    description: str
    value: str
    is_control: bool
    within: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.role.name} {self.kind} “{self.name}” ({self.description})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A text on a widget; `cut`: it had no room for all of it."""

    text: str
    kind: str
    widget: int
    is_key: bool
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """All of a window at one moment. `hints`: tooltips, placeholders, titles."""

    stop: str
    drawn: tuple[Drawn, ...]
    nodes: tuple[Node, ...]
    hints: tuple[str, ...]


class Eye:
    """Sees what our widgets draw while `patch` holds."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._seen: list[tuple[str, Any, bool, bool]] = []
        draw_text, draw_static = QPainter.drawText, QPainter.drawStaticText
        draw_layout = QTextLayout.draw

        def text(painter: QPainter, *how: Any) -> Any:
            said = next(part for part in how if isinstance(part, str))
            room = how[0].width() + 1 if isinstance(how[0], QRect) else float("inf")
            is_key = sys._getframe(1).f_code.co_filename == keycap.__file__
            cut = painter.fontMetrics().horizontalAdvance(said) > room
            self._seen.append((said, painter.device(), is_key, cut))
            return draw_text(painter, *how)

        def static(painter: QPainter, *how: Any) -> Any:
            self._seen.append((how[-1].text(), painter.device(), False, False))
            return draw_static(painter, *how)

        def layout(laid: QTextLayout, painter: QPainter, *how: Any) -> Any:
            self._seen.append((laid.text(), painter.device(), False, False))
            return draw_layout(laid, painter, *how)

        patch.setattr(QPainter, "drawText", text)
        patch.setattr(QPainter, "drawStaticText", static)
        patch.setattr(QTextLayout, "draw", layout)

    def look(self, stop: str, window: Window) -> Sight:
        self._seen.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        window.grab()
        drawn = tuple(
            Drawn(
                text=text,
                kind=type(on).__name__,
                widget=id(on),
                is_key=is_key,
                cut=cut or (text.endswith("…") and "⟧" not in text and "⟦" in text),
            )
            for text, on, is_key, cut in self._seen
        )
        told = tuple(_walk(QAccessible.queryAccessibleInterface(window), ()))
        return Sight(stop=stop, drawn=drawn, nodes=told, hints=tuple(_hints(window)))


def _walk(shown: QAccessibleInterface, within: tuple[int, ...]) -> Iterator[Node]:
    state = shown.state()
    widget: QObject | None = shown.object()
    actions: QAccessibleActionInterface | None = shown.actionInterface()
    if within and state.invisible:
        return
    verbs = set(actions.actionNames()) - {actions.setFocusAction()} if actions else set()
    yield Node(
        role=shown.role(),
        kind=type(widget).__name__ if widget is not None else "",
        widget=id(widget),
        name=shown.text(QAccessible.Text.Name),
        description=shown.text(QAccessible.Text.Description),
        value=shown.text(QAccessible.Text.Value),
        is_control=bool(state.focusable or verbs) and shown.role() != Role.ScrollBar,
        within=within,
    )
    for place in range(shown.childCount()):
        child: QAccessibleInterface | None = shown.child(place)
        if child is not None:
            yield from _walk(child, (*within, place))


def _hints(window: Window) -> Iterator[str]:
    """Of what is hidden too."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.windowTitle(), widget.statusTip(), widget.whatsThis())
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
