"""What to say to a lead, and what to answer: the team's words with the lead's own filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.domain.frozen import dataclass
from workbench.domain.message import filled
from workbench.domain.plain import Misfit, Plain, from_plain
from workbench.domain.rules import Talk

_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkTrack:
    """`says` sentence by sentence; `objections` as they are said, with the answer."""

    says: tuple[str, ...]
    objections: tuple[tuple[str, str], ...] = ()


def talk_track(text: Plain, words: Mapping[str, str]) -> TalkTrack | None:
    """`text`: a talk of the policy, None for one that this desk cannot read; `words`: its fields.

    A sentence with a field that is blank is left out, as lines of mails are.
    """
    try:
        talk = from_plain(Talk, text)
    except Misfit:
        return None
    answers = {said: " ".join(_said(answer, words)) for said, answer in talk.objections.items()}
    return TalkTrack(
        says=_said(talk.says, words),
        objections=tuple((said, answer) for said, answer in answers.items() if answer),
    )


def _said(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    sentences = (filled(sentence, words) for sentence in _SENTENCE_END.split(text.strip()))
    return tuple(sentence for sentence in sentences if "{" not in sentence)
