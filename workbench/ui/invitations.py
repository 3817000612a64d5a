"""Takes the invitation to a meeting to the calendar of this computer, where there is one.

As with numbers (dial.py), on desktops of freedesktop.org the program is asked for first; without
one the file is left in the downloads, and its text is in the clipboard.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from workbench.desk.desk import Desk
from workbench.desk.views import Filed

if TYPE_CHECKING:
    from workbench.domain.invitation import Invitation

_KIND = "text/calendar"


class Invitations(QObject):
    """`said` with a sentence where no calendar took it."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked: dict[QProcess, Invitation] = {}

    def follow(self, filed: Filed) -> None:
        """What was filed may have booked or moved a meeting."""
        lead = self._desk.lead(filed.lead) if filed.lead else None
        newest = lead.record[-1] if lead is not None and lead.record else None
        if newest is None or newest.id != filed.mutation:
            return
        moved = newest.type == "meeting_resolved" and newest.args.get("result") == "moved"
        if moved or newest.type == "meeting_booked" or newest.args.get("meeting"):
            self.send(filed.lead)

    def send(self, lead: str) -> None:
        invitation = self._desk.invitation(lead)
        if invitation is None:
            self.said.emit("No meeting is booked with this lead.")
            return
        asker = QStandardPaths.findExecutable("xdg-mime")
        if sys.platform in ("darwin", "win32"):
            self._open(invitation)
        elif not asker:
            self._keep(invitation)
        else:
            asking = QProcess(self)
            self._asked[asking] = invitation
            asking.finished.connect(self._answered)
            asking.start(asker, ["query", "default", _KIND])

    def _answered(self) -> None:
        asking = self.sender()
        if not isinstance(asking, QProcess):
            return
        invitation = self._asked.pop(asking)
        calendar = bytes(asking.readAllStandardOutput().data()).strip()
        asking.deleteLater()
        if calendar:
            self._open(invitation)
        else:
            self._keep(invitation)

    def _open(self, invitation: Invitation) -> None:
        """From a folder that only this person can read."""
        import tempfile

        try:
            path = written(invitation, Path(tempfile.mkdtemp(prefix="workbench-meeting-")))
        except OSError:
            self._keep(invitation)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _keep(self, invitation: Invitation) -> None:
        from workbench.domain.invitation import ics

        QGuiApplication.clipboard().setText(ics(invitation))
        downloads = QStandardPaths.StandardLocation.DownloadLocation
        folder = Path(QStandardPaths.writableLocation(downloads))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = written(invitation, folder)
        except OSError as failure:
            where = f"it is copied, and could not be saved ({failure.strerror})."
        else:
            where = f"the invitation is saved as {path} and copied."
        self.said.emit(f"No calendar on this computer takes invitations; {where}")


def written(invitation: Invitation, folder: Path) -> Path:
    """The file, one for each meeting, however often it is moved. Raises OSError."""
    from workbench.domain.invitation import ics

    path = folder / f"meeting-{invitation.begins_at:%Y-%m-%d}-{invitation.uid[:8]}.ics"
    path.write_bytes(ics(invitation).encode())
    return path
