"""A PostgreSQL cluster of the tests' own, started by an ordinary user and gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


def programs() -> Path | None:
    """Where PostgreSQL's own programs are; None where it is not installed."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextmanager
def cluster(bin: Path) -> Iterator[str]:
    """The address of an empty database, reached by a socket in a folder of its own."""
    folder, user = Path(tempfile.mkdtemp(prefix="pg-")), _ordinary_user()
    if user is not None:
        shutil.chown(folder, user)

    def run(name: str, *arguments: str) -> None:
        command = [str(bin / name), *arguments]
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "workbench", "-E", "UTF8", "--no-sync")
        options = f"{QUICK} -c listen_addresses= -k {folder}"
        run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://workbench@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(bin: Path, address: str) -> None:
    """Stop the cluster under its connections, and start it again."""
    folder, user = Path(address.partition("host=")[2]), _ordinary_user()
    data, options = str(folder / "data"), f"{QUICK} -c listen_addresses= -k {folder}"
    for command in (["-m", "fast", "stop"], ["-o", options, "-l", str(folder / "log"), "start"]):
        subprocess.run(
            [str(bin / "pg_ctl"), "-D", data, "-w", *command],
            user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
