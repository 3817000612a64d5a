"""What would become of an imaginary lead, as the server tried it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workbench.desk.words import moment
from workbench.domain.cadence import CHANNEL_WORDS
from workbench.domain.lead import Score
from workbench.domain.plain import from_ms, from_plain
from workbench.domain.tongue import mark, tr

_VERDICTS = {
    "work": mark("It is worked."), "nurture": mark("It goes to nurture."),
    "disqualify": mark("It is disqualified at once."),
}  # fmt: skip


class Part(NamedTuple):
    """One decision: what it is about, and what was decided."""

    about: str
    said: tuple[str, ...]


def parts(told: Mapping[str, Any], now: datetime) -> Iterator[Part]:
    yield Part(tr("WHOSE"), tuple(_route(told)))
    yield Part(tr("SCORE"), tuple(_score(told)))
    yield Part(tr("CLOCK"), (_clock(told, now),))
    steps = tuple(_step(step, now) for step in told["steps"])
    if steps:
        yield Part(tr("STEPS"), steps)
    if told["acknowledgement"]:
        yield Part(tr("ANSWERED"), (told["acknowledgement"],))
    yield Part(tr("WHY"), tuple(told["why"]))
    version = tr("Judged by version {number} of the policy.", number=told["policy_version"])
    yield Part(tr("POLICY"), (version,))


def _route(told: Mapping[str, Any]) -> Iterator[str]:
    route = told["route"]
    yield tr(_VERDICTS[told["verdict"]])
    if told["joins"]:
        yield tr("It joins {name}, who is known already.", name=told["joins"]["name"] or "–")
    if route is None:
        yield tr("It is routed to nobody.")
        return
    if route.get("to_name"):
        yield tr("{name} gets it.", name=route["to_name"])
    elif route.get("pool_name"):
        yield tr("It waits in {pool}.", pool=route["pool_name"])
    else:
        yield tr("It stands with the team leads.")
    if route.get("reason"):
        yield str(route["reason"])
    if route.get("rule"):
        yield tr("Rule: {rule}.", rule=route["rule"])
    if route.get("candidates"):
        names = ", ".join(map(str, route["candidates"]))
        yield tr("Could have had it: {names}.", names=names)
    for passed in route.get("passed") or ():
        yield tr("Passed over: {who}", who=passed)


def _score(told: Mapping[str, Any]) -> Iterator[str]:
    score = from_plain(Score, told["score"])
    yield tr("{shown} of 10: grade {grade}, fit {fit} points, intent {intent}.",
             shown=score.shown, grade=told["score"]["grade"], fit=score.fit,
             intent=score.intent)  # fmt: skip
    if score.excluded:
        yield tr("Excluded: {why}.", why=tr(score.excluded))
    for point in score.points:
        part = tr("fit") if point.part == "fit" else tr("intent")
        yield tr("{points} {part}: {rule}", points=f"{point.points:+d}", part=part,
                 rule=point.rule)  # fmt: skip
    if told["stage"] == "mql":
        yield tr("It is an MQL.")
    if told["icp"]:
        yield tr("In the ICP.") if told["icp"] == "in" else tr("Outside the ICP.")


def _clock(told: Mapping[str, Any], now: datetime) -> str:
    if told["due_at"] is None:
        return tr("No clock runs.")
    return tr("A first attempt is promised within {minutes} minutes: until {time}.",
              minutes=f"{told['target_min']:g}",
              time=moment(from_ms(told["due_at"]), now))  # fmt: skip


def _step(step: Mapping[str, Any], now: datetime) -> str:
    channel = tr(CHANNEL_WORDS.get(step["channel"], step["channel"]))
    return tr("{time}: {channel}, {label}", time=moment(from_ms(step["due_at"]), now),
              channel=channel, label=step.get("label") or "–")  # fmt: skip
