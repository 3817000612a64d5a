"""What is told of a lead's document alone is what the lead itself tells."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import MONDAY, a_lead, a_mutation
from workbench.cache.told import told, told_of
from workbench.domain.lead import Inquiry, Lead, Score, Standing
from workbench.domain.plain import from_ms
from workbench.domain.promise import Clock, Handed, Pause, Taken
from workbench.domain.watch import Offer
from workbench.wire import lead_json

moments = st.integers(1_790_000_000_000, 1_800_000_000_000).map(from_ms)
words = st.sampled_from(
    ["", "Ann Lee", "ann@halden.example", "Åsa. Really? Yes.\nMore", "+49 30 1"]
)
perhaps = st.none() | words
minutes = st.integers(0, 500) | st.floats(0, 500)
lengths = st.builds(
    Taken, wall_s=minutes, business_s=minutes, intake_s=minutes, routing_s=minutes, owner_s=minutes
)
clocks = st.builds(
    Clock, inquiry=words, type=words, received_at=moments, started_at=moments, due_at=moments,
    target_min=minutes, calendar=words, zone=perhaps, met_at=st.none() | moments,
    voided=st.booleans(), taken=st.none() | lengths,
    pauses=st.lists(st.builds(Pause, since=moments, until=moments, reason=words), max_size=2)
    .map(tuple),
)  # fmt: skip
inquiries = st.builds(
    Inquiry, id=words, type=words, received_at=moments, source=perhaps, message=perhaps,
    asset=perhaps, page=perhaps,
)  # fmt: skip
standings = st.builds(
    Standing, queue_from=st.none() | moments, lift=st.integers(0, 3), chance=st.floats(0, 1),
    reach=st.floats(0, 1), target_min=minutes, waiting_since=st.none() | moments, channel=perhaps,
)  # fmt: skip
handed = st.builds(
    Handed, id=words, ae=words, told_at=moments, since=moments, due_at=moments,
    meeting_at=st.none() | moments,
)  # fmt: skip
edits = st.builds(
    lambda at, fact: replace(a_mutation(None, "lead_edited"), received_at=at, args={fact: "x"}),
    st.none() | moments, st.sampled_from(["country", "name"]),
)  # fmt: skip
leads = st.builds(
    Lead,
    id=words,
    seq=st.integers(0, 9),
    owner=st.none() | st.sampled_from(["robin", "sam"]),
    pool=perhaps,
    name=perhaps,
    email=perhaps,
    phone=perhaps,
    phone_e164=perhaps,
    company=perhaps,
    country=perhaps,
    region=perhaps,
    tz=st.sampled_from([None, "", "Europe/Berlin", "Nowhere/At_all"]),
    inquiries=st.lists(inquiries, max_size=3).map(tuple),
    clocks=st.lists(clocks, max_size=3).map(tuple),
    record=st.lists(edits, max_size=2).map(tuple),
    handoffs=st.lists(handed, max_size=1).map(tuple),
    status=st.sampled_from(["new", "assigned", "lost", "on_hold"]),
    score=st.builds(Score, fit=st.integers(-80, 50), intent=st.integers(0, 50)),
    attempts=st.integers(0, 3),
    offer=st.none() | st.builds(Offer, to=st.just("sam"), since=moments, until=moments),
    callback_at=st.none() | moments,
    standing=standings,
)


@given(leads)
@example(a_lead(now=MONDAY))
@example(Lead(id="x"))
def test_a_document_tells_what_its_lead_does(lead: Lead) -> None:
    assert told(lead_json(lead)) == told_of(lead)
