"""Answers as they are typed: drafts of the outbox until their line is left and they are filed."""

from __future__ import annotations

from workbench.cache.outbox import Outbox


def answer_kind(question: str) -> str:
    """Of the draft of an answer."""
    return f"answer {question}"


def answers_typed(outbox: Outbox, lead: str) -> dict[str, str]:
    """By question; after a crash, what was being typed when it came."""
    found = outbox.database.connection.execute(
        "SELECT kind, text FROM draft WHERE lead = ? AND kind LIKE ?", (lead, answer_kind("%"))
    )
    return {row["kind"].removeprefix(answer_kind("")): row["text"] for row in found}
