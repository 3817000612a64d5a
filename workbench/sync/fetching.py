"""A table of the team's, fetched from its server into a file by somebody who signs in for it."""

from __future__ import annotations

import uuid
from pathlib import Path

from workbench.sync.team_api import TeamApi


def fetch(server: str, path: str, to: Path, *, email: str, password: str) -> int:
    """Returns the bytes written; what comes only in part is not kept.

    Raises errors.SyncError, or OSError where the file cannot be written.
    """
    part = to.with_name(f"{to.name}.part")
    api = TeamApi(server, client_id=str(uuid.uuid4()))
    try:
        who = {"email": email, "password": password, "device": "workbench export"}  # not a text
        token = api.post("/v1/auth/login", who)["access"]
        try:
            with part.open("wb") as file:
                for piece in api.stream("GET", path, token=token):
                    file.write(piece)
        finally:
            api.post("/v1/auth/logout", {}, token=token)
        part.replace(to)
        return to.stat().st_size
    finally:
        part.unlink(missing_ok=True)
        api.close()
