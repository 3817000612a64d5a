"""The floor of a start: a bare window with a table of fifty rows; prints when it was painted."""

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem


class Painted(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._say)
        return False

    def _say(self) -> None:
        print(time.monotonic(), flush=True)
        QApplication.quit()


application = QApplication(sys.argv)
table = QTableWidget(50, 4)
for row in range(50):
    for column in range(4):
        table.setItem(row, column, QTableWidgetItem(f"row {row}, column {column}"))
table.resize(1440, 900)
painted = Painted()
table.viewport().installEventFilter(painted)
table.show()
sys.exit(application.exec())
