"""What is learnt of a lead on the phone: kept as it is typed, filed when its line is left."""

from __future__ import annotations

from workbench.cache.answers import answer_kind
from workbench.desk.recording import Recording
from workbench.desk.views import Filed, Handing
from workbench.desk.words import name_of
from workbench.domain.disposition import Disposition
from workbench.domain.mutation import QualificationAnswered
from workbench.domain.qualification import told_unasked, unmet
from workbench.domain.summary import summary
from workbench.domain.tongue import tr


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
            say=lambda lead: (tr("{question} noted", question=label), name_of(lead)),
            also=lambda writing: writing.save_draft(
                lead_id, "", self.now(), kind=answer_kind(question)
            ),
        )

    def handing(self, lead_id: str, disposition: Disposition) -> Handing | None:
        """What a code that hands a lead on asks and tells; None for one that hands none on."""
        lead = self._lead(lead_id)
        if lead is None or "ae" not in disposition.needs:
            return None
        policy = self.policies.of(lead)
        form = policy.form_for(lead) if "qualification" in disposition.needs else None
        return Handing(
            unmet=unmet(form, lead.answers) if form else (),
            unasked=told_unasked(form, lead.answers) if form else "",
            summary=self.summary(lead_id),
        )

    def summary(self, lead_id: str) -> str:
        """What an AE would be told of it now."""
        lead = self._lead(lead_id)
        if lead is None:
            return ""
        activities, _, _ = self._overlay.timeline(lead)
        notes = self._draft(lead_id)
        return summary(lead, self.policies.of(lead), activities, notes=notes)
