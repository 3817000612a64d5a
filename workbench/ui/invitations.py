"""Follows what is filed, and takes the invitation to a meeting to this computer's calendar.

The file is left in the downloads, one for each meeting however often it is moved, so that it can
be sent on as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from workbench.desk.desk import Desk
from workbench.desk.views import Filed
from workbench.domain.tongue import tr
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.domain.invitation import Invitation


class Invitations:
    def __init__(self, desk: Desk, work: Work) -> None:
        self._desk = desk
        self._work = work

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
            self._work.said.emit(tr("No meeting is booked with this lead."))
        else:
            self._work.dial.invite(invitation)


def saved(invitation: Invitation) -> Path:
    """The file in the downloads. Raises OSError."""
    from workbench.domain.invitation import ics

    downloads = QStandardPaths.StandardLocation.DownloadLocation
    folder = Path(QStandardPaths.writableLocation(downloads))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"meeting-{invitation.uid[:8]}.ics"
    path.write_bytes(ics(invitation).encode())
    return path
