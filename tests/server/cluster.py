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
def cluster(bin: Path, options: str = QUICK) -> Iterator[str]:
    """The address of an empty database, reached by a socket in a folder of its own."""
    folder, user = Path(tempfile.mkdtemp(prefix="pg-")), _ordinary_user()
    if user is not None:
        shutil.chown(folder, user)

    address = f"postgresql://workbench@/postgres?host={folder}"
    as_ours = ("-A", "trust", "-U", "workbench", "-E", "UTF8", "--no-sync")
    try:
        run(bin, address, "initdb", "-D", "data", *as_ours)
        start(bin, address, options)
        try:
            yield address
        finally:
            stop(bin, address, "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(bin: Path, address: str) -> None:
    """Stop the cluster under its connections, and start it again."""
    stop(bin, address, "fast")
    start(bin, address)


def stop(bin: Path, address: str, how: str) -> None:
    """`how`: fast ends all transactions, immediate ends all as a power cut would."""
    run(bin, address, "pg_ctl", "-D", "data", "-w", "-m", how, "stop")


def start(bin: Path, address: str, options: str = QUICK) -> None:
    folder = folder_of(address)
    placed = f"{options} -c listen_addresses= -k {folder}"
    run(bin, address, "pg_ctl", "-D", "data", "-w", "-o", placed, "-l", "log", "start")


def folder_of(address: str) -> Path:
    return Path(address.partition("host=")[2])


def run(bin: Path, address: str, name: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs, as the cluster's user and in its folder."""
    subprocess.run(
        [str(bin / name), *arguments],
        user=_ordinary_user(), cwd=folder_of(address), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
