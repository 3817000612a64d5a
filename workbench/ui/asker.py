"""Asks the server about the team for one page, and brings each answer to whoever asked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot

from workbench.desk.asking import Answer, Asked, ask
from workbench.desk.desk import Desk
from workbench.ui.bridge import Bridge


class Asker(QObject):
    def __init__(self, desk: Desk, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: dict[Asked, Callable[[Answer], object]] = {}
        bridge.answered.connect(self._answered)

    def get(self, path: str, then: Callable[[Answer], object], **params: Any) -> Asked:
        return self.ask(Asked(path=path, params=params), then)

    def post(self, path: str, body: dict[str, Any], then: Callable[[Answer], object]) -> Asked:
        return self.ask(Asked(path=path, method="POST", body=body), then)

    def ask(self, asked: Asked, then: Callable[[Answer], object]) -> Asked:
        """`then` hears of each answer, of how far it is too; of nothing once it was stopped."""
        self._waiting[asked] = then
        ask(self._desk, asked)
        return asked

    def stop(self, asked: Asked) -> None:
        asked.stop()
        self._waiting.pop(asked, None)

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        then = self._waiting.get(answer.asked)
        if then is None:
            return
        if answer.done is None:
            del self._waiting[answer.asked]
        then(answer)
