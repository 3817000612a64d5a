"""What is learnt of a lead on the phone: kept as it is typed, filed when its line is left."""

from __future__ import annotations

from workbench.cache.answers import answer_kind
from workbench.desk.recording import Recording
from workbench.desk.views import Filed
from workbench.desk.words import name_of
from workbench.domain.mutation import QualificationAnswered


class Qualifying(Recording):
    def save_answer(self, lead_id: str, question: str, text: str) -> None:
        """The answer being typed, to the last keystroke."""
        with self._outbox.writing() as writing:
            writing.save_draft(lead_id, text, self._clock.device_now(), kind=answer_kind(question))

    def answer(self, lead_id: str, question: str, answer: str) -> Filed:
        """`answer`: “asked”, “unknown” or what they said; empty makes the question blank again."""
        lead = self._lead(lead_id)
        policy = self.policies.of(lead) if lead else self.policy
        form = policy.form_of(lead) if lead else policy.form
        label = policy.form_named(form).question(question).label
        return self._file(
            QualificationAnswered(form=form, question=question, answer=answer),
            lead_id,
            say=lambda lead: (f"{label} noted", name_of(lead)),
            also=lambda writing: writing.save_draft(
                lead_id, "", self.now(), kind=answer_kind(question)
            ),
        )
