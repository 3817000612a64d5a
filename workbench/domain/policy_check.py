"""What a policy's parts say of each other, checked for whoever writes one: each name has its thing.

Desks are told what was checked here, so `Policy` itself does not ask again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from workbench.domain.cadence import CHANNELS
from workbench.domain.message import MERGED
from workbench.domain.plain import Misfit
from workbench.domain.policy import Policy, check_minutes
from workbench.domain.rules import CallingWindow, LeadType

STAGES = ("mql", "sal", "sql", "sqo", "won")
MERGED_AT_ONCE = (
    "name", "full_name", "company", "asset", "product", "use_case", "booking_link",
)  # fmt: skip
"""In an acknowledgement, which nobody has signed."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_COUNTRY = re.compile("[A-Z]{2}")
_PLACE = re.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?")


def check(policy: Policy) -> None:
    """Raises Misfit with the place of the first thing that cannot be."""
    for part in _PARTS:
        part(policy)


def _types(policy: Policy) -> None:
    for name, kind in policy.types.items():
        where = ("types", name)
        if kind.talk is not None:
            _known((*where, "talk"), kind.talk, policy.talks, "talk")
        if kind.hand_raiser and kind.nurture:
            raise Misfit((*where, "nurture"), "cannot be true of a type that asks for contact")
        _ladder(where, kind)
    if policy.recycled_type not in policy.types:
        raise Misfit(("recycled_type",), f"needs one of {', '.join(policy.types)}")


def _ladder(where: tuple[str, ...], kind: LeadType) -> None:
    if kind.target_min is None:
        if kind.warn_min or kind.escalate_min:
            raise Misfit((*where, "target_min"), "is missing; without it nothing can be late")
        return
    if any(minutes >= kind.target_min for minutes in kind.warn_min):
        raise Misfit((*where, "warn_min"), f"needs minutes before the target, {kind.target_min:g}")
    if any(minutes < kind.target_min for minutes in kind.escalate_min):
        needed = f"needs minutes from the target on, {kind.target_min:g}: before it none is late"
        raise Misfit((*where, "escalate_min"), needed)
    if len(kind.escalate_min) > 3:
        needed = "has three steps at most: backup, team lead, reassignment"
        raise Misfit((*where, "escalate_min"), needed)


def _cadences(policy: Policy) -> None:
    for name, cadence in policy.cadences.items():
        days = [step.day for step in cadence.steps]
        for index, step in enumerate(cadence.steps):
            where = ("cadences", name, "steps", str(index))
            if step.day < 0 or days[: index + 1] != sorted(days[: index + 1]):
                raise Misfit((*where, "day"), "needs a day from 0 on, none before the step above")
            if step.talk is not None:
                _known((*where, "talk"), step.talk, policy.talks, "talk")
            if step.template is None:
                continue
            if step.channel != "email":
                raise Misfit((*where, "template"), f"is for mails; this step is {step.channel}")
            _known((*where, "template"), step.template, policy.templates, "template")


def _signals(policy: Policy) -> None:
    _unique(("signals",), [rule.name for rule in policy.signals])


def _routing(policy: Policy) -> None:
    routing = policy.routing
    for name in ("offer_min", "alarm_min"):
        check_minutes(("routing", name), getattr(routing, name))
    for name in ("former_owners", "away_after_missed"):
        if getattr(routing, name) < 0:
            raise Misfit(("routing", name), "needs 0 or more")
    _unique(("routing", "rules"), [rule.name for rule in routing.rules])
    for index, rule in enumerate(routing.rules):
        where = ("routing", "rules", str(index))
        for type in rule.types:
            _known((*where, "types"), type, policy.types, "lead type")
        for product in rule.products:
            _known((*where, "products"), product, policy.products, "product")
        for country in rule.countries:
            if not _COUNTRY.fullmatch(country):
                raise Misfit((*where, "countries"), f"needs codes like “DE”, not “{country}”")


def _calling(policy: Policy) -> None:
    _window(("calling",), policy.calling)
    for place, window in policy.calling_in.items():
        if not _PLACE.fullmatch(place):
            needed = "is no country or region; write “DE” or “US-CA”"
            raise Misfit(("calling_in", place), needed)
        _window(("calling_in", place), window)
    for channel, others in policy.opt_outs.items():
        for name in (channel, *others):
            _known(("opt_outs", channel), name, CHANNELS, "channel")


def _window(where: tuple[str, ...], window: CallingWindow) -> None:
    opens, closes = window.hours
    if opens >= closes:
        raise Misfit((*where, "closes"), f"needs a time after {window.opens}")


def _handoffs(policy: Policy) -> None:
    handoffs = policy.handoffs
    check_minutes(("handoffs", "decide_min"), handoffs.decide_min)
    if any(not 0 < minutes < handoffs.decide_min for minutes in handoffs.warn_min):
        needed = f"needs minutes before the decision is due, {handoffs.decide_min:g}"
        raise Misfit(("handoffs", "warn_min"), needed)


def _forms(policy: Policy) -> None:
    if policy.form:
        _known(("form",), policy.form, policy.forms, "form")
    for name, product in policy.products.items():
        if product.form is not None:
            _known(("products", name, "form"), product.form, policy.forms, "form")
    for index, disposition in enumerate(policy.dispositions):
        if "qualification" in disposition.needs and not policy.form:
            needed = "has “qualification”, but no form says what to ask; name one as form = …"
            raise Misfit(("dispositions", str(index), "needs"), needed)


def _texts(policy: Policy) -> None:
    for name in policy.stages:
        _known(("stages", name), name, STAGES, "stage")
    for name, template in policy.templates.items():
        for part in ("subject", "text"):
            _merged(("templates", name, part), getattr(template, part), MERGED)
    for name, snippet in policy.snippets.items():
        _merged(("snippets", name, "text"), snippet.text, MERGED)
    for part in ("subject", "text"):
        _merged(("acknowledgement", part), getattr(policy.acknowledgement, part), MERGED_AT_ONCE)
    link = policy.acknowledgement.booking_link
    if link and not link.startswith(("https://", "http://")):
        raise Misfit(("acknowledgement", "booking_link"), "needs an address like https://…")


def _merged(where: tuple[str, ...], text: str, fields: Iterable[str]) -> None:
    for name in _FIELD.findall(text):
        if name not in fields:
            known = ", ".join(f"{{{field}}}" for field in fields)
            raise Misfit(where, f"“{{{name}}}” cannot be filled in; use {known}")


def _numbers(policy: Policy) -> None:
    if policy.review_days < 1:
        raise Misfit(("review_days",), "needs 1 or more")
    if policy.hold_days < 1:
        raise Misfit(("hold_days",), "needs 1 or more")


def _known(where: tuple[str, ...], name: str, things: Collection[str], what: str) -> None:
    if name not in things:
        use = f"use one of {', '.join(things)}" if things else "this policy has none"
        raise Misfit(where, f"“{name}” is no {what}; {use}")


def _unique(table: tuple[str, ...], names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            where = (*table, str(index), "name")
            raise Misfit(where, f"“{name}” stands here already; every rule needs its own name")


_PARTS: tuple[Callable[[Policy], None], ...] = (
    _types, _cadences, _signals, _routing, _calling, _handoffs, _forms, _texts, _numbers,
)  # fmt: skip
