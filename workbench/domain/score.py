"""Points by rule: how well a lead fits, and how much their inquiries and signals say they want.

Judged on what the person said and what other sources knew of them, never on what the team filled
in while it worked the lead: an edit changes clocks and routes, and no point.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from workbench.domain.calendar import day_and_month
from workbench.domain.frozen import replace
from workbench.domain.intent import intent_points
from workbench.domain.lead import Inquiry, Lead, Point, Score
from workbench.domain.policy import Policy
from workbench.domain.priority import leading_inquiry
from workbench.domain.rules import CAPTURED, FitRules
from workbench.domain.tongue import mark, tr

FREE_MAIL = frozenset(
    """gmail.com googlemail.com yahoo.com yahoo.de yahoo.fr hotmail.com outlook.com live.com
    msn.com icloud.com me.com aol.com gmx.de gmx.net web.de t-online.de proton.me protonmail.com
    mail.ru yandex.ru qq.com 163.com orange.fr laposte.net libero.it""".split()  # noqa: SIM905  # one name a line would be a page
)
"""Mail domains that belong to nobody's company and never key one."""

FOLLOWING = ("domain", "size_band", "department", "seniority")
"""What a score reads that follows from other facts; `Lead.said` keeps it as it keeps those."""

_COUNTRY = re.compile("[A-Z]{2}")
"""A country that was understood: what was only typed is not yet known to be unserved."""

_BY_CONTENT = frozenset({"webinar", "content"})
FIT_RANGE = (-80, 50)
INTENT_RANGE = (0, 50)
TOLD = 3
"""How many points a card tells for a score, and how many against it."""


def score(lead: Lead, policy: Policy, now: datetime) -> Score:
    """Each point names its rule, since when it counts and until when it is worth what it says."""
    asked = as_they_came(lead.inquiries)
    leading = _leading(asked, policy)
    rules = _rules_for(leading, policy)
    known = Captured(lead, min(inquiry.received_at for inquiry in asked))
    by_value = tuple(_value_points(known, leading, policy))
    points = (*_fit(known, rules), *intent_points(asked, lead, policy, now), *by_value)
    return Score(
        fit=_total(points, "fit", FIT_RANGE),
        intent=_total(points, "intent", INTENT_RANGE),
        points=points,
        excluded=_excluded(known, rules),
    )


def points_at_capture(result: Score) -> int:
    """What an inquiry keeps of the score with which it came, and what a chance is learned from."""
    return max(result.fit, 0) + result.intent


def factors(result: Score, zone: tzinfo = UTC) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What raises the score most and what lowers it most, three of each, in words."""
    ordered = sorted(result.points, key=lambda point: -abs(point.points))
    raises = [_in_words(point, zone) for point in ordered if point.points > 0]
    lowers = [_in_words(point, zone) for point in ordered if point.points < 0]
    barred = [tr("Excluded: {why}", why=tr(result.excluded))] if result.excluded else []
    return tuple(raises[:TOLD]), tuple([*barred, *lowers][:TOLD])


def is_outside_icp(result: Score) -> bool:
    """A known value excludes, or fit is below 0; what is blank is neither in nor out."""
    return result.excluded is not None or result.fit < 0


def is_in_icp(lead: Lead, policy: Policy) -> bool:
    return lead.score.excluded is None and lead.score.fit >= _lead_rules(lead, policy).in_icp


def is_mql(lead: Lead, policy: Policy) -> bool:
    """A hand-raiser that no exclusion names; or in ICP with enough points, or by its content."""
    kinds = {inquiry.type for inquiry in lead.inquiries}
    if any(policy.type(kind).hand_raiser for kind in kinds):
        return lead.score.excluded is None
    enough = _lead_rules(lead, policy).mql
    return is_in_icp(lead, policy) and (
        lead.score.fit + lead.score.intent >= enough or bool(kinds & _BY_CONTENT)
    )


def mql_at(lead: Lead, inquiries: Sequence[Inquiry], policy: Policy) -> datetime | None:
    """When the first of these made the lead an MQL, by its points at capture; None: none did.

    `is_mql` says whether it is one now; points fade, and a report of a past week must not.
    """
    for one in sorted(as_they_came(inquiries), key=lambda one: (one.received_at, one.id)):
        if policy.type(one.type).hand_raiser:
            if lead.score.excluded is None:
                return one.received_at
        elif is_in_icp(lead, policy):
            enough = _lead_rules(lead, policy).mql
            if (one.points or 0) >= enough or one.type in _BY_CONTENT:
                return one.received_at
    return None


def as_they_came(inquiries: Sequence[Inquiry]) -> tuple[Inquiry, ...]:
    """With the types that they came with, whatever the team has made of them."""
    return tuple(
        replace(one, type=one.came_as, came_as=None) if one.came_as else one for one in inquiries
    )


def _lead_rules(lead: Lead, policy: Policy) -> FitRules:
    return _rules_for(_leading(as_they_came(lead.inquiries), policy), policy)


def _leading(asked: tuple[Inquiry, ...], policy: Policy) -> Inquiry:
    """Of those that are the person's own: the server's says nothing that they did not."""
    own = tuple(one for one in asked if one.type != policy.recycled_type)
    return leading_inquiry(own or asked, (), policy)


def _rules_for(inquiry: Inquiry, policy: Policy) -> FitRules:
    """Those of the product that they ask about."""
    return policy.fit_for(policy.product_of(inquiry))


@dataclass(frozen=True, slots=True)
class Captured:
    """A lead's facts as they were before somebody of the team edited any."""

    lead: Lead
    since: datetime

    def fact(self, name: str) -> Any:
        return self.lead.said.get(name, getattr(self.lead, name))

    def point(self, name: str, rule: str, points: int) -> Point:
        """For the fact of this name, since it is known."""
        known = self.lead.known.get(name)
        return Point(rule=rule, points=points, at=known.at if known else self.since)


def _total(points: Sequence[Point], part: str, bounds: tuple[int, int]) -> int:
    low, high = bounds
    return max(low, min(high, sum(point.points for point in points if point.part == part)))


def _fit(known: Captured, rules: FitRules) -> Iterator[Point]:
    yield from _size_points(known, rules)
    industry = known.fact("industry")
    if industry and industry.lower() in rules.industries:
        yield known.point("industry", f"Industry {industry}", rules.industry)
    yield from _role_points(known, rules)
    country = known.fact("country")
    if country and _COUNTRY.fullmatch(country):
        served = country in rules.geographies
        rule = f"{country} is {'served' if served else 'not served'}"
        yield known.point("country", rule, rules.served if served else rules.not_served)
    matches = [name for name in known.fact("tech") or () if name.lower() in rules.tech]
    if matches:
        yield known.point("tech", f"Uses {', '.join(matches)}", rules.tech_match)
    account = known.lead.account
    if account is not None and account.kind in ("named", "target"):
        rule = f"{account.name} is a {account.kind} account"
        yield known.point("account", rule, rules.target_account)
    if _mail_domain(known) in FREE_MAIL:
        yield known.point("email", "Free mail address", rules.free_mail)


def _size_points(known: Captured, rules: FitRules) -> Iterator[Point]:
    name = "employees" if known.fact("employees") is not None else "size_band"
    said = known.fact(name)
    people = said if name == "employees" else _middle(said)
    if people is None:
        return
    if rules.size_band[0] <= people <= rules.size_band[1]:
        yield known.point(name, f"{said} people, in the size band", rules.size_in)
    elif rules.size_near[0] <= people <= rules.size_near[1]:
        yield known.point(name, f"{said} people, near the band", rules.size_close)


def _middle(band: str | None) -> float | None:
    """Of “51-200” or “10001+”."""
    ends = [int(end) for end in re.findall(r"\d+", band or "")]
    return sum(ends) / len(ends) if ends else None


def _role_points(known: Captured, rules: FitRules) -> Iterator[Point]:
    """By what the title was understood to say, else by its words."""
    title, level = known.fact("title"), known.fact("seniority")
    department = known.fact("department")
    for seniority in rules.seniorities if title or level else ():
        own = (seniority.name,) if level else ()
        if not seniority.words or _mentions(level or title, (*own, *seniority.words)):
            rule = f"{title or level}: {seniority.name}"
            yield known.point("title", rule, seniority.points)
            break
    if _mentions(department or title or "", rules.departments.words):
        yield known.point("title", f"{title or department}: buying department", rules.department)


def captured_values(lead: Lead) -> dict[str, str]:
    """Of a lead with one inquiry: each field as it was at capture, as `ValuePoints` names it."""
    known = Captured(lead, lead.inquiries[0].received_at)
    values = {name: _value(known, lead.inquiries[0], name) for name in sorted(CAPTURED)}
    return {name: str(value or "").strip().lower() for name, value in values.items()}


def _value(known: Captured, leading: Inquiry, name: str) -> Any:
    return getattr(leading, name) if hasattr(leading, name) else known.fact(name)


def _value_points(known: Captured, leading: Inquiry, policy: Policy) -> Iterator[Point]:
    for rule in policy.points:
        asked = hasattr(leading, rule.field)
        value = _value(known, leading, rule.field)
        if str(value or "").strip().lower() == rule.value:
            said = f"{rule.field.replace('_', ' ').capitalize()}: {value or 'blank'}"
            at = leading.received_at if asked else known.since
            yield Point(rule=said, points=rule.points, part=rule.part, at=at)


def _excluded(known: Captured, rules: FitRules) -> str | None:
    account = known.lead.account
    if account is not None and account.kind == "competitor":
        return mark("is a competitor")
    if known.fact("domain") in rules.excluded.competitors:
        return mark("is a competitor")
    if _mentions(known.fact("title") or "", rules.excluded.words):
        return mark("student/job seeker/vendor")
    return None


def _mail_domain(known: Captured) -> str:
    return (known.fact("email") or "").rpartition("@")[2].lower()


def _in_words(point: Point, zone: tzinfo) -> str:
    """“VP Operations: leader +12 since 3 Nov”."""
    said = f"{point.rule} {point.points:+d}"
    since = day_and_month(point.at.astimezone(zone)) if point.at is not None else ""
    until = day_and_month(point.until.astimezone(zone)) if point.until is not None else ""
    if since and until:
        return tr("{point} since {since} until {until}", point=said, since=since, until=until)
    if since:
        return tr("{point} since {since}", point=said, since=since)
    return tr("{point} until {until}", point=said, until=until) if until else said


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    return bool(words) and _any_of(words).search(text) is not None


@functools.lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
