"""What can go wrong between desk and server, sorted by what is to be done about it.

SyncError
├── Offline            try again later: nobody answers, or not in a way that makes sense
├── Busy               try again when the server said
├── SignedOut          ask for the password; the work stays
├── Locked             the account is disabled: the desk locks, what was done is still sent
├── TooOld             update; pulls stop, pushes drain
├── Resync             pull everything again
├── TooMuch            halve the batch
└── RefusedByServer    tell the person
"""

from __future__ import annotations

from workbench.domain.tongue import tr
from workbench.wire import Problem


class SyncError(Exception):
    """Its text is a sentence for a person."""


class Offline(SyncError):
    pass


class Busy(SyncError):
    def __init__(self, sentence: str, retry_after: float | None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


def no_workbench() -> Offline:
    return Offline(tr("What answers at this address is no workbench server."))


class SignedOut(SyncError):
    pass


class Locked(SyncError):
    pass


class TooOld(SyncError):
    pass


class Resync(SyncError):
    """`reason`: history_lost, cursor_expired or scope_changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(tr("The server asks this desk to pull everything again."))
        self.reason = reason


class TooMuch(SyncError):
    pass


class RefusedByServer(SyncError):
    def __init__(self, problem: Problem, status: int) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.status = status
