"""A mail to a lead: a template's merge fields filled with what is known. What is not stays visible.

To add a field, touch one place: its line in `words_of`, and its name in `MERGED`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.domain.frozen import dataclass
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.policy import Policy
from workbench.domain.rules import Acknowledgement

MERGED = (
    "name", "full_name", "company", "title", "asset", "page", "product", "rep", "rep_email",
    "booking_link",
)  # fmt: skip
"""What a mail's merge fields can name; `{name}` is the first name, as in an acknowledgement."""
FIELD = re.compile(r"\{[^{}\n]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    to: str = ""
    subject: str = ""
    text: str = ""

    @property
    def blanks(self) -> tuple[str, ...]:
        """What still stands in braces, each once: nobody should be sent it."""
        return tuple(dict.fromkeys(FIELD.findall(f"{self.subject}\n{self.text}")))


def filled(text: str, words: Mapping[str, str]) -> str:
    """The fields that have a word replaced by it; all others stay as they stand."""
    return FIELD.sub(lambda field: words.get(field[0][1:-1]) or field[0], text)


def without_blanks(text: str) -> str:
    """The text without the lines in which something still stands in braces."""
    kept = "\n".join(line for line in text.split("\n") if not FIELD.search(line))
    return re.sub(r"\n{3,}", "\n\n", kept)


def words_for(lead: Lead, policy: Policy, *, rep: str, rep_email: str) -> Mapping[str, str]:
    """What each field of the allow-list says for this lead; empty where nothing is known."""
    inquiry = lead.newest_inquiry if lead.inquiries else None
    about = words_of(lead, inquiry, policy.acknowledgement)
    return {**about, "rep": _on_one_line(rep), "rep_email": _on_one_line(rep_email)}


def words_of(lead: Lead, inquiry: Inquiry | None, rules: Acknowledgement) -> Mapping[str, str]:
    """What can be said whoever writes, of the lead and of this inquiry of theirs."""
    page, product = (inquiry.page, inquiry.product) if inquiry else (None, None)
    told = {
        "name": next(iter((lead.name or "").split()), ""),
        "full_name": lead.name,
        "company": lead.company,
        "title": lead.title,
        "asset": (inquiry.asset if inquiry else None) or page or product,
        "page": page,
        "product": product,
        "booking_link": rules.booking_link,
    }
    return {field: _on_one_line(word) for field, word in told.items()}


def _on_one_line(word: str | None) -> str:
    """What somebody typed into a form must not begin a new header or paragraph."""
    return " ".join((word or "").split())


def is_address(text: str) -> bool:
    """Whether one mail can be addressed to it; whether it exists, only its server knows."""
    name, at, domain = text.rpartition("@")
    return text.isprintable() and not set(text) & set(' ,;<>"') and bool(at and name and domain)
