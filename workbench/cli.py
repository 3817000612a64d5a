"""The commands. Each imports what it needs inside itself, so that the desk's start stays thin."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from workbench.domain.mutation import Refusal
from workbench.domain.plain import Misfit

if TYPE_CHECKING:
    from workbench.server.store import Store

Options: TypeAlias = argparse.Namespace


class Unusable(Exception):
    """What was asked cannot be done as it was asked; the sentence says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 failed, 2 asked in a way that cannot be."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (Unusable, Refusal, Misfit) as unusable:
        print(f"workbench: {unusable}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _is_told(error):
            raise
        print(f"workbench: {error}", file=sys.stderr)
        return 2


def _is_told(error: Exception) -> bool:
    """Whether it is one of the server's own refusals, known only where the server was imported."""
    kinds = (("problems", "Problem"), ("serving", "Unservable"))
    modules = ((sys.modules.get(f"workbench.server.{module}"), name) for module, name in kinds)
    return any(module is not None and isinstance(error, getattr(module, name))
               for module, name in modules)  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbench", description="A desk for inbound leads, and the team API behind it."
    )
    parser.add_argument("--profile", default="default", help="whose desk; each has its own files")
    parser.add_argument("--server", default=None, help="the team API's address")
    parser.set_defaults(run=_desk)
    commands = parser.add_subparsers(metavar="COMMAND")

    demo = commands.add_parser("demo", help="a sample team with leads that keep coming")
    demo.add_argument("--as", dest="role", choices=("rep", "lead", "ae"), default="rep")
    demo.add_argument("--leads", type=int, default=300)
    demo.add_argument("--screenshots", type=Path, metavar="DIR", help="draw each screen, then end")
    _add_clock(demo)
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="the team API")
    _add_store(serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8080)
    serve.add_argument("--workers", type=int, default=1)
    _add_clock(serve)
    serve.set_defaults(run=_serve)

    _add_people(commands.add_parser("user", help="people of a team").add_subparsers(required=True))
    sources = commands.add_parser("source", help="where leads come from").add_subparsers(
        required=True
    )
    source = sources.add_parser("add", help="a source of inquiries; prints its key")
    source.add_argument("name")
    source.add_argument("--type", help="the lead type for forms that send none, as demo")
    _add_team(source)
    source.set_defaults(run=_source_add)

    load = commands.add_parser("import", help="leads from a CSV file")
    load.add_argument("file", type=Path)
    load.add_argument("--as", dest="vendor", default="csv", help="the file's shape; default csv")
    load.add_argument("--map", type=Path, help="a TOML file that says what the columns mean")
    load.add_argument("--live-since", type=_moment, metavar="ISO", help="rows from then on are new")
    load.add_argument("--dry-run", action="store_true")
    _add_team(load)
    load.set_defaults(run=_import)

    policies = commands.add_parser("policy", help="the team's rules").add_subparsers(required=True)
    for name, run in POLICY_COMMANDS.items():
        policy = policies.add_parser(name)
        if name != "show":
            policy.add_argument("file", type=Path)
        if name == "set":
            policy.add_argument("--reason", required=True)
        _add_team(policy)
        policy.set_defaults(run=run)
    return parser


def _add_people(users: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, run in (("add", _user_add), ("passwd", _user_passwd), ("disable", _user_disable)):
        user = users.add_parser(name)
        user.add_argument("email")
        if name == "add":
            user.add_argument("--name", required=True)
            user.add_argument(
                "--role", required=True, choices=("rep", "lead", "ops", "ae", "viewer")
            )
        if name != "disable":
            user.add_argument("--password-stdin", action="store_true")
        _add_team(user)
        user.set_defaults(run=run)


def _add_store(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, metavar="DIR", help="the folder of a SQLite store")
    where.add_argument("--database", metavar="URL", help="a PostgreSQL database")


def _add_team(parser: argparse.ArgumentParser) -> None:
    _add_store(parser)
    parser.add_argument("--team", help="made on first use; needed where there are several")
    parser.add_argument("--tz", default="UTC", help="the time zone of a team that is made")


def _add_clock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clock", type=_moment, metavar="ISO", help="begin at another time")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast that time passes")


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _store(options: Options) -> Store:
    from workbench.server.store import open_store

    if options.data is None and options.database is None:
        raise Unusable("say which store: --data DIR for SQLite, --database URL for PostgreSQL.")
    return open_store(options.data, options.database)


def _desk(options: Options) -> int:
    from workbench.app import run_desk
    from workbench.settings import profile_directory

    return run_desk(profile_directory(options.profile), server=options.server)


def _demo(options: Options) -> int:
    from workbench.app import run_demo

    return run_demo(
        role=options.role,
        leads=options.leads,
        clock=options.clock,
        speed=options.speed,
        screenshots=options.screenshots,
    )


def _serve(options: Options) -> int:
    from workbench.server.serving import serve

    return serve(
        data_dir=options.data or (None if options.database else Path("workbench-data")),
        database_url=options.database,
        host=options.host,
        port=options.port,
        workers=options.workers,
        clock=options.clock,
        speed=options.speed,
    )


def _user_add(options: Options) -> int:
    from workbench.server import people

    person = people.add_user(
        _store(options),
        email=options.email,
        name=options.name,
        role=options.role,
        team=options.team,
        tz=options.tz,
        password=_password(options),
    )
    print(f"{person.name} ({person.email}) can sign in as {person.role} of {person.team_name}.")
    return 0


def _user_passwd(options: Options) -> int:
    from workbench.server import people

    people.set_password(_store(options), options.email, _password(options))
    print(f"{options.email} has a new password; their desks ask for it once.")
    return 0


def _user_disable(options: Options) -> int:
    from workbench.server import people

    people.disable_user(_store(options), options.email)
    print(f"{options.email} is disabled; what they did before is still taken for 14 days.")
    return 0


def _password(options: Options) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Unusable("pipe the password in and add --password-stdin.")
    return getpass.getpass(f"Password for {options.email}: ")


def _source_add(options: Options) -> int:
    from workbench.server import people

    key = people.add_source(
        _store(options), name=options.name, type=options.type, team=options.team, tz=options.tz
    )
    print(f"{options.name} may send inquiries. Its key, shown this once: {key}")
    return 0


def _import(options: Options) -> int:
    from workbench.server.importing import import_file
    from workbench.server.records import Unreadable

    store, team = _team(options)
    try:
        done = import_file(
            store,
            options.file,
            team,
            shape=options.vendor,
            map_path=options.map,
            live_since=options.live_since,
            dry_run=options.dry_run,
            progress=_progress,
        )
    except Unreadable as unreadable:
        raise Unusable(str(unreadable)) from None
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    for name, rows in done.unknown_owners.items():
        print(f"Nobody here is called {name}: {rows} of their rows went to routing.")
    if done.refused_path is not None:
        print(f"Refused rows, each with its reason: {done.refused_path}")
    print(f"imported {done.imported}, merged {done.merged}, refused {len(done.refused)}")
    return 0


def _progress(done: int, total: int) -> None:
    filled = 30 * done // max(total, 1)
    line = f"[{'█' * filled}{' ' * (30 - filled)}] {done:,} of {total:,}"
    end = "" if sys.stderr.isatty() else "\n"
    print(f"{'' if end else chr(13)}{line}", end=end, file=sys.stderr, flush=True)


def _policy_show(options: Options) -> int:
    print(_policy(options)["text"], end="")
    return 0


def _policy_check(options: Options) -> int:
    from workbench.domain.policy import PolicyError, read_policy

    try:
        read_policy(_text(options.file))
    except PolicyError as error:
        raise Unusable(f"{options.file}, {error}") from None
    print(f"{options.file} can stand as a policy.")
    return 0


def _policy_diff(options: Options) -> int:
    import difflib

    stored, new = _policy(options), _text(options.file)
    before, after = stored["text"].splitlines(True), new.splitlines(True)
    name = f"version {stored['version']}"
    sys.stdout.writelines(difflib.unified_diff(before, after, name, str(options.file)))
    return 0


def _policy_set(options: Options) -> int:
    from workbench.domain.policy import PolicyError
    from workbench.server import policies
    from workbench.server.ledger import Ledger
    from workbench.server.moment import real_now

    store, team = _team(options)
    with store.read() as connection:
        expected = policies.stored(connection, team)["version"]
    try:
        version = policies.change(
            Ledger(store),
            team,
            _text(options.file),
            reason=options.reason,
            expected_version=expected,
            user=None,
            now=real_now(),
        )
    except PolicyError as error:
        raise Unusable(f"{options.file}, {error}") from None
    print(f"Version {version} holds from now on.")
    return 0


def _policy(options: Options) -> dict[str, Any]:
    from workbench.server import policies

    store, team = _team(options)
    with store.read() as connection:
        return dict(policies.stored(connection, team))


def _team(options: Options) -> tuple[Store, str]:
    from workbench.server.people import ensure_team

    store = _store(options)
    return store, ensure_team(store, options.team, options.tz)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} cannot be read: {error}.") from None


POLICY_COMMANDS = {
    "show": _policy_show,
    "check": _policy_check,
    "diff": _policy_diff,
    "set": _policy_set,
}
