"""What a desk shows while its first pull runs, from a server that is really served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.campaign.team import PASSWORD, wait_until
from tests.server.served import Team
from workbench.desk.desk import open_desk
from workbench.domain.activity import inquiry_entry
from workbench.server.team import people
from workbench.sync.puller import PAGE


def test_what_is_due_is_shown_while_nearly_all_is_still_to_come(team: Team, tmp_path: Path) -> None:
    store, office = team.server.office.store, team.server.office
    email = f"first@{team.id}.example"
    user = people.add_user(store, email=email, name="R", role="rep", team=team.name,
                           password=PASSWORD)  # fmt: skip
    due = [team.a_lead(waited=minutes).id for minutes in (3, 1, 2)]
    template = team.a_lead()
    with office.ledger.write(team.id, office.moment.now()) as writing:
        for n in range(2 * PAGE):
            one = replace(template, id=f"{team.id}-{n}", owner=user.id, pool=None)
            later = replace(one.standing, queue_from=None)
            with writing.effect(savepoint=False) as effect:
                effect.put(replace(one, standing=later))
                effect.log(one.id, [inquiry_entry(replace(one.inquiries[0], id=one.id))])
    before = office.waiters.count
    shown: list[tuple[int, Sequence[str]]] = []
    desk = open_desk(tmp_path)
    try:
        # In the puller's own thread: it asks for no more before this has been seen.
        desk.listen(
            "queue_changed",
            lambda: shown.append((desk._caches.shown.cursor.below, desk.queue("now"))),
        )
        desk.sign_in(team.server.address, email, PASSWORD)
        wait_until(lambda: desk.sync_state().complete, 60)
        in_the_end = set(desk.queue("now"))
    finally:
        desk.close()
        team.a_lead()  # else its poll would wait on beside other tests'
        wait_until(lambda: office.waiters.count == before, 30)
    below = next(below for below, queue in shown if set(due) <= set(queue))
    assert below > 2 * PAGE  # not a page of the backfill had come
    assert in_the_end == {*due, template.id}
