"""Answers on a timeline: what was asked in one go is one line, for QUALIFY has the words."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from workbench.domain.activity import Activity
from workbench.domain.policy import Policy
from workbench.domain.qualification import ASKED, UNKNOWN
from workbench.domain.tongue import mark, tr

ANSWERED = "qualification_answered"
_WITHOUT = {
    "": mark("{question}: blank again"),
    ASKED: mark("{question}: asked"),
    UNKNOWN: mark("{question}: unknown"),
}


def asked_in_one_go(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """Neighbouring answers of one person as the newest of them; `asked` in its args names all."""
    told: list[Activity] = []
    for _, run in groupby(activities, key=_run_of):
        items = list(run)
        if items[0].kind == ANSWERED:
            asked = [{"form": one.args.get("form"), "question": one.args.get("question")}
                     for one in reversed(items)]  # fmt: skip
            items = [replace(items[0], args={**items[0].args, "asked": asked})]
        told += items
    return tuple(told)


def asked_words(activity: Activity, policy: Policy) -> list[str]:
    """The questions by their labels, each once; of one alone the answer too."""
    asked = activity.args.get("asked") or [activity.args]
    labels = list(dict.fromkeys(_label(one, policy) for one in asked))
    answer = activity.args.get("answer")
    if len(labels) > 1:
        return labels
    without = _WITHOUT.get(answer or "")
    return [tr(without, question=labels[0]) if without else f"{labels[0]}: {answer}"]


def _run_of(activity: Activity) -> object:
    is_answer = activity.kind == ANSWERED and not activity.undone
    return (activity.user, activity.at.date()) if is_answer else activity.id


def _label(asked: dict[str, object], policy: Policy) -> str:
    form = policy.forms.get(str(asked.get("form")))
    labels = {question.id: question.label for question in form.questions} if form else {}
    return labels.get(str(asked.get("question")), str(asked.get("question")))
