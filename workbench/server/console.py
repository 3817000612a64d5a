"""What the commands do to a store: each takes the parsed options, prints, and returns an exit code.

What cannot be done is one of TOLD, with a sentence that `cli` prints.
"""

from __future__ import annotations

import argparse
import getpass
import smtplib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from workbench.checkup import exit_code, told
from workbench.domain.mutation import Refusal
from workbench.domain.plain import Misfit
from workbench.server.files.account_import import import_accounts
from workbench.server.files.exporting import export
from workbench.server.files.importing import import_file
from workbench.server.files.mapping import check_vendor
from workbench.server.files.records import Unreadable
from workbench.server.files.spending import import_spend
from workbench.server.letters.mail_account import PORTS, MailAccount, set_account
from workbench.server.moment import real_now
from workbench.server.outcomes import hook_console
from workbench.server.policy import policy_console
from workbench.server.problems import Problem
from workbench.server.serving import Unservable, serve
from workbench.server.store import Store, open_store
from workbench.server.team import people
from workbench.server.team.people import ensure_team
from workbench.server.upkeep import store_check
from workbench.server.upkeep.backup import Unkept, back_up
from workbench.server.upkeep.restore import restore

Options: TypeAlias = argparse.Namespace


class Unusable(Exception):
    """What was asked cannot be done as it was asked; the sentence says what to do."""


TOLD = (Problem, Refusal, Misfit, Unreadable, Unservable, Unusable, Unkept)
"""What goes wrong with a sentence for whoever typed the command."""


def _store(options: Options) -> Store:
    _check_named(options)
    return open_store(options.data, options.database)


def _check_named(options: Options) -> None:
    if options.data is None and options.database is None:
        raise Unusable("say which store: --data DIR for SQLite, --database URL for PostgreSQL.")


def serve_store(options: Options) -> int:
    return serve(
        data_dir=options.data or (None if options.database else Path("workbench-data")),
        database_url=options.database,
        host=options.host,
        port=options.port,
        workers=options.workers,
        clock=options.clock,
        speed=options.speed,
    )


def user_add(options: Options) -> int:
    person = people.add_user(
        _store(options),
        email=options.email,
        name=options.name,
        role=options.role,
        team=options.team,
        tz=options.tz,
        password=_password(options, options.email),
    )
    print(f"{person.name} ({person.email}) can sign in as {person.role} of {person.team_name}.")
    return 0


def user_passwd(options: Options) -> int:
    people.set_password(_store(options), options.email, _password(options, options.email))
    print(f"{options.email} has a new password; their desks ask for it once.")
    return 0


def user_disable(options: Options) -> int:
    people.disable_user(_store(options), options.email)
    print(f"{options.email} is disabled; what they did before is still taken for 14 days.")
    return 0


def _password(options: Options, whose: str) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Unusable("pipe the password in and add --password-stdin.")
    return getpass.getpass(f"Password for {whose}: ")


def source_add(options: Options) -> int:
    key = people.add_source(
        _store(options), name=options.name, type=options.type, vendor=check_vendor(options.vendor),
        team=options.team, tz=options.tz,
    )  # fmt: skip
    print(f"{options.name} may send inquiries. Its key, shown this once: {key}")
    return 0


def source_secret(options: Options) -> int:
    if options.drop_old:
        people.drop_secret(_store(options), options.name, options.team)
        print(f"{options.name} signs by its newest secret alone.")
        return 0
    given = sys.stdin.readline().strip() if options.secret_stdin else None
    id, secret = people.add_secret(_store(options), options.name, options.team, given)
    shown = "" if given else f" Its secret, shown this once: {secret}"
    print(f"{options.name} may deliver to /v1/hooks/{id}, signed by Standard Webhooks.{shown}")
    return 0


def mail_set(options: Options) -> int:
    account = MailAccount(
        host=options.host,
        port=options.port or PORTS[options.security],
        security=options.security,
        user=options.user,
        password=_password(options, options.user) if options.user else None,
        sender=options.sender,
    )
    try:
        set_account(_store(options), account, team=options.team, tz=options.tz)
    except (OSError, smtplib.SMTPException) as error:
        where = f"{account.host}:{account.port}"
        raise Unusable(
            f"{where} does not take this account ({error}); nothing was changed."
        ) from None
    print(f"{account.sender} writes to hand-raisers from now on, through {account.host}.")
    return 0


def import_leads(options: Options) -> int:
    store, team = _team(options)
    if options.vendor == "accounts":
        done = import_accounts(
            store, options.file, team, dry_run=options.dry_run, progress=_progress
        )
    elif options.vendor == "spend":
        done = import_spend(store, options.file, team, dry_run=options.dry_run)
    else:
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
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(f"Read as {done.shape}.")
    for name, rows in done.unknown_owners.items():
        where = "have no owner" if options.vendor == "accounts" else "went to routing"
        print(f"Nobody here is called {name}: {rows} of their rows {where}.")
    if done.refused_path is not None:
        print(f"Refused rows, each with its reason: {done.refused_path}")
    print(f"imported {done.imported}, merged {done.merged}, refused {len(done.refused)}")
    return 0


def export_table(options: Options) -> int:
    store, team = _team(options)
    try:
        lines = export(store, team, options.what, options.to, now=real_now())
    except OSError as error:
        raise Unusable(f"{options.to} cannot be written: {error.strerror}.") from None
    print(f"{lines:,} lines in {options.to}.")
    return 0


def _check_here(options: Options) -> None:
    if options.server is not None:
        raise Unusable(
            "all of a team's data is copied and put back where it lies: do this on the server's"
            " own machine, with --data or --database in place of --server."
        )
    _check_named(options)


def store_backup(options: Options) -> int:
    _check_here(options)
    to = options.to or options.file
    size = back_up(options.data, options.database, to)
    print(f"{size:,} bytes in {to}; whoever has it has the team’s leads and passwords’ hashes.")
    return 0


def store_restore(options: Options) -> int:
    _check_here(options)
    done = restore(options.file, options.data, options.database, replace=options.replace)
    at = "" if done.at is None else f" as of {done.at:%d %b %Y, %H:%M} UTC"
    print(f"Restored: {done.leads:,} leads{at}. Desks send again what they did since.")
    if done.letters:
        print(f"{done.letters:,} letters that waited in it for over an hour are not sent.")
    if done.replaced is not None:
        print(f"The store before lies in {done.replaced}; delete it once nobody needs it.")
    print("Who was erased since then is in it again: erase them anew.")
    return 0


def store_doctor(options: Options) -> int:
    found = store_check.look_at(options.data, options.database)
    print(told(found, as_json=options.json))
    return exit_code(found)


def _progress(done: int, total: int) -> None:
    filled = 30 * done // max(total, 1)
    line = f"[{'█' * filled}{' ' * (30 - filled)}] {done:,} of {total:,}"
    end = "" if sys.stderr.isatty() else "\n"
    print(f"{'' if end else chr(13)}{line}", end=end, file=sys.stderr, flush=True)


def _team(options: Options) -> tuple[Store, str]:
    store = _store(options)
    return store, ensure_team(store, options.team, options.tz)


def _at_team(command: Callable[[Store, str, Options], int]) -> Callable[[Options], int]:
    return lambda options: command(*_team(options), options)


COMMANDS: Mapping[str, Callable[[Options], int]] = {
    "serve": serve_store,
    "user add": user_add,
    "user passwd": user_passwd,
    "user disable": user_disable,
    "source add": source_add,
    "source secret": source_secret,
    "import": import_leads,
    "export": export_table,
    "backup": store_backup,
    "restore": store_restore,
    "doctor": store_doctor,
    "mail set": mail_set,
    "hook add": _at_team(hook_console.add),
    "hook list": _at_team(hook_console.list_),
    "hook remove": _at_team(hook_console.remove),
    "hook test": _at_team(hook_console.test),
    "policy show": _at_team(policy_console.show),
    "policy check": _at_team(policy_console.check),
    "policy diff": _at_team(policy_console.diff),
    "policy set": _at_team(policy_console.set_),
    "policy history": _at_team(policy_console.history),
}
