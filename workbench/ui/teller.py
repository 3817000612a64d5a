"""Who is told a lead's story, and how one entry of it reads before it is laid out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from workbench.domain.policy import Policy
from workbench.domain.tongue import tr


class Teller(NamedTuple):
    """Who looks, when, and what they call things. `people`: names by id."""

    policy: Policy
    now: datetime
    people: Mapping[str, str]
    me: str

    def name(self, id: object) -> str:
        """As the beginning of a sentence."""
        return tr("You") if id == self.me else self.people.get(str(id)) or tr("Somebody")

    def who(self, id: str | None) -> str:
        """As the end of a hint; empty where nobody did it."""
        if id is None:
            return ""
        return tr("you") if id == self.me else self.people.get(id) or tr("somebody")


class Said(NamedTuple):
    """One entry in words."""

    icon: str
    words: str
    hints: Sequence[str] = ()
    note: str = ""
