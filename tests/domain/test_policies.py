"""Which policy judges a lead: the one in force, or the one on trial."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import POLICY, a_lead, an_id
from workbench.domain.policies import Policies

TRIED = Policies(current=replace(POLICY, version=3), trial=replace(POLICY, version=4))


@given(st.uuids())
def test_a_new_lead_stays_by_the_policy_that_its_id_drew(id: object) -> None:
    drawn = TRIED.for_new(str(id))
    assert TRIED.of(replace(a_lead(), policy_version=drawn.version)) is drawn


def test_a_trial_has_half_of_the_new_leads_and_the_next_one_another_half() -> None:
    ids = [an_id() for _ in range(4000)]
    following = replace(TRIED, trial=replace(POLICY, version=5))
    first = {id for id in ids if TRIED.for_new(id) is TRIED.trial}
    second = {id for id in ids if following.for_new(id) is following.trial}
    assert 1800 < len(first) < 2200
    assert 800 < len(first & second) < 1200


def test_once_a_trial_has_ended_its_leads_go_by_the_new_policy() -> None:
    after = Policies(current=replace(POLICY, version=5))
    assert after.of(replace(a_lead(), policy_version=4)) is after.current
    assert after.for_new("any") is after.current
