"""Reads the rep's mailbox for what concerns a lead, and records it once.

One thread. How far a folder was read is on the disk in the transaction that records what was found
there: a crash reads a mail again and logs none twice. What concerns no lead is kept nowhere.
"""

from __future__ import annotations

import imaplib
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from workbench.cache.entry import Offset
from workbench.cache.outbox import NotSaved, Outbox
from workbench.cache.writing import Writing
from workbench.domain.plain import from_plain, to_plain
from workbench.domain.record import Mutation
from workbench.domain.tongue import tr
from workbench.sync.envelope import Envelope, envelope_of
from workbench.sync.mail_account import MailAccount
from workbench.sync.mailbox import (
    FAILURES,
    Found,
    Mailbox,
    in_words,
    is_cut,
    is_password_wrong,
    opened,
)
from workbench.sync.patience import Patience
from workbench.sync.server_clock import ServerClock
from workbench.wire import compact

if TYPE_CHECKING:
    from imap_tools.message import MailMessage

logger = logging.getLogger(__name__)
INBOX = "INBOX"
ROUND_S = 60.0
"""A server that tells news tells it of one folder: the other is looked into this often."""
UNREADY_S = 2.0
UNTRIED_S = 3600.0
"""A wrong password again and again locks people out: a person has to act."""
FIRST_LOOK = timedelta(days=14)
"""How far back a mailbox is read that was never read before."""
A_DAY = timedelta(days=1)
"""Servers search by the day, in a zone of their own."""
AT_ONCE = 50
BOOKMARKS = "mail_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a mail is to the desk: what is recorded of it, and what of it is told."""

    mutations: Sequence[Mutation] = ()
    offset: Offset = field(default_factory=Offset)
    told: str = ""


class Correspondence(Protocol):
    """Who knows the leads; asked in the reader's thread."""

    @property
    def is_ready(self) -> bool:
        """Whether all leads of this desk are here: before that a mail might find none."""

    def concerns(self, envelope: Envelope) -> bool:
        """Whether it is read any further."""

    def learn(self, envelope: Envelope, mail: MailMessage) -> Learned: ...

    def learned(self, learned: Learned) -> None:
        """It is on the disk."""

    def mail_unread(self, why: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """How far a folder was read, in the numbers that hold for `validity`."""

    validity: int
    uid: int
    read_at: datetime


@contextmanager
def _none_stops_the_others() -> Iterator[None]:
    """A mail that cannot be understood is left out; what the line and the disk do is no mail's."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, sqlite3.Error):
        raise
    except Exception:
        logger.exception("a mail could not be read")


def _by_uid(found: Found) -> int:
    return found.uid


class MailReader:
    def __init__(
        self,
        outbox: Outbox,
        clock: ServerClock,
        account: MailAccount,
        password: Callable[[], str],
        correspondence: Correspondence,
    ) -> None:
        assert account.inbox is not None
        self._outbox = outbox
        self._clock = clock
        self._inbox = account.inbox
        self._user = account.inbox.user or account.user
        self._password = password
        self._leads = correspondence
        self._said = ""
        self._box: Mailbox | None = None
        self._has_read = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_on, name="mail reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Whatever is being read is given a moment to end."""
        self._stopping.set()
        if (box := self._box) is not None:
            box.hang_up()
        if self._thread.is_alive():
            self._thread.join(timeout=2)  # who still connects has nothing to lose

    # ---- the thread

    def _keep_on(self) -> None:
        patience = Patience()
        while not self._stopping.is_set():
            try:
                self._read_on(patience)
            except FAILURES as error:
                # A line that was good is worth a second call before anybody is told.
                if not (self._has_read and is_cut(error)):
                    self._say(in_words(error, self._inbox.host))
                if is_password_wrong(error):
                    self._stopping.wait(UNTRIED_S)
            except (NotSaved, sqlite3.Error) as error:
                self._say(tr("NOT SAVED: {error}", error=error))
            except Exception:
                logger.exception("the mail reader met what it does not know")
            self._stopping.wait(patience.after_failure())

    def _say(self, why: str) -> None:
        """Once, however often it is tried again; nothing of a session that was ended here."""
        if why != self._said and not self._stopping.is_set():
            self._said = why
            self._leads.mail_unread(why)

    def _read_on(self, patience: Patience) -> None:
        """Until something fails, or it is stopped."""
        self._has_read = False
        with opened(self._inbox, self._user, self._password()) as box:
            self._box = box
            sent = box.sent_folder
            while not self._stopping.is_set():
                if not self._leads.is_ready:
                    self._stopping.wait(UNREADY_S)
                    continue
                # What was sent comes first: an answer in the inbox may be to that.
                for folder in (sent, INBOX):
                    if folder is not None:
                        self._read(box, folder)
                patience.reset()
                self._said, self._has_read = "", True
                if box.tells_news:
                    box.wait(ROUND_S)
                else:
                    self._stopping.wait(ROUND_S)

    def _read(self, box: Mailbox, folder: str) -> None:
        validity, uid_next = box.look_into(folder)
        before, now = self._bookmark(folder), self._clock.device_now()
        read = Bookmark(validity=validity, uid=uid_next - 1, read_at=now)
        if before is not None and before.validity == validity:
            uids = box.after(before.uid)
            if not uids:
                return
        else:
            last = before.read_at if before else now - FIRST_LOOK
            uids = box.since((last - A_DAY).date())
        for first in range(0, len(uids), AT_ONCE):
            for found in sorted(box.heads(uids[first : first + AT_ONCE]), key=_by_uid):
                if not self._goes_on:
                    return
                self._take(box, folder, found, replace(read, uid=found.uid))
        if self._goes_on:
            with self._outbox.writing() as writing:
                self._put(writing, folder, replace(read, uid=max(uids, default=read.uid)))

    @property
    def _goes_on(self) -> bool:
        """False once whoever the leads are of has gone: to nobody every mail is a stranger's."""
        return self._leads.is_ready and not self._stopping.is_set()

    def _take(self, box: Mailbox, folder: str, found: Found, read: Bookmark) -> None:
        learned = Learned()
        with _none_stops_the_others():
            envelope = envelope_of(found.message, found.received_at, is_sent=folder != INBOX)
            if self._leads.concerns(envelope):
                mail = box.whole(found.uid)
                learned = self._leads.learn(envelope, mail) if mail is not None else learned
        if learned.mutations:
            with self._outbox.writing() as writing:
                for mutation in learned.mutations:
                    writing.append(mutation, learned.offset)
                self._put(writing, folder, read)
        if learned.mutations or learned.told:
            self._leads.learned(learned)

    # ---- how far it was read

    def _bookmark(self, folder: str) -> Bookmark | None:
        kept = self._bookmarks().get(folder)
        return None if kept is None else from_plain(Bookmark, kept)

    def _put(self, writing: Writing, folder: str, read: Bookmark) -> None:
        kept = {**self._bookmarks(), folder: to_plain(read)}
        writing.put(BOOKMARKS, compact({"of": self._name, "folders": kept}))

    def _bookmarks(self) -> Mapping[str, object]:
        """Of this mailbox alone: another one is read from its own beginning."""
        kept = json.loads(self._outbox.get(BOOKMARKS) or "{}")
        return kept["folders"] if kept.get("of") == self._name else {}

    @property
    def _name(self) -> str:
        return f"{self._user} at {self._inbox.host}"  # not a text
