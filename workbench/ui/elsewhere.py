"""Social messages, SMS and chats happen in other programs: opened from here, and logged here."""

from __future__ import annotations

from typing import Any

from workbench.desk.desk import Desk
from workbench.desk.links import (
    MESSAGES,
    Link,
    message_link,
    message_step,
    profile_link,
    site_link,
)
from workbench.desk.words import TOUCH_WORDS, name_of
from workbench.domain.cadence import Channel
from workbench.domain.calling import refusal
from workbench.domain.lead import Lead
from workbench.domain.tongue import mark, tr
from workbench.ui.question import Choice, Group, Question
from workbench.ui.work import Work

_KEYS: dict[str, str] = {"social": "S", "sms": "M", "chat": "H"}
_NO_LINK = mark("Where this chat was is not known; log it by hand once it is written.")


class Elsewhere:
    def __init__(self, desk: Desk, work: Work) -> None:
        self._desk = desk
        self._work = work

    def no_message(self) -> str:
        """Why M would open nothing, in one sentence."""
        lead = self._work.at_hand().lead
        if lead is None:
            return ""
        planned = message_step(lead)
        barred = [refusal(lead, channel) for channel in ((planned,) if planned else MESSAGES)]
        return barred[0] if all(barred) else ""

    def message(self) -> None:
        """Open what the step says, or ask which of them; then Enter logs that it was sent."""
        lead, why_not = self._work.at_hand().lead, self.no_message()
        if lead is None or why_not:
            self._work.said.emit(why_not)
            return
        planned = message_step(lead)
        if planned is not None:
            self._write(lead, planned)
            return
        choices = tuple(
            Choice(channel, tr(TOUCH_WORDS[channel]), _KEYS[channel])
            for channel in MESSAGES
            if not refusal(lead, channel)
        )
        asked = Question(
            title=tr("Message"), groups=(Group(name="channel", label="", choices=choices),)
        )
        self._work.asked.emit(asked, lambda answers: self._write(lead, answers["channel"]))

    def look_up(self) -> None:
        """Their site and their profile, each behind a letter."""
        lead = self._work.at_hand().lead
        if lead is None:
            return
        site, profile = site_link(lead), profile_link(lead)
        words = tr("Profile") if lead.profile_url else tr("Look for the profile")
        choices = [
            *([Choice(site, tr("Site"), "S", lead.domain or "")] if site else []),
            *([Choice(profile, words, "P")] if profile else []),
        ]
        if choices:
            asked = Question(
                title=lead.company or name_of(lead),
                groups=(Group(name="link", label="", choices=tuple(choices)),),
                submit=tr("Open"),
            )
            self._work.asked.emit(asked, lambda answers: self._open(answers["link"]))

    def _write(self, lead: Lead, channel: Channel) -> None:
        link = message_link(lead, channel)
        if link is None:
            self._work.said.emit(tr(_NO_LINK))
        elif self._work.open():
            self._work.typed_on.emit()
            self._open(link)
            self._work.asked.emit(_sent_question(lead, channel), self._logger(lead, channel))

    def _open(self, link: Link) -> None:
        self._work.dial.open(link.scheme, link.target)

    def _logger(self, lead: Lead, channel: Channel) -> Any:
        def log(answers: dict[str, Any]) -> None:
            note = answers.get("note") or None
            self._work.run(lambda: self._desk.log_touch(lead.id, channel, note=note))

        return log


def _sent_question(lead: Lead, channel: Channel) -> Question:
    message = tr(TOUCH_WORDS[channel])
    return Question(
        title=tr("{message} to {name}: sent?", message=message, name=name_of(lead)),
        note=tr("Enter logs it, Esc does not."),
        groups=(Group(name="note", label="", field=tr("What was written"), optional=True),),
        submit=tr("Log it"),
        at_once=False,
    )
