"""What is to be asked before a lead is handed on, and what came of asking.

Blank is not asked. Asked and unknown are answers too: nobody knows yet, and they do not know. A
score never sees any of it, for the team itself fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit
from workbench.domain.record import Mutation, Refusal, told_of
from workbench.domain.tongue import tr

ASKED, UNKNOWN = "asked", "unknown"
"""Answers that are none: asked and still open; asked, and they do not know."""
LONGEST = 500
"""Characters of an answer: one line of a card, with room; more is a note."""

State: TypeAlias = Literal["asked", "unknown", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`says` is what to say on the phone. With `choices` an answer is one of them.

    `required`: it must at least be asked before the lead is handed on.
    """

    id: str
    label: str
    says: str
    choices: tuple[str, ...] = ()
    required: bool = False

    def __post_init__(self) -> None:
        for name in ("id", "label", "says"):
            if not getattr(self, name).strip():
                raise Misfit((name,), "needs some text")
        for choice in self.choices:
            if not choice.strip() or choice.lower() in (ASKED, UNKNOWN):
                raise Misfit(("choices",), f"“{choice}” says that there is no answer; leave it out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    label: str
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        if not self.questions:
            raise Misfit(("questions",), "needs at least one question")
        ids = [question.id for question in self.questions]
        for index, id in enumerate(ids):
            if id in ids[:index]:
                where = ("questions", str(index), "id")
                raise Misfit(where, f"“{id}” stands here already; every question needs its own")

    def question(self, id: str) -> Question:
        """Raises Refusal for one that this form does not ask."""
        found = next((question for question in self.questions if question.id == id), None)
        if found is None:
            said = tr("The form “{form}” asks no “{question}”.", form=self.label, question=id)
            raise Refusal("unknown_question", said)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The newest word on a question; `by` is a user's id."""

    text: str
    at: datetime
    by: str | None = None

    @property
    def state(self) -> State:
        match self.text:
            case "asked":
                return "asked"
            case "unknown":
                return "unknown"
            case _:
                return "known"


Answers: TypeAlias = Mapping[str, Answer]
"""By the question's id; a question that two forms ask is one question. What is blank is missing."""


def check_answer(question: Question, answer: str) -> None:
    """Raises Refusal for what cannot be an answer to it."""
    if len(answer) > LONGEST:
        said = tr("An answer has {n} characters at most; what is longer is a note.", n=LONGEST)
        raise Refusal("too_long", said)
    if question.choices and answer not in ("", ASKED, UNKNOWN, *question.choices):
        choices = ", ".join(question.choices)
        said = tr("“{question}” is one of: {choices}.", question=question.label, choices=choices)
        raise Refusal("unknown_choice", said)


def answers_of(record: Sequence[Mutation]) -> dict[str, Answer]:
    """Per question the newest word by moment and id; an empty one makes it blank again."""
    newest = {
        str(item.args["question"]): Answer(text=str(item.args["answer"]), at=item.at, by=item.user)
        for item in told_of(record, {"qualification_answered"})
    }
    return {question: answer for question, answer in newest.items() if answer.text}


def unasked(form: Form, answers: Answers) -> tuple[Question, ...]:
    return tuple(question for question in form.questions if question.id not in answers)


def unmet(form: Form, answers: Answers) -> tuple[Question, ...]:
    """Those that must be asked before the lead is handed on, and were not."""
    return tuple(question for question in unasked(form, answers) if question.required)


def unknown(form: Form, answers: Answers) -> tuple[Question, ...]:
    """What an AE would want to know and nobody does: required, and asked in vain or never."""
    return tuple(
        question
        for question in form.questions
        if question.required
        and (question.id not in answers or answers[question.id].state != "known")
    )


def told_unasked(form: Form, answers: Answers) -> str:
    """“2 of 7 unasked: timing, authority”; empty once all was asked."""
    left = unasked(form, answers)
    if not left:
        return ""
    names = ", ".join(question.label.lower() for question in left)
    return tr(
        "{left} of {all} unasked: {names}",
        left=len(left), all=len(form.questions), names=names,
    )  # fmt: skip
