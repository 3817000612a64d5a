"""Who should have which lead, so that the most promises are kept and the fewest leads move."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY
from workbench.domain.agenda import Agenda, Hours, Job
from workbench.domain.balance import Balance, Piece, Worker

HERE = Hours(POLICY.calendar, MONDAY, MONDAY)
GONE = Hours(POLICY.calendar, MONDAY, None)


def a_job(lead: str, due: float | None, minutes: float = 6) -> Job:
    at = None if due is None else MONDAY + timedelta(minutes=due)
    return Job(lead=lead, minutes=minutes, due_at=at)


def a_piece(
    lead: str, due: float | None, holder: str | None, *, minutes: float = 6, capped: bool = False
) -> Piece:
    job = a_job(lead, due, minutes)
    return Piece(
        lead=lead, minutes=minutes, due_at=job.due_at, holder=holder, among=("ann", "bob", "cid"),
        untouched=capped,
    )  # fmt: skip


def workers(*pieces: Piece, hours: Hours = HERE, room: int = 99) -> dict[str, Worker]:
    """Ann, with these hours, Bob and Cid, with what they hold already."""
    them = {
        name: Worker(
            id=name, agenda=Agenda(hours if name == "ann" else HERE), untouched_room=room,
            cadence_room=99, takes=name != "ann" or hours.begins_at is not None,
        )
        for name in ("ann", "bob", "cid")
    }  # fmt: skip
    for piece in pieces:
        if piece.holder is not None:
            them[piece.holder].take(piece)
    return them


def lost(them: dict[str, Worker]) -> int:
    return sum(len(worker.agenda.late) for worker in them.values())


def test_the_longest_is_given_up_where_not_all_can_be_kept() -> None:
    agenda = Agenda(HERE)
    for job in (a_job("a", 5, 20), a_job("b", 10), a_job("c", 14), a_job("d", 18)):
        agenda.add(job)
    assert agenda.late == {"a"}
    agenda.remove("a")
    assert agenda.late == frozenset()


def test_an_attempt_that_begins_by_its_moment_keeps_the_promise() -> None:
    agenda = Agenda(HERE)
    agenda.add(a_job("a", 1, 6))
    assert agenda.fits(a_job("b", 6))
    assert not agenda.fits(a_job("b", 5.9))


def test_what_is_past_or_never_promised_is_neither_kept_nor_lost() -> None:
    agenda = Agenda(GONE)
    agenda.add(a_job("a", -5))
    agenda.add(a_job("b", None))
    assert (agenda.late, agenda.minutes) == (frozenset(), 12)


def test_closed_hours_are_no_time_to_keep_a_promise_in() -> None:
    evening = MONDAY.replace(hour=16, minute=58)
    agenda = Agenda(Hours(POLICY.calendar, evening, evening))
    for n in range(3):
        due = POLICY.calendar.add(evening, timedelta(minutes=8))
        agenda.add(Job(lead=str(n), minutes=6, due_at=due))
    assert len(agenda.late) == 1


def test_two_pairs_of_hands_keep_twice_as_many() -> None:
    one, two = Agenda(HERE), Agenda(HERE, hands=2)
    for n in range(4):
        one.add(a_job(str(n), 9))
        two.add(a_job(str(n), 9))
    assert (len(one.late), len(two.late)) == (2, 0)


def test_only_what_cannot_be_kept_moves_and_to_who_can_keep_it() -> None:
    pieces = [a_piece(f"l{n}", 5, "ann") for n in range(4)]
    them = workers(*pieces)
    balance = Balance(them)
    balance.share_out(pieces)
    assert sorted(balance.moves.values()) == ["bob", "cid"]
    assert lost(them) == 1


def test_what_nobody_is_there_for_is_shared_out_though_it_is_late() -> None:
    pieces = [a_piece(f"l{n}", -5, "ann") for n in range(4)]
    balance = Balance(workers(*pieces, hours=GONE))
    balance.share_out(pieces)
    assert sorted(balance.moves.values()) == ["bob", "bob", "cid", "cid"]


def test_who_is_above_a_cap_gives_away_just_what_is_above_it() -> None:
    pieces = [a_piece(f"l{n}", 60 * (n + 1), "ann", capped=True) for n in range(5)]
    them = workers(*pieces, room=3)
    balance = Balance(them)
    balance.share_out(pieces)
    assert sorted(balance.moves) == ["l3", "l4"]
    assert all(worker.untouched_room >= 0 for worker in them.values())


def test_nobody_is_given_more_than_a_cap_allows_but_what_nobody_has_may_be() -> None:
    pieces = [a_piece(f"l{n}", -1, None, capped=True) for n in range(5)]
    kept_to, past = (Balance(workers(room=1), past_caps=past) for past in (False, True))
    kept_to.share_out(pieces)
    past.share_out(pieces)
    assert (len(kept_to.moves), len(kept_to.left)) == (3, 2)
    assert (len(past.moves), past.left) == (5, [])


leads = st.lists(
    st.tuples(st.integers(-10, 40), st.sampled_from(["ann", "bob", "cid", None]), st.booleans()),
    max_size=6,
)


def pieces_of(told: list[tuple[int, str | None, bool]]) -> list[Piece]:
    return [a_piece(f"l{n}", due, holder, capped=c) for n, (due, holder, c) in enumerate(told)]


@example([(1, "cid", False), (1, "ann", False), (1, "cid", False)], False)
@example([(0, "ann", True), (1, "ann", True), (6, "ann", True), (7, "ann", False)], True)
@given(leads, st.booleans())
def test_no_move_can_be_left_out(told: list[tuple[int, str | None, bool]], is_there: bool) -> None:
    """Without it a promise more were lost, somebody above a cap, or a lead with nobody."""
    hours = HERE if is_there else GONE
    pieces = pieces_of(told)
    them = workers(*pieces, hours=hours, room=2)
    before = lost(them) + sum(piece.holder is None for piece in pieces)
    balance = Balance(them)
    balance.share_out(pieces)

    def outcome(moves: dict[str, str]) -> tuple[int, int]:
        placed = [
            a_piece(p.lead, 0, moves.get(p.lead, p.holder), capped=p.untouched) for p in pieces
        ]
        for one, piece in zip(placed, pieces, strict=True):
            object.__setattr__(one, "due_at", piece.due_at)
        after = workers(*placed, hours=hours, room=2)
        above = sum(max(0, -worker.untouched_room) for worker in after.values())
        alone = sum(p.holder is None or (p.holder == "ann" and not is_there) for p in placed)
        return lost(after), above + alone

    found = outcome(balance.moves)
    assert found[0] <= before
    for lead in balance.moves:
        fewer = outcome({id: to for id, to in balance.moves.items() if id != lead})
        assert fewer[0] > found[0] or fewer[1] > found[1]


@given(st.lists(st.integers(0, 30), max_size=5))
def test_no_other_way_to_share_a_reps_leads_keeps_more(dues: list[int]) -> None:
    pieces = [a_piece(f"l{n}", due, "ann") for n, due in enumerate(dues)]
    them = workers(*pieces)
    Balance(them).share_out(pieces)
    best = min(
        lost(
            workers(
                *(a_piece(p.lead, due, to) for p, due, to in zip(pieces, dues, way, strict=True))
            )
        )
        for way in product(("ann", "bob", "cid"), repeat=len(pieces))
    )
    assert lost(them) == best


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=8), st.data())
def test_what_fits_makes_nothing_late_and_what_does_not_makes_one_more(
    told: list[tuple[int, int]], data: st.DataObject
) -> None:
    agenda = Agenda(HERE)
    for n, (due, minutes) in enumerate(told):
        agenda.add(a_job(str(n), due + 0.5, minutes))
    before = agenda.late
    due, minutes = data.draw(st.tuples(st.integers(0, 40), st.integers(1, 9)))
    job = a_job("more", due + 0.25, minutes)
    kept = Agenda(HERE)
    for n, (due, minutes) in enumerate(told):
        if str(n) not in before:
            kept.add(a_job(str(n), due + 0.5, minutes))
    fits = agenda.fits(job)
    kept.add(job)
    assert fits == (not kept.late)
