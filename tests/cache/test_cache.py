import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead
from tests.desk.seats import fill, items, items_of
from workbench.cache import leads, search
from workbench.cache.asked import Asked
from workbench.cache.cache import Cache, Cursor, advanced
from workbench.cache.generations import Generations
from workbench.cache.page import Item
from workbench.domain.activity import entries
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.policy_text import plain_policy
from workbench.domain.priority import index


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    cache = Cache(tmp_path, 0)
    cache.begin(0, ())
    return cache


def absorb(cache: Cache, *told: Item, since: int = 10) -> Any:
    return cache.absorb(told, (), Cursor(since=since, base=since, complete=True))


def test_a_lead_is_given_back_as_the_server_sent_it(cache: Cache) -> None:
    lead = a_lead(name="Åsa Lee")
    absorb(cache, *items_of(lead))
    assert cache.lead(lead.id) == lead


def test_its_activities_add_up_and_one_that_was_struck_is_replaced(cache: Cache) -> None:
    lead = a_lead()
    call = a_call(lead, "NA")
    touch, code = entries(call)
    absorb(cache, *items_of(lead, activities=[touch]))
    absorb(cache, *items_of(lead, activities=[code, replace(touch, undone=True)]), since=11)
    timeline, _ = cache.activities(lead.id)
    assert {activity.id: activity.undone for activity in timeline} == {
        touch.id: True,
        code.id: False,
    }


def test_a_live_page_that_was_quicker_than_the_backfill_stands(cache: Cache) -> None:
    lead = a_lead()
    absorb(cache, *items_of(replace(lead, seq=9, name="New")))
    page = absorb(cache, *items_of(replace(lead, seq=3, name="Old")))
    assert page.put == ()
    found = cache.lead(lead.id)
    assert found is not None
    assert found.name == "New"


def test_what_was_evicted_leaves_the_disk(cache: Cache, tmp_path: Path) -> None:
    lead = a_lead(name="Quintessa Marvelling", email="quintessa@marvelling.example")
    others = [a_lead(name=f"Somebody {n}") for n in range(50)]
    absorb(
        cache, *items_of(*others, lead, activities=entries(a_call(lead, "NA", note="zebrafish")))
    )
    page = absorb(cache, *items({"op": "evict", "id": lead.id}), since=11)
    assert page.evicted == (lead.id,)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
    for trace in (b"quintessa", b"marvelling", b"zebrafish", lead.id.encode()):
        assert trace not in on_disk


def test_an_item_that_cannot_be_read_does_not_stop_the_page(cache: Cache) -> None:
    lead = a_lead()
    unread = {"op": "put", "lead": {"id": "x", "seq": "?"}}
    absorb(cache, *items(unread, {"op": "new"}), *items_of(lead))
    assert cache.lead(lead.id) == lead


def test_the_cursor_never_falls(cache: Cache) -> None:
    absorb(cache, since=10)
    with pytest.raises(ValueError, match="fall"):
        absorb(cache, since=9)
    assert cache.cursor.since == 10


def test_the_base_waits_for_the_backfill_and_covers_what_was_known_when_the_poll_was_sent() -> None:
    filling = Cursor(since=5, below=3)
    assert advanced(filling, since=9, more=False, ack_no=4) == Cursor(since=9, below=3)
    filled = Cursor(since=9)
    assert advanced(filled, since=12, more=True, ack_no=4) == Cursor(since=12)
    done = advanced(filled, since=12, more=False, ack_no=4)
    assert done == Cursor(since=12, base=12, covers_ack=4, complete=True)


def test_the_teams_policy_replaces_the_sample(cache: Cache) -> None:
    assert cache.policy.boost == POLICY.boost
    told = {**plain_policy(POLICY), "boost": 9}
    item = {"kind": "policy", "key": "current", "doc": told}
    cache.absorb((), [item], Cursor(since=10))
    assert cache.policy.boost == 9


def test_a_text_on_trial_is_there_for_the_leads_of_the_trial_alone(cache: Cache) -> None:
    told = {
        ("policy", "current"): plain_policy(POLICY),
        ("policy", "trial"): {**plain_policy(POLICY), "version": POLICY.version + 1},
        ("template", "asked_1"): {"subject": "In force"},
        ("template", "asked_1@trial"): {"subject": "Tried"},
        ("template", "asked_2"): {"subject": "Both"},
        ("template", "only@trial"): {"subject": "New"},
    }
    config = [{"kind": kind, "key": key, "doc": doc} for (kind, key), doc in told.items()]
    cache.absorb((), config, Cursor(since=10))
    tried = replace(a_lead(), policy_version=POLICY.version + 1)
    of_all = {"asked_1": {"subject": "In force"}, "asked_2": {"subject": "Both"}}
    of_trial = {**of_all, "asked_1": {"subject": "Tried"}, "only": {"subject": "New"}}
    assert cache.texts(a_lead(), "template") == of_all
    assert cache.texts(tried, "template") == of_trial


def test_a_damaged_cache_and_one_of_another_version_are_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "cache.3.db").write_bytes(b"no database at all" * 300)
    assert Cache(tmp_path, 3).cursor == Cursor()
    connection = sqlite3.connect(tmp_path / "cache.4.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert Cache(tmp_path, 4).cursor == Cursor()


def test_a_cache_that_is_only_shut_is_not_begun_anew(tmp_path: Path) -> None:
    with closing(Cache(tmp_path, 0)) as cache:
        cache.begin(9, [])
    log = tmp_path / "cache.0.db-wal"
    log.mkdir()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        Cache(tmp_path, 0)
    log.rmdir()
    with closing(Cache(tmp_path, 0)) as cache:
        assert cache.cursor.since == 9


@pytest.mark.parametrize(
    "torn",
    ["UPDATE config SET doc = CAST(x'7bff7d' AS TEXT)", "UPDATE config SET doc = '{'"],
)
def test_a_cache_without_which_no_desk_starts_is_begun_anew(
    cache: Cache, tmp_path: Path, torn: str
) -> None:
    config = [{"kind": "policy", "key": "current", "doc": plain_policy(POLICY)}]
    cache.begin(9, config)
    with cache.database.write() as connection:
        connection.execute(torn)
    cache.close()
    again = Cache(tmp_path, 0)
    assert again.cursor == Cursor()
    assert again.is_sound()


def test_while_a_new_generation_fills_the_old_one_stays_on_the_screen(tmp_path: Path) -> None:
    caches = Generations(tmp_path, 0)
    lead = a_lead()
    fill(caches, lead)
    with caches.begun(1):
        pass
    assert caches.shown.lead(lead.id) == replace(lead, seq=1000)
    caches.close()
    again = Generations(tmp_path, 1)  # killed meanwhile
    assert again.shown.generation == 0
    fill(again)
    again.swap()
    assert again.shown.lead(lead.id) is None
    again.close()
    assert [path.name for path in tmp_path.glob("*.db")] == ["cache.1.db"]


# ---- the queue's order


def ranked(cache: Cache, **asked: Any) -> list[str]:
    question = Asked(now=MONDAY, boost=POLICY.boost, **asked)
    return [row[3] for row in leads.ranked(cache.database.connection, question)]


moments = st.floats(-3000, 300).map(lambda minutes: round(minutes, 1))
kinds = st.sampled_from(["demo", "pricing", "trial", "webinar", "content", "referral"])


def some_lead(minutes: float, kind: str, called: bool) -> Lead:
    lead = a_lead(waited=minutes, type=kind)
    if called:
        lead = apply(
            lead, a_call(lead, "NA", at=MONDAY - timedelta(minutes=max(minutes, 0) / 2)), POLICY
        )
    return lead


@settings(max_examples=40)
@given(st.lists(st.builds(some_lead, st.floats(0, 9000), kinds, st.booleans()), max_size=12))
def test_the_select_ranks_as_the_language_of_the_field_says(some: list[Lead]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        cache = Cache(Path(directory), 0)
        cache.begin(0, ())
        absorb(cache, *items_of(*some))
        due = [
            lead
            for lead in some
            if lead.standing.queue_from is not None and lead.standing.queue_from <= MONDAY
        ]

        def place(lead: Lead) -> tuple[Any, ...]:
            p = index(lead.standing, MONDAY, POLICY.boost)
            return -lead.standing.lift, -p, lead.standing.waiting_since, lead.id

        assert ranked(cache) == [lead.id for lead in sorted(due, key=place)]
        cache.close()


def test_nobody_is_called_outside_their_hours_but_may_be_written_to(cache: Cache) -> None:
    asleep, awake = a_lead(waited=5, tz="Pacific/Auckland"), a_lead(waited=5, tz="Europe/Berlin")
    asleep, awake = replace(asleep, tz="Pacific/Auckland"), replace(awake, tz="Europe/Berlin")
    absorb(cache, *items_of(asleep, awake))
    assert ranked(cache, closed=["Pacific/Auckland||"]) == [awake.id]


def test_the_queue_can_be_asked_for_one_type_and_without_some_leads(cache: Cache) -> None:
    demo, trial = a_lead(waited=5), a_lead(waited=5, type="trial")
    absorb(cache, *items_of(demo, trial))
    assert ranked(cache, type="trial") == [trial.id]
    assert ranked(cache, patched=[demo.id]) == [trial.id]


# ---- search


@pytest.mark.parametrize(
    "typed",
    [
        "Åsa",
        "asa li",
        "HALDEN",
        "frei",
        "asa@halden",
        "0151 555",
        "+49 (151) 5550",
        "55014",
        "li",
        "ås",
    ],
)
def test_search_finds_a_name_a_company_an_address_and_a_part_of_a_number(
    cache: Cache, typed: str
) -> None:
    lead = a_lead(name="Åsa Lindqvist", email="asa@halden.example", phone="+49 151 5550142")
    other = a_lead(name="Bo Chen", email="bo@orb.example", phone="+1 202 7773311", company="Orb")
    absorb(cache, *items_of(lead, other))
    assert search.search(cache.database.connection, typed, 50) == [lead.id]


@pytest.mark.parametrize("typed", ['"', "%", "a_", "x OR y", "NEAR(", "   ", "'"])
def test_signs_in_a_search_mean_nothing_but_themselves(cache: Cache, typed: str) -> None:
    absorb(cache, *items_of(a_lead(name="Ann Lee")))
    assert search.search(cache.database.connection, typed, 50) == []
