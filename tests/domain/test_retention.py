import re

import pytest

from workbench.domain.policy_text import PolicyError, read_policy
from workbench.resources import resource_path

SAMPLE = resource_path("policy.toml").read_text(encoding="utf-8")


def with_days(name: str, days: int) -> str:
    changed, found = re.subn(rf"^{name} = \d+", f"{name} = {days}", SAMPLE, flags=re.MULTILINE)
    assert found == 1
    return changed


def test_no_lead_is_forgotten_before_a_team_says_so() -> None:
    assert read_policy(SAMPLE).retention.lead_days == 0


@pytest.mark.parametrize(
    ("name", "days"),
    [("lead_days", 29), ("lead_days", 36_501), ("letter_days", 0), ("outcome_days", 36_501)],
)
def test_a_time_that_would_lose_what_is_needed_is_refused_at_its_line(name: str, days: int) -> None:
    with pytest.raises(PolicyError, match=rf"retention\.{name}: needs"):
        read_policy(with_days(name, days))


def test_a_lead_is_kept_for_as_long_as_the_policy_says() -> None:
    assert read_policy(with_days("lead_days", 730)).retention.lead_days == 730
