"""How this computer keeps its files, and what became of them, in words."""

from __future__ import annotations

from workbench.cache.rescue import Rescue
from workbench.domain.tongue import mark, tr, tr_n
from workbench.sync.file_key import WhyPlain
from workbench.wire import Problem

_FILES: dict[WhyPlain, str] = {
    "": mark("Encrypted: leads and unsent work open with a key in the system’s keyring alone."),
    "no_keyring": mark("Not encrypted: there is no keyring that keeps a key. Encrypt the disk."),
    "no_cipher": mark("Not encrypted: SQLCipher is not installed here. Encrypt the disk."),
    "no_room": mark("Not encrypted yet: it found no room. The next start tries again."),
}


def files_said(why_plain: WhyPlain) -> str:
    return tr(_FILES[why_plain])


def told(rescue: Rescue) -> Problem:
    if rescue.locked:
        return Problem(code="outbox_locked", message=_told_locked(rescue))
    said = tr(
        "The file of your unsent work was damaged. {saved} entries were saved and {lost} could "
        "not be read; the damaged file is kept as {file}.",
        saved=rescue.saved, lost=rescue.lost, file=rescue.aside.name,
    )  # fmt: skip
    return Problem(code="outbox_damaged", message=said)


def _told_locked(rescue: Rescue) -> str:
    why = tr(
        "The key of this computer’s files is not in the keyring, so they were begun anew. Your "
        "unsent work is kept as {file} and taken in once its key is back.",
        file=rescue.aside.name,
    )
    lost = tr_n(
        "{n} action in it was not sent yet and cannot be read.",
        "{n} actions in it were not sent yet and cannot be read.",
        rescue.lost,
    )
    return f"{why} {lost}"
