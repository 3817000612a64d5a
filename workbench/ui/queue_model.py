"""The queue as Qt sees it: ids in order, rows fetched a page at a time, never a reset.

A change of order keeps each lead's index, so that selection and scroll follow the lead.
"""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.domain.tongue import tr
from workbench.ui.clock_face import face_of, spoken_face

ATTENTION = "needs-attention"
"""The id of the row that stands for what the server refused."""

_PAGE = 30
_MANY = 20
"""Stretches of rows; that many come and go as one, at the end, which costs a layout."""
_Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: list[str] = []
        self._rows: dict[str, Row] = {}
        self._places: dict[str, int] = {}
        self.attention: Row | None = None

    @property
    def ids(self) -> list[str]:
        return self._ids

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return len(self._ids)

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
        if not self._places:
            self._places = {id: place for place, id in enumerate(self._ids)}
        return self._places.get(lead)

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
            self._reorder(wanted)
            self._insert(wanted)
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
        stretches = _stretches(gone)
        if len(stretches) > _MANY:
            staying = [lead for lead in self._ids if lead in kept]
            stretches = [(len(staying), len(self._ids) - 1)]
            self._order([*staying, *(self._ids[place] for place in gone)])
        for first, last in reversed(stretches):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._ids[first : last + 1]
            self._places = {}
            self.endRemoveRows()

    def _reorder(self, wanted: Sequence[str]) -> None:
        here = set(self._ids)
        order = [lead for lead in wanted if lead in here]
        if order != self._ids:
            self._order(order)

    def _order(self, order: list[str]) -> None:
        """The same leads in another order."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        leads = [self._ids[index.row()] for index in old]
        self._ids = order
        self._places = {}
        for index, lead in zip(old, leads, strict=True):
            place = self.place_of(lead)
            self.changePersistentIndex(index, self.index(place) if place is not None else index)
        self.layoutChanged.emit()

    def _insert(self, wanted: Sequence[str]) -> None:
        here = set(self._ids)
        new = [place for place, lead in enumerate(wanted) if lead not in here]
        stretches = _stretches(new)
        if len(stretches) > _MANY:
            self._insert_at(len(self._ids), [wanted[place] for place in new])
            self._order(list(wanted))
            return
        for first, last in stretches:
            self._insert_at(first, wanted[first : last + 1])

    def _insert_at(self, place: int, leads: Sequence[str]) -> None:
        self.beginInsertRows(QModelIndex(), place, place + len(leads) - 1)
        self._ids[place:place] = leads
        self._places = {}
        self.endInsertRows()

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
