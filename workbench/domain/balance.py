"""Balance: the fewest leads moved that bring everybody under capacity and save promises.

Whoever promised more than they can keep gives up what they cannot to who can; what nobody is there
for is shared out; whoever is above a cap gives away what is above it. A lead that nobody could
work better stays where it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from workbench.domain.agenda import Agenda, Job

NO_DATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Job):
    """A lead that may be moved, from `holder` (None: from nobody) to one of `among`.

    `untouched`, `on_cadence`: whether it counts against these caps.
    """

    holder: str | None
    among: Collection[str]
    untouched: bool = False
    on_cadence: bool = False

    @property
    def order(self) -> tuple[datetime, str]:
        return self.due_at or NO_DATE, self.lead


@dataclass(slots=True)
class Worker:
    """Somebody's promises, and how many more leads their caps let them have; below 0: too many.

    `takes`: whether they are given any.
    """

    id: str
    agenda: Agenda
    weight: int = 1
    untouched_room: int = 0
    cadence_room: int = 0
    takes: bool = True

    def has_room(self, piece: Piece) -> bool:
        return not (piece.untouched and self.untouched_room < 1) and not (
            piece.on_cadence and self.cadence_room < 1
        )

    @property
    def burden(self) -> tuple[float, str]:
        return self.agenda.minutes / self.weight, self.id

    def take(self, piece: Piece) -> None:
        self.agenda.add(piece)
        self.untouched_room -= piece.untouched
        self.cadence_room -= piece.on_cadence

    def give(self, piece: Piece) -> None:
        self.agenda.remove(piece.lead)
        self.untouched_room += piece.untouched
        self.cadence_room += piece.on_cadence

    def is_freed_by(self, piece: Piece) -> bool:
        """Whether they are above a cap that this lead counts against."""
        return (piece.untouched and self.untouched_room < 0) or (
            piece.on_cadence and self.cadence_room < 0
        )


@dataclass(slots=True)
class Balance:
    """`workers` hold the pieces already; `past_caps`: what nobody holds is shared out even where
    all are at their caps.
    """

    workers: Mapping[str, Worker]
    past_caps: bool = False
    moves: dict[str, str] = field(default_factory=dict)
    """Lead → to whom."""
    left: list[str] = field(default_factory=list)
    """What nobody holds and nobody could be given."""

    def share_out(self, pieces: Iterable[Piece]) -> None:
        ordered = sorted(pieces, key=lambda piece: piece.order)
        late = {lead for worker in self.workers.values() for lead in worker.agenda.late}
        orphaned = [piece for piece in ordered if self._is_orphaned(piece)]
        endangered = [p for p in ordered if p.lead in late and not self._is_orphaned(p)]
        for piece in sorted((*orphaned, *endangered), key=lambda piece: piece.order):
            self._move(piece, self._keepers(piece))
        for piece in orphaned:
            if piece.lead not in self.moves:
                self._take_in(piece)
        for piece in reversed(ordered):  # whose promise is due last is moved with the least harm
            self._relieve(piece)
        moved = [p for p in ordered if p.lead in self.moves and not self._is_orphaned(p)]
        while needless := [piece for piece in moved if self._take_back(piece)]:
            moved = [piece for piece in moved if piece not in needless]

    def _is_orphaned(self, piece: Piece) -> bool:
        """Whether nobody is there for it."""
        holder = self.workers.get(piece.holder or "")
        return holder is None or not holder.agenda.is_there

    def _keepers(self, piece: Piece) -> list[Worker]:
        """Those who could keep its promise beside their own."""
        if piece.due_at is None:
            return []
        return [worker for worker in self._takers(piece) if worker.agenda.fits(piece)]

    def _takers(self, piece: Piece, *, past_caps: bool = False) -> list[Worker]:
        others = (self.workers[id] for id in piece.among if id != piece.holder)
        return [
            worker for worker in others if worker.takes and (past_caps or worker.has_room(piece))
        ]

    def _take_in(self, piece: Piece) -> None:
        """Give it to somebody though its promise, if there is one, is lost."""
        takers = self._takers(piece) or self._takers(piece, past_caps=self.past_caps)
        if not self._move(piece, takers):
            self.left.append(piece.lead)

    def _relieve(self, piece: Piece) -> None:
        """Move it from who is above a cap, if nobody's promise is lost by that."""
        holder = self.workers.get(piece.holder or "")
        if piece.lead in self.moves or holder is None or not holder.is_freed_by(piece):
            return
        is_kept = piece.due_at is not None and piece.lead not in holder.agenda.late
        self._move(piece, self._keepers(piece) if is_kept else self._takers(piece))

    def _take_back(self, piece: Piece) -> bool:
        """Whether it stays after all: a later move has made room where this one was made for it."""
        holder, taker = self.workers[piece.holder or ""], self.workers[self.moves[piece.lead]]
        lost = len(holder.agenda.late) + len(taker.agenda.late)
        taker.give(piece)
        holder.take(piece)
        is_needless = len(holder.agenda.late) + len(taker.agenda.late) <= lost
        if is_needless and not holder.is_freed_by(piece):
            del self.moves[piece.lead]
            return True
        holder.give(piece)
        taker.take(piece)
        return False

    def _move(self, piece: Piece, takers: Collection[Worker]) -> bool:
        if not takers:
            return False
        holder = self.workers.get(piece.holder or "")
        if holder is not None:
            holder.give(piece)
        chosen = min(takers, key=lambda worker: worker.burden)
        chosen.take(piece)
        self.moves[piece.lead] = chosen.id
        return True
