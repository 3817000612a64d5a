"""A desk's folder after a day: something in each table of its outbox, and leads in its cache."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, a_call, a_lead, a_mutation
from tests.desk.seats import ROBIN, fill
from workbench.cache import mails
from workbench.cache.entry import Offset, StartedCall
from workbench.cache.generations import Generations
from workbench.cache.mails import Mail
from workbench.cache.outbox import Outbox
from workbench.domain.plain import to_ms, to_plain
from workbench.wire import Position, Result, compact

HOUR = timedelta(hours=1)
LEADS = [
    a_lead(name="Ann Lee", email="ann@halden.example", company="Halden Freight"),
    a_lead(name="Bo Chen", email="bo@orbital.example", company="Orbital", type="trial"),
    a_lead(name="Größe Øst", email="g@nordwind.example", company="Nordwind 😀", waited=90),
]


def an_outbox(folder: Path) -> None:
    one, two, three = LEADS
    outbox = Outbox(folder / "outbox.db")
    with outbox.writing() as writing:
        writing.put("user", compact(to_plain(ROBIN)))
        writing.put("server", "http://127.0.0.1:9")
        writing.merge_claim(Position(7, "0123456789ab"), ())
        settled = [a_call(one, "NA"), a_mutation(one, "touch_logged", kind="note", note="gone")]
        for mutation in settled:
            writing.append(mutation, Offset(-840, 12), batch="at once")
        results = [
            Result(id=settled[0].id, s="ok", seq=7),
            Result(id=settled[1].id, s="rejected", code="erased", message="Gone."),
        ]
        writing.settle(results, MONDAY)
        for mutation in (
            a_call(two, "VM", after=1, note="left word"),
            a_mutation(two, "held", after=2, until=to_ms(MONDAY + HOUR), reason="asked for it"),
            a_mutation(three, "lead_edited", after=3, title={"old": None, "new": "VP Größe 😀"}),
        ):
            writing.append(mutation, Offset())
        writing.save_draft(two.id, "half a sent", MONDAY)
        writing.start_call(StartedCall(id="c", lead=three.id, number="+4930", started_at=MONDAY))
        mail = Mail(
            id="m", lead=one.id, message_id="<m@x.example>", to="ann@halden.example",
            subject="Prices", text="Dear Ann,", made_at=MONDAY,
        )  # fmt: skip
        mails.put(writing.connection, mail)
    outbox.close()


def a_cache(folder: Path) -> None:
    caches = Generations(folder, 0)
    fill(caches, *LEADS)
    caches.filling.database.checkpoint(truncate=True)
    caches.close()
