"""Hands numbers and addresses to the system's programs, where one takes them.

Opening `tel:` answers true even where no program handles it: on desktops of freedesktop.org the
handler is asked for first, and nothing is ever logged from what opening returned.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from workbench.domain.invitation import Invitation, ics
from workbench.domain.message import Message
from workbench.domain.tongue import mark, tr

MAILTO_MOST = 1600
"""Bytes of a `mailto:` address; beyond it programs cut it off."""
_UNHANDLED = {
    "tel": mark("No program dials on this computer; {target} is copied."),
    "sms": mark("No program sends SMS on this computer; {target} is copied."),
    "mailto": mark("No program writes mail on this computer; {target} is copied."),
    "https": mark("No program opens pages on this computer; {target} is copied."),
}


def address(scheme: str, target: str) -> QUrl:
    """A plus is the country's in a number; in a mail address programs read it as a space.

    A target of the web is an address already.
    """
    if scheme == "https":
        return QUrl(target)
    return QUrl(f"{scheme}:{quote(target, safe='@' if scheme == 'mailto' else '+')}")


def mailto(message: Message) -> QUrl:
    """All of it percent-encoded, the plus too: programs read it as a space."""
    body = quote(message.text.replace("\n", "\r\n"))
    subject = quote(message.subject)
    written = f"mailto:{quote(message.to, safe='@')}?subject={subject}&body={body}"
    return QUrl.fromEncoded(written.encode())


def eml(message: Message) -> bytes:
    """A mail that is still to be sent, as programs read it from a file."""
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(policy=SMTP)
    mail["To"] = message.to
    mail["Subject"] = " ".join(message.subject.split())
    mail["X-Unsent"] = "1"  # Outlook opens it for writing
    mail.set_content(message.text)
    return mail.as_bytes()


class Errand(NamedTuple):
    """`handled`: the kind whose handler is asked for. `copied` and `said`: where there is none."""

    handled: str
    url: QUrl
    copied: str
    said: str


class Dial(QObject):
    """`unhandled` with a sentence: the number, address or mail is in the clipboard then."""

    unhandled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: dict[QProcess, Errand] = {}
        self._written: list[TemporaryDirectory[str]] = []
        """Folders of mails that are open in another program; they go with this one."""

    def open(self, scheme: str, target: str) -> None:
        """`tel`, `sms`, `mailto` or `https`."""
        said = tr(_UNHANDLED[scheme], target=target)
        handled = f"x-scheme-handler/{scheme}"
        self._go(Errand(handled, address(scheme, target), target, said))

    def write(self, message: Message) -> None:
        """A mail in the person's mail program: as an address, or as a file if it is long."""
        url, handled = mailto(message), "x-scheme-handler/mailto"
        if url.toEncoded().size() > MAILTO_MOST:
            url, handled = self._as_file(message), "message/rfc822"
        text = tr("To: {to}\nSubject: {subject}\n\n{text}",
                  to=message.to, subject=message.subject, text=message.text)  # fmt: skip
        said = tr("No program writes mail on this computer; the mail is copied.")
        self._go(Errand(handled, url, text, said))

    def invite(self, invitation: Invitation) -> None:
        """To a meeting, in the person's calendar."""
        from workbench.ui.invitations import saved

        try:
            path = saved(invitation)
        except OSError as failure:
            said = tr("The invitation could not be saved ({why}).", why=failure.strerror)
            self.unhandled.emit(said)
            return
        said = tr(
            "No calendar on this computer takes invitations; it is saved as {path} and copied.",
            path=path,
        )
        url = QUrl.fromLocalFile(str(path))
        self._go(Errand("text/calendar", url, ics(invitation), said))

    def _as_file(self, message: Message) -> QUrl:
        folder = TemporaryDirectory(prefix="workbench-mail-")
        self._written.append(folder)
        path = Path(folder.name) / "mail.eml"
        path.write_bytes(eml(message))
        return QUrl.fromLocalFile(str(path))

    def _go(self, errand: Errand) -> None:
        asker = QStandardPaths.findExecutable("xdg-mime")
        if sys.platform in ("darwin", "win32"):
            QDesktopServices.openUrl(errand.url)
        elif not asker:
            self._hand_over(errand)
        else:
            asking = QProcess(self)
            self._asked[asking] = errand
            asking.finished.connect(self._answered)
            asking.start(asker, ["query", "default", errand.handled])

    def _answered(self) -> None:
        asking = self.sender()
        if not isinstance(asking, QProcess):
            return
        errand = self._asked.pop(asking)
        handler = bytes(asking.readAllStandardOutput().data()).strip()
        asking.deleteLater()
        if handler:
            QDesktopServices.openUrl(errand.url)
        else:
            self._hand_over(errand)

    def _hand_over(self, errand: Errand) -> None:
        QGuiApplication.clipboard().setText(errand.copied)
        self.unhandled.emit(errand.said)
