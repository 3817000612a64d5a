"""The commands that work on a store, and what each may be told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

Options: TypeAlias = argparse.Namespace
Command: TypeAlias = Callable[[Options], int]
ROLES = ("rep", "lead", "ops", "ae", "viewer")


def add_store_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _add_serve(commands.add_parser("serve", help="the team API"))
    _add_people(commands.add_parser("user", help="people of a team"))
    _add_sources(commands.add_parser("source", help="where leads come from"))
    _add_import(commands.add_parser("import", help="leads from a CSV file"))
    _add_hooks(commands.add_parser("hook", help="who is told what became of leads"))
    _add_policies(commands.add_parser("policy", help="the team's rules"))
    _add_mail(commands.add_parser("mail", help="the account through which leads are written to"))
    _add_backup(commands.add_parser("backup", help="a copy of a store, also while it is served"))
    _add_restore(commands.add_parser("restore", help="a backup in the store's place"))


def _add_serve(parser: argparse.ArgumentParser) -> None:
    add_store(parser)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--workers", type=int, default=1)
    add_clock(parser)
    parser.set_defaults(run=at_store("serve"))


def _add_people(parser: argparse.ArgumentParser) -> None:
    users = parser.add_subparsers(required=True)
    for name in ("add", "passwd", "disable"):
        user = users.add_parser(name)
        user.add_argument("email")
        if name == "add":
            user.add_argument("--name", required=True)
            user.add_argument("--role", required=True, choices=ROLES)
        if name != "disable":
            user.add_argument("--password-stdin", action="store_true")
        add_team(user)
        user.set_defaults(run=at_store(f"user {name}"))


def _add_sources(parser: argparse.ArgumentParser) -> None:
    sources = parser.add_subparsers(required=True)
    source = sources.add_parser("add", help="its last word is the key")
    source.add_argument("name")
    source.add_argument("--vendor", help="whose webhooks it takes, as hubspot; see import --as")
    source.add_argument("--type", help="the lead type for forms that send none, as demo")
    add_team(source)
    source.set_defaults(run=at_store("source add"))
    secret = sources.add_parser("secret", help="one more that signs its webhooks")
    secret.add_argument("name")
    how = secret.add_mutually_exclusive_group()
    how.add_argument("--secret-stdin", action="store_true", help="the one that the vendor made")
    how.add_argument("--drop-old", action="store_true", help="leave only the newest")
    add_team(secret)
    secret.set_defaults(run=at_store("source secret"))


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--as", dest="vendor", help="the file's shape; else its columns say it")
    parser.add_argument("--map", type=Path, help="a TOML file that says what the columns mean")
    parser.add_argument("--live-since", type=_moment, metavar="ISO", help="rows from then are new")
    parser.add_argument("--dry-run", action="store_true")
    add_team(parser)
    parser.set_defaults(run=at_store("import"))


def _add_hooks(parser: argparse.ArgumentParser) -> None:
    hooks = parser.add_subparsers(required=True)
    for name in ("add", "list", "remove", "test"):
        hook = hooks.add_parser(name)
        if name == "add":
            hook.add_argument("url", help="its secret is shown once")
            hook.add_argument("--events", metavar="LIST", help="as touch,meeting; else all")
            hook.add_argument(
                "--private",
                action="store_true",
                help="it may be in this network or on this machine",
            )
        elif name != "list":
            hook.add_argument("which", help="its id or address")
        add_team(hook)
        hook.set_defaults(run=at_store(f"hook {name}"))


def _add_policies(parser: argparse.ArgumentParser) -> None:
    policies = parser.add_subparsers(required=True)
    for name in ("show", "check", "diff", "set", "history"):
        policy = policies.add_parser(name)
        if name == "show":
            policy.add_argument("--version", type=int, help="else the one in force")
        if name in ("check", "set"):
            policy.add_argument("file", type=Path)
        if name == "diff":
            policy.add_argument(
                "file", type=Path, nargs="?", help="else: what the last one changed"
            )
            policy.add_argument("--from", type=int, dest="from_version", metavar="VERSION")
            policy.add_argument("--to", type=int, dest="to_version", metavar="VERSION")
        if name == "set":
            _add_change(policy)
        add_team(policy)
        policy.set_defaults(run=at_store(f"policy {name}"))


def _add_change(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True)
    agreed = "who agreed: marketing=NAME, sales=NAME"
    parser.add_argument("--agreed", action="append", default=[], metavar="WHO", help=agreed)
    parser.add_argument("--valid-from", type=_moment, metavar="ISO", help="else at once")
    parser.add_argument("--review-by", type=_day, metavar="DATE", help="else after review_days")
    parser.add_argument("--on-half", action="store_true", help="try it on half of the new leads")


def _add_mail(parser: argparse.ArgumentParser) -> None:
    mail = parser.add_subparsers(required=True).add_parser("set")
    mail.add_argument("--host", required=True)
    mail.add_argument("--port", type=int)
    mail.add_argument("--security", choices=("tls", "starttls", "none"), default="starttls")
    mail.add_argument("--user")
    mail.add_argument("--sender", required=True, help='as in "Halden <hello@halden.example>"')
    mail.add_argument("--password-stdin", action="store_true")
    add_team(mail)
    mail.set_defaults(run=at_store("mail set"))


def _add_backup(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("file", type=Path, nargs="?")
    where.add_argument("--to", type=Path, metavar="FILE")
    add_store(parser)
    parser.set_defaults(run=at_store("backup"))


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="the store that is there already")
    add_store(parser)
    parser.set_defaults(run=at_store("restore"))


def add_store(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, metavar="DIR", help="the folder of a SQLite store")
    where.add_argument("--database", metavar="URL", help="a PostgreSQL database")


def add_team(parser: argparse.ArgumentParser) -> None:
    add_store(parser)
    parser.add_argument("--team", help="made on first use; needed where there are several")
    parser.add_argument("--tz", default="UTC", help="the time zone of a team that is made")


def add_clock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clock", type=_moment, metavar="ISO", help="begin at another time")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast that time passes")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        needed = f"needs a moment like 2026-11-23T09:00+01:00, not “{text}”"
        raise argparse.ArgumentTypeError(needed) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"needs a date like 2026-12-31, not “{text}”") from None


def at_store(command: str) -> Command:
    """A command of the server's console; its refusals are sentences, printed as they are."""

    def run(options: Options) -> int:
        from workbench.server import console

        try:
            return console.COMMANDS[command](options)
        except console.TOLD as told:
            print(f"workbench: {told}", file=sys.stderr)
            return 2

    return run
