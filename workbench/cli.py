"""The commands. Each imports what it needs inside itself, so that the desk's start stays thin."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from workbench.store_commands import Command, Options

PROFILE = "default"
SCHEME = "workbench://"
"""A link that the system hands to the program; ui/link.py reads it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 failed, 2 asked in a way that cannot be."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    links = [text for text in given if text.startswith(SCHEME)]
    link = links[-1] if links else ""
    words = [text for text in given if text not in links]
    try:
        if not words:  # the desk's start does not wait for what other commands may be told
            return _open_desk(PROFILE, None, link)
        options = _parser().parse_args(words)
        options.link = link
        run: Command = options.run
        return run(options)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    import argparse

    from workbench.store_commands import add_store_commands

    parser = argparse.ArgumentParser(
        prog="workbench", description="A desk for inbound leads, and the team API behind it."
    )
    parser.add_argument("--profile", default=PROFILE, help="whose desk; each has its own files")
    parser.add_argument("--server", default=None, help="the team API's address")
    parser.set_defaults(run=_desk)
    commands = parser.add_subparsers(metavar="COMMAND")
    _add_links(commands.add_parser("links", help="who opens workbench:// links on this computer"))
    _add_demo(commands.add_parser("demo", help="a sample team with leads that keep coming"))
    _add_export(commands.add_parser("export", help="leads, outcomes, reports … as CSV"))
    _add_doctor(commands.add_parser("doctor", help="how this desk is, or a store"))
    add_store_commands(commands)
    return parser


def _add_links(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("switch", choices=("on", "off"))
    parser.set_defaults(run=_links)


def _add_demo(parser: argparse.ArgumentParser) -> None:
    from workbench.store_commands import add_clock

    parser.add_argument("--as", dest="role", choices=("rep", "lead", "ae"), default="rep")
    parser.add_argument("--leads", type=int, default=300)
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="draw each screen, then end"
    )
    add_clock(parser)
    parser.set_defaults(run=_demo)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    from workbench.store_commands import add_store

    parser.add_argument("--json", action="store_true")
    add_store(parser)
    parser.set_defaults(run=_doctor)


def _add_export(parser: argparse.ArgumentParser) -> None:
    from workbench.store_commands import add_team

    tables = ("leads", "touches", "reports", "outcomes", "nurtured")
    parser.add_argument("what", choices=tables)
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    parser.add_argument("--email", help="with --server: the team lead who signs in")
    parser.add_argument("--password-stdin", action="store_true")
    add_team(parser)
    parser.set_defaults(run=_export)


def _desk(options: Options) -> int:
    return _open_desk(options.profile, options.server, options.link)


def _open_desk(profile: str, server: str | None, link: str) -> int:
    from workbench.app import CANNOT_OPEN, run_desk
    from workbench.settings import profile_directory

    try:
        directory = profile_directory(profile)
    except OSError as error:
        print(CANNOT_OPEN.format(folder=error.filename, why=error.strerror), file=sys.stderr)
        return 1
    return run_desk(directory, server=server, link=link)


def _links(options: Options) -> int:
    from workbench.scheme import leave_links, take_links

    if not sys.platform.startswith("linux"):
        print("workbench: links are taken on Linux only so far.", file=sys.stderr)
        return 2
    if options.switch == "off":
        leave_links()
        print("This computer opens no workbench:// links with the desk any more.")
        return 0
    path = take_links(options.profile)
    print(f"Links to workbench:// open the desk now; {path} says so, `links off` takes it back.")
    return 0


def _demo(options: Options) -> int:
    from workbench.app import run_demo

    return run_demo(
        role=options.role,
        leads=options.leads,
        clock=options.clock,
        speed=options.speed,
        screenshots=options.screenshots,
    )


def _doctor(options: Options) -> int:
    if options.data is not None or options.database is not None:
        from workbench.store_commands import at_store

        return at_store("doctor")(options)
    from workbench.checkup import exit_code, told
    from workbench.desk.self_check import look_at
    from workbench.settings import profile_directory

    found = look_at(profile_directory(options.profile), options.server)
    print(told(found, as_json=options.json))
    return exit_code(found)


def _export(options: Options) -> int:
    if options.server is None:
        from workbench.store_commands import at_store

        return at_store("export")(options)
    from workbench.sync.errors import SyncError
    from workbench.sync.fetching import fetch

    if options.email is None:
        print("workbench: say who signs in: --email.", file=sys.stderr)
        return 2
    path, password = f"/v1/export/{options.what}", _password(options)
    try:
        size = fetch(options.server, path, options.to, email=options.email, password=password)
    except (SyncError, OSError) as error:
        print(f"workbench: {error}", file=sys.stderr)
        return 2
    print(f"{size:,} bytes in {options.to}.")
    return 0


def _password(options: Options) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(f"Password for {options.email}: ")
