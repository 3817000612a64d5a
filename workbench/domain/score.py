"""Points by rule: how well a lead fits, and how much their inquiries say they want."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from workbench.domain.lead import Inquiry, Lead, Point, Score
from workbench.domain.policy import Policy
from workbench.domain.rules import FitRules

FREE_MAIL = frozenset(
    """gmail.com googlemail.com yahoo.com yahoo.de yahoo.fr hotmail.com outlook.com live.com
    msn.com icloud.com me.com aol.com gmx.de gmx.net web.de t-online.de proton.me protonmail.com
    mail.ru yandex.ru qq.com 163.com orange.fr laposte.net libero.it""".split()  # noqa: SIM905  # one name a line would be a page
)
"""Mail domains that belong to nobody's company and never key one."""

_COUNTRY = re.compile("[A-Z]{2}")
"""A country that was understood: what was only typed is not yet known to be unserved."""

FIT_RANGE = (-80, 50)
INTENT_MAX = 50


def score(lead: Lead, policy: Policy) -> Score:
    """Judged on what was known at capture; each point names its rule."""
    fit = tuple(_fit(lead, policy.fit))
    intent = tuple(_intent(lead.inquiries, policy))
    return Score(
        fit=min(max(sum(point.points for point in fit), FIT_RANGE[0]), FIT_RANGE[1]),
        intent=min(sum(point.points for point in intent), INTENT_MAX),
        points=fit + intent,
        excluded=_excluded(lead, policy.fit),
    )


def is_outside_icp(result: Score) -> bool:
    """A known value excludes, or fit is below 0; what is blank is neither in nor out."""
    return result.excluded is not None or result.fit < 0


def is_in_icp(result: Score, policy: Policy) -> bool:
    return result.excluded is None and result.fit >= policy.fit.in_icp


def is_mql(lead: Lead, policy: Policy) -> bool:
    """A hand-raiser that no exclusion names; or in ICP with enough points, or by its content."""
    kinds = {inquiry.type for inquiry in lead.inquiries}
    if any(policy.type(kind).hand_raiser for kind in kinds):
        return lead.score.excluded is None
    return is_in_icp(lead.score, policy) and (
        lead.score.fit + lead.score.intent >= policy.fit.mql or bool(kinds & {"webinar", "content"})
    )


def _intent(inquiries: tuple[Inquiry, ...], policy: Policy) -> Iterator[Point]:
    for kind in dict.fromkeys(inquiry.type for inquiry in inquiries):
        lead_type = policy.type(kind)
        if lead_type.intent:
            yield Point(rule=lead_type.label, points=lead_type.intent)


def _fit(lead: Lead, rules: FitRules) -> Iterator[Point]:
    if lead.employees is not None:
        if rules.size_band[0] <= lead.employees <= rules.size_band[1]:
            yield Point(rule=f"{lead.employees} people, in the size band", points=rules.size_in)
        elif rules.size_near[0] <= lead.employees <= rules.size_near[1]:
            yield Point(rule=f"{lead.employees} people, near the band", points=rules.size_close)
    if lead.industry and lead.industry.lower() in rules.industries:
        yield Point(rule=f"Industry {lead.industry}", points=rules.industry)
    if lead.title:
        yield from _title_points(lead.title, rules)
    if lead.country and _COUNTRY.fullmatch(lead.country):
        served = lead.country in rules.geographies
        yield Point(
            rule=f"{lead.country} is {'served' if served else 'not served'}",
            points=rules.served if served else rules.not_served,
        )
    matches = [name for name in lead.tech if name.lower() in rules.tech]
    if matches:
        yield Point(rule=f"Uses {', '.join(matches)}", points=rules.tech_match)
    if lead.email and lead.email.rpartition("@")[2].lower() in FREE_MAIL:
        yield Point(rule="Free mail address", points=rules.free_mail)


def _title_points(title: str, rules: FitRules) -> Iterator[Point]:
    for seniority in rules.seniorities:
        if not seniority.words or _mentions(title, seniority.words):
            yield Point(rule=f"{title}: {seniority.name}", points=seniority.points)
            break
    if _mentions(title, rules.departments.words):
        yield Point(rule=f"{title}: buying department", points=rules.department)


def _excluded(lead: Lead, rules: FitRules) -> str | None:
    if lead.domain and lead.domain in rules.excluded.competitors:
        return "is a competitor"
    if lead.title and _mentions(lead.title, rules.excluded.words):
        return "student/job seeker/vendor"
    return None


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    return bool(words) and _any_of(words).search(text) is not None


@functools.lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
