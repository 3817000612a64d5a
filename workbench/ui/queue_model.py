"""The queue as Qt sees it: ids in order, rows fetched a page at a time, never a reset.

A change of order keeps each lead's index, so that selection and scroll follow the lead.
"""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.domain.tongue import tr
from workbench.ui.clock_face import face_of, spoken_face

ATTENTION = "needs-attention"
"""The id of the row that stands for what the server refused."""

_PAGE = 16
_MANY = 20
"""Rows; more go as one from the end and come as one at the top, where that costs Qt least."""
_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_Index = QModelIndex | QPersistentModelIndex


class QueueModel(QStringListModel):
    """Qt's own model counts the rows, for a layout asks twice for each; what they show is here."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Before any view hears of it.
        self.rowsInserted.connect(self._take)
        self.rowsRemoved.connect(self._forget)
        self._desk = desk
        self._ids: list[str] = []
        self._rows: dict[str, Row] = {}
        self._coming: Sequence[str] = ()
        self.attention: Row | None = None

    @property
    def ids(self) -> list[str]:
        return self._ids

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.name}, {row.company}" if row.company else row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(row)
        return None

    def row(self, place: int) -> Row | None:
        if not 0 <= place < len(self._ids):
            return None
        lead = self._ids[place]
        if lead not in self._rows:
            start = place - place % _PAGE
            self._fetch(self._ids[start : start + _PAGE])
        return self._rows.get(lead)

    def known(self, lead: str) -> Row | None:
        """The row of a lead that was looked at, as the list shows it."""
        return self._rows.get(lead)

    def loaded_rows(self) -> list[Row]:
        return [self._rows[lead] for lead in self._ids if lead in self._rows]

    def id_at(self, place: int) -> str | None:
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def place_of(self, lead: str) -> int | None:
        return self._ids.index(lead) if lead in self._ids else None

    def update_row(self, lead: str) -> None:
        """One lead changed: fetch it again and paint it."""
        self._rows.pop(lead, None)
        place = self.place_of(lead)
        if place is not None:
            self._tell_changed(place, place)

    def show(self, ids: Sequence[str], changed: Collection[str] | None = None) -> None:
        """Become `ids`, by the fewest removals, moves and insertions.

        Rows that `changed` are read anew, all of them where nobody knows which.
        """
        wanted = ([ATTENTION] if self.attention else []) + list(ids)
        if changed is None:
            self._rows.clear()
        else:
            for lead in changed:
                self._rows.pop(lead, None)
        if wanted != self._ids:
            self._remove_all_but(set(wanted))
            here = set(self._ids)
            self._order([lead for lead in wanted if lead in here])
            self._insert(wanted, [n for n, lead in enumerate(wanted) if lead not in here])
        if changed is None and self._ids:
            self._tell_changed(0, len(self._ids) - 1)
        for place in map(self.place_of, changed or ()):
            if place is not None:
                self._tell_changed(place, place)

    def _fetch(self, ids: Sequence[str]) -> None:
        for row in self._desk.rows([lead for lead in ids if lead != ATTENTION]):
            self._rows[row.id] = row
        if self.attention is not None:
            self._rows[ATTENTION] = self.attention

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))

    def _remove_all_but(self, kept: set[str]) -> None:
        gone = [place for place, lead in enumerate(self._ids) if lead not in kept]
        stretches = _stretches(gone) if len(gone) <= _MANY else []
        if not stretches and gone:
            staying = [lead for lead in self._ids if lead in kept]
            self._order([*staying, *(self._ids[place] for place in gone)])
            stretches = [(len(staying), len(self._ids) - 1)]
        for first, last in reversed(stretches):
            self.removeRows(first, last - first + 1)

    def _forget(self, _parent: _Index, first: int, last: int) -> None:
        del self._ids[first : last + 1]

    def _order(self, order: list[str]) -> None:
        """The same leads in another order."""
        if order == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        leads = [self._ids[index.row()] for index in old]
        self._ids = order
        for index, lead in zip(old, leads, strict=True):
            place = self.place_of(lead)
            self.changePersistentIndex(index, self.index(place) if place is not None else index)
        self.layoutChanged.emit()

    def _insert(self, wanted: list[str], places: Sequence[int]) -> None:
        if len(places) > _MANY:
            self._insert_at(0, [wanted[place] for place in places])
            self._order(wanted)
            return
        for first, last in _stretches(places):
            self._insert_at(first, wanted[first : last + 1])

    def _insert_at(self, place: int, leads: Sequence[str]) -> None:
        self._coming = leads
        self.insertRows(place, len(leads))

    def _take(self, _parent: _Index, first: int, _last: int) -> None:
        self._ids[first:first] = self._coming

    def _sentence(self, row: Row) -> str:
        if row.id == ATTENTION:
            return f"{row.name}, {row.score}: {row.asks}"
        face = face_of(row, self._desk.now())
        asks = row.asks.replace(" · ", ", ")
        parts = (row.name or tr("No name"), row.company, asks, tr("score {score}", score=row.score),
                 spoken_face(face), tr("owner {owner}", owner=self._owner(row)))  # fmt: skip
        return ", ".join(part for part in parts if part)

    def _owner(self, row: Row) -> str:
        """In full: initials are for the eye."""
        lead = self._desk.lead(row.id)
        if lead is None or lead.owner is None:
            return tr("nobody")
        names = (person.name for person in self._desk.people() if person.id == lead.owner)
        return next(names, row.owner)


def _stretches(places: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken stretch of ascending numbers."""
    firsts = [n for n, place in enumerate(places) if not n or places[n - 1] != place - 1]
    lasts = [first - 1 for first in firsts[1:]] + [len(places) - 1] * bool(places)
    return [(places[first], places[last]) for first, last in zip(firsts, lasts, strict=True)]
