"""The acknowledgement: what a hand-raiser is written at once, and when there is none to write.

The letter is owed in the transaction that takes the inquiry in, so that no crash forgets it;
`server.letters.postman` sends it. It is no touch, and stops no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import make_msgid, parseaddr

from sqlalchemy import Connection, bindparam, select

from workbench.domain.lead import Inquiry, Lead
from workbench.domain.message import words_of
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.domain.rules import Acknowledgement
from workbench.server import schema
from workbench.server.ledger.rows import read_rows
from workbench.server.letters.owed import Letter, owe

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Acknowledging:
    """The letters of one writing."""

    connection: Connection
    team: str
    policies: Policies
    _owed: list[Letter] = field(default_factory=list)
    _senders: dict[str, str | None] = field(default_factory=dict)

    def acknowledge(self, lead: Lead, inquiry: Inquiry) -> None:
        """Owe a letter for an inquiry that asks for contact and can be answered by mail."""
        policy = self.policies.of(lead)
        rules = policy.acknowledgement
        if not rules.text or not is_answered(lead, inquiry, policy):
            return
        if (sender := self._sender()) is None:
            return
        text = letter_text(lead, inquiry, rules)
        if text is not None:
            to, domain = lead.email or "", parseaddr(sender)[1].rpartition("@")[2]
            subject = _filled(rules.subject, _words(lead, inquiry, rules))
            self._owed.append(
                Letter(
                    lead=lead.id, inquiry=inquiry.id, to=to, name=lead.name or "",
                    subject=subject,
                    text=text, message_id=make_msgid(domain=domain or None), reply_to=lead.owner,
                )
            )  # fmt: skip

    def _sender(self) -> str | None:
        """The address of the team's mail account; None where it has none."""
        if self.team not in self._senders:
            found = read_rows(self.connection, _SENDER, {"team": self.team})
            self._senders[self.team] = found[0].sender if found else None
        return self._senders[self.team]

    def close(self) -> None:
        owe(self.connection, self.team, self._owed)
        self._owed.clear()


def is_answered(lead: Lead, inquiry: Inquiry, policy: Policy) -> bool:
    """Whether this inquiry gets a letter: live, worked, by a hand-raiser who may be written to."""
    return (
        inquiry.live
        and inquiry.verdict == "work"
        and policy.type(inquiry.type).hand_raiser
        and "email" not in lead.barred
        and lead.email is not None
    )


def letter_text(lead: Lead, inquiry: Inquiry, rules: Acknowledgement) -> str | None:
    """The letter's text, its lines with a blank left out; None where the policy has none."""
    words = _words(lead, inquiry, rules)
    lines = [
        _filled(line, words)
        for line in rules.text.splitlines()
        if all(words.get(name) for name in _FIELD.findall(line))
    ]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"{text}\n" if text else None


def _filled(line: str, words: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: words.get(found[1], ""), line).strip()


def _words(lead: Lead, inquiry: Inquiry, rules: Acknowledgement) -> Mapping[str, str]:
    return {**words_of(lead, inquiry, rules), "use_case": use_case(lead, inquiry, rules)}


def use_case(lead: Lead, inquiry: Inquiry, rules: Acknowledgement) -> str:
    """The likely use: of the industry, else of the product, else of the page or asset."""
    industry = (lead.industry or "").casefold()
    for told in (
        industry,
        *(str(t or "").casefold() for t in (inquiry.product, inquiry.asset, inquiry.page)),
    ):
        for word, use in rules.use_cases.items():
            if word and told and word.casefold() in told:
                return use
    return rules.use_cases.get("", "")


_SENDER = select(schema.mail_account.c.sender).where(
    schema.mail_account.c.team == bindparam("team")
)
