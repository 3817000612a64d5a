"""The columns of a team lead's board, and where they stand; names give way to nothing."""

from typing import NamedTuple

from PySide6.QtCore import QRect

from workbench.desk.team import Cell
from workbench.domain.tongue import mark
from workbench.ui.theme import Theme

MARGIN = 24
_LEAST_NAME = 200


class Column(NamedTuple):
    """`gives`: the greatest goes first where there is no room for all."""

    cell: Cell | None
    name: str
    width: int
    gives: int = 0

    @property
    def is_at_left(self) -> bool:
        return self.cell in ("load", None)


COLUMNS = (
    Column("due", mark("Due"), 44),
    Column("at_risk", mark("At risk"), 68),
    Column("breached", mark("Breached"), 76),
    Column("load", mark("Load of capacity"), 190, 1),
    Column("speed", mark("Speed"), 62, 2),
    Column("p90", mark("P90"), 66, 3),
    Column("touches", mark("Touches"), 64, 4),
    Column(None, mark("Last seen"), 96, 5),
)


def shown_columns(theme: Theme, width: int) -> list[Column]:
    """Those for which there is room beside the names in a row of this width."""
    shown, room = list(COLUMNS), width - theme.px(_LEAST_NAME)
    while sum(theme.px(column.width) for column in shown) > room and shown[-1].gives:
        shown.pop()
    return shown


def placed(theme: Theme, row: QRect) -> list[tuple[Column, QRect]]:
    """The cells of a row, the last one at its right edge."""
    found, right = [], row.right() + 1
    for column in reversed(shown_columns(theme, row.width())):
        width = theme.px(column.width)
        right -= width
        found.append((column, QRect(right, row.y(), width, row.height())))
    return found[::-1]


def inside(theme: Theme, column: Column, cell: QRect) -> QRect:
    """Where the words of a cell stand."""
    if column.is_at_left:
        return cell.adjusted(theme.px(14), 0, 0, 0)
    return cell.adjusted(0, 0, -theme.px(6), 0)
