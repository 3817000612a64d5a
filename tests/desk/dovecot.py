"""A real IMAP server on loopback, run by an ordinary user, and a mailbox of one's own in it."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.desk.mail.letters import COMES_AT
from tests.desk.mailbox import free_port
from workbench.sync.mail_account import Inbox

PASSWORD = "four-words-in-a-row"
CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_failure_delay = 0
listen = 127.0.0.1
mail_location = maildir:{folder}/mail/%u
mailbox_list_index = no
mail_fsync = never
{more}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  mailbox {sent} {{
    auto = create
    {special_use}
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = {tls}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
SECURE = "ssl_cert = <{folder}/certificate\nssl_key = <{folder}/certificate"


def program() -> str | None:
    """None where Dovecot is not installed."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True)
class Letterbox:
    """One user's mail on the server."""

    user: str
    port: int
    sent: str = "Sent"

    def put(self, mail: bytes, folder: str = "INBOX", at: datetime = COMES_AT) -> None:
        """As if it had come then; it is unseen."""
        with self.session() as imap:
            when = imaplib.Time2Internaldate(at)
            said, told = imap.append(folder, "", when, mail)
            assert said == "OK", told

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Of each mail."""
        with self.session() as imap:
            imap.select(folder, readonly=True)
            found = imap.uid("FETCH", "1:*", "(FLAGS)")[1]
            return [line.decode() for line in found if isinstance(line, bytes)]

    def renumber(self, folder: Path) -> None:
        """All mails have other UIDs now, as after a server was restored."""
        for list_of_uids in (folder / "mail" / self.user).rglob("dovecot-uidlist"):
            list_of_uids.unlink()
        for index in (folder / "mail" / self.user).rglob("dovecot.index*"):
            index.unlink()

    @contextmanager
    def session(self) -> Iterator[imaplib.IMAP4]:
        imap = imaplib.IMAP4("127.0.0.1", self.port)
        imap.login(self.user, PASSWORD)
        try:
            yield imap
        finally:
            imap.logout()

    @property
    def inbox(self) -> Inbox:
        return Inbox(host="127.0.0.1", port=self.port, security="none", user=self.user)


@contextmanager
def a_dovecot(
    *,
    certificate: Path | None = None,
    secure_port: int = 0,
    special_use: bool = True,
    sent: str = "Sent",
    more: str = "",
) -> Iterator[tuple[int, Path]]:
    """Its port and its folder; every user is let in with PASSWORD.

    With a `certificate` it speaks STARTTLS there, and TLS from the start at `secure_port`.
    """
    found = program()
    assert found is not None
    folder, port, user = Path(tempfile.mkdtemp(prefix="imap-")), free_port(), _ordinary_user()
    told = pwd.getpwnam(user)
    config = CONFIG.format(
        folder=folder, port=port, secure_port=secure_port, user=user, uid=told.pw_uid,
        gid=told.pw_gid, password=PASSWORD,
        group=grp.getgrgid(told.pw_gid).gr_name, sent=sent, more=more,
        special_use="special_use = \\Sent" if special_use else "",
        ssl="required" if certificate else "no",
        tls="yes" if certificate else "no",
        certificate=SECURE.format(folder=folder) if certificate else "",
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(config)
    if certificate is not None:
        shutil.copyfile(certificate, folder / "certificate")
    for part in ("run", "state", "mail", "home"):
        (folder / part).mkdir()
    for place in (folder, *folder.iterdir()):
        os.chown(place, told.pw_uid, told.pw_gid)
    running = subprocess.Popen(
        [found, "-F", "-c", str(folder / "dovecot.conf")],
        user=user if _is_root() else None,
        group=told.pw_gid if _is_root() else None,
        extra_groups=[] if _is_root() else None,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, running)
        yield port, folder
    finally:
        running.terminate()
        running.wait(timeout=15)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        assert running.poll() is None, "Dovecot ended at once."
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("Dovecot does not answer.")


def _is_root() -> bool:
    return os.geteuid() == 0


def _ordinary_user() -> str:
    """Dovecot, too, is not run as root here."""
    return "nobody" if _is_root() else pwd.getpwuid(os.geteuid()).pw_name


class Wire:
    """Between a reader and its server: it can be cut, or held, once so much has come through."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.cut_at: bytes = b""
        """The line is cut where the server says this; once."""
        self.hold_at: bytes = b""
        """Nothing more comes through once the reader has asked for this."""
        self.is_held = threading.Event()
        self.cuts = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            for one, other in ((near, far), (far, near)):
                threading.Thread(
                    target=self._carry, args=(one, other, other is near), daemon=True
                ).start()

    def _carry(self, one: socket.socket, other: socket.socket, comes_back: bool) -> None:
        try:
            while data := one.recv(65536):
                if comes_back and self.cut_at and self.cut_at in data:
                    other.sendall(data[: data.index(self.cut_at)])
                    self.cut_at, self.cuts = b"", self.cuts + 1
                    break
                if not comes_back and self.hold_at and self.hold_at in data:
                    self.is_held.set()
                    continue
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
