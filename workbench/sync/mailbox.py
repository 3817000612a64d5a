"""A session with the rep's mailbox, by IMAP: it is looked into and nothing in it changes.

Folders are opened to be read only, and what is fetched is peeked at: nothing becomes “seen”.
"""

from __future__ import annotations

import contextlib
import imaplib
import io
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

import truststore
from imap_tools.errors import ImapToolsError, MailboxLoginError, MailboxTaggedResponseError
from imap_tools.folder import FolderInfo
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.message import MailMessage

from workbench.domain.tongue import tr
from workbench.sync.mail_account import Inbox

TIMEOUT_S = 20
READ_MOST = 512 * 1024
"""Bytes of one mail that are read: the words come first, what is attached behind them."""
SENT = frozenset(  # not a text
    {"sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete elemente",
     "gesendete objekte", "envoyés", "éléments envoyés", "enviados", "elementos enviados",
     "inviata", "posta inviata", "verzonden items", "skickat"}
)  # fmt: skip
"""What the folder is called where a server does not say which it is (RFC 6154)."""
FAILURES = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)
"""What a mailbox can do to its reader."""


class NoPassword(ImapToolsError):
    """None is kept here."""


class Found(NamedTuple):
    """`received_at`: when the mailbox had it."""

    uid: int
    received_at: datetime
    message: MailMessage


class Mailbox:
    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        self._client = box.client
        # What a server can do once somebody has signed in; before that it may keep silent.
        self._can = b" ".join(filter(None, box.client.capability()[1])).upper().split()

    @property
    def sent_folder(self) -> str | None:
        folders = self._box.folder.list()
        marked = (folder for folder in folders if "\\Sent" in folder.flags)
        named = (folder for folder in folders if _last_part(folder) in SENT)
        found = next(marked, None) or next(named, None)
        return found.name if found else None

    def look_into(self, folder: str) -> tuple[int, int]:
        """The folder's UIDVALIDITY, and the UID that the next mail will have."""
        self._box.folder.set(folder, readonly=True)
        return self._told("UIDVALIDITY"), self._told("UIDNEXT")

    def after(self, uid: int) -> list[int]:
        # “*” is the newest mail, even where that is not above what was asked for.
        return [found for found in self._search(f"UID {uid + 1}:*") if found > uid]  # not a text

    def since(self, day: date) -> list[int]:
        return self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")  # not a text

    def heads(self, uids: Sequence[int]) -> Iterator[Found]:
        """Their headers alone; a mail that is gone by now is left out."""
        told = ",".join(map(str, uids))
        for about, raw in self._fetch(told, "BODY.PEEK[HEADER]"):
            uid = _UID.search(about)
            if uid is not None:
                yield Found(int(uid[1]), _received_at(about), MailMessage.from_bytes(raw))

    def whole(self, uid: int) -> MailMessage | None:
        found = self._fetch(str(uid), f"BODY.PEEK[]<0.{READ_MOST}>")
        return next((MailMessage.from_bytes(raw) for _, raw in found), None)

    def wait(self, seconds: float) -> None:
        """Until the folder that was looked into last has news, at most so long."""
        if self._has_grown():
            return
        with self._box.idle as idle:
            if not self._is_told_already():
                idle.poll(timeout=seconds)

    @property
    def tells_news(self) -> bool:
        return b"IDLE" in self._can

    def hang_up(self) -> None:
        """From another thread: whatever this session waits for ends."""
        with contextlib.suppress(OSError):
            self._client.sock.shutdown(socket.SHUT_RDWR)

    def _has_grown(self) -> bool:
        """Whether news came with the answer to something else since it was looked into."""
        return len(set(self._client.untagged_responses.get("EXISTS", ()))) > 1

    def _is_told_already(self) -> bool:
        """Whether news came with the answer to IDLE: no more would come for them."""
        patience = self._client.sock.gettimeout()
        self._client.sock.settimeout(0)
        try:
            return isinstance(self._client.file, io.BufferedReader) and bool(
                self._client.file.peek(1)
            )
        except OSError:
            return False
        finally:
            self._client.sock.settimeout(patience)

    def _told(self, name: str) -> int:
        told = self._client.response(name)[1][-1]
        return int(told) if told else 1

    def _search(self, criteria: str) -> list[int]:
        return sorted(map(int, self._box.uids(criteria, charset=None)))

    def _fetch(self, uids: str, part: str) -> Iterator[tuple[bytes, bytes]]:
        """What was said about each mail, and its bytes."""
        said, found = self._client.uid("FETCH", uids, f"(UID INTERNALDATE {part})")  # not a text
        if said != "OK":
            raise imaplib.IMAP4.error(str(found[-1]))
        for place, item in enumerate(found):
            if isinstance(item, tuple):
                behind = found[place + 1] if place + 1 < len(found) else b""
                rest = behind if isinstance(behind, bytes) else b""
                yield item[0] + rest, item[1]


@contextlib.contextmanager
def opened(inbox: Inbox, user: str, password: str) -> Iterator[Mailbox]:
    """Raises what FAILURES names."""
    if not password:
        raise NoPassword
    box = _connected(inbox)
    try:
        # LOGIN of old knows ASCII only.
        plain = user.isascii() and password.isascii()
        (box.login if plain else box.login_utf8)(user, password, initial_folder=None)
        yield Mailbox(box)
        box.logout()
    finally:
        with contextlib.suppress(OSError):
            box.client.shutdown()


def _connected(inbox: Inbox) -> BaseMailBox:
    trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if inbox.security == "tls":
        return MailBox(inbox.host, inbox.port, TIMEOUT_S, ssl_context=trusted)
    if inbox.security == "starttls":
        return MailBoxStartTls(inbox.host, inbox.port, TIMEOUT_S, ssl_context=trusted)
    return MailBoxUnencrypted(inbox.host, inbox.port, TIMEOUT_S)


def is_password_wrong(error: Exception) -> bool:
    """And not that the server cannot tell right now (RFC 5530)."""
    if isinstance(error, MailboxLoginError | NoPassword):
        return "UNAVAILABLE" not in str(error)
    return "AUTHENTICATIONFAILED" in str(error)


def is_cut(error: Exception) -> bool:
    """Whether the line failed, or news came between IDLE and its answer; a new one helps."""
    lost = isinstance(error, OSError | imaplib.IMAP4.abort | MailboxTaggedResponseError)
    return lost and not isinstance(error, ssl.SSLError)


def in_words(error: Exception, host: str) -> str:
    """Why nothing can be read at this moment, in one sentence."""
    if isinstance(error, NoPassword):
        return tr("The password for {host} is not kept here; write it in “Mail account”.",
                  host=host)  # fmt: skip
    if is_password_wrong(error):
        return tr("{host} did not let your mail be read: the user or the password is wrong.",
                  host=host)  # fmt: skip
    if isinstance(error, ssl.SSLError):
        return tr("{host} could not prove who it is ({said}); no password was sent there.",
                  host=host, said=error.reason or error)  # fmt: skip
    if is_cut(error):
        return tr("{host} does not answer; replies are read once it does.", host=host)
    return tr("{host} does not let mail be read now: {said}", host=host, said=error)


def _last_part(folder: FolderInfo) -> str:
    """Of “INBOX.Sent” or “[Gmail]/Sent Mail” the folder's own name."""
    name = folder.name.rpartition(folder.delim)[2] if folder.delim else folder.name
    return name.casefold()


def _received_at(about: bytes) -> datetime:
    told = imaplib.Internaldate2tuple(about)
    return datetime.fromtimestamp(time.mktime(told) if told else time.time(), UTC)


_UID = re.compile(rb"\bUID (\d+)")
_MONTHS = (  # not a text
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
