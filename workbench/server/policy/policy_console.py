"""The policy commands: each is given the store, the team and the options, and prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from workbench.domain.mutation import Refusal
from workbench.domain.plain import from_ms
from workbench.domain.policy_text import PolicyError
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_now
from workbench.server.policy import policies, policy_versions
from workbench.server.policy.policy_versions import Draft
from workbench.server.store import Store

DEPARTMENTS = ("marketing", "sales")


def show(store: Store, team: str, options: argparse.Namespace) -> int:
    """The text, as it can be set again; what is to say about it goes beside it."""
    told = _version(store, team, options.version)
    print(told["text"], end="")
    if told["overdue"]:
        print(f"The policy was due for review on {_day(told['review_by'])}.", file=sys.stderr)
    return 0


def check(store: Store, team: str, options: argparse.Namespace) -> int:
    try:
        with store.read() as connection:
            policy_versions.check(connection, team, _text(options.file), now=real_now())
    except PolicyError as error:
        raise _refused(options.file, error) from None
    print(f"{options.file} can stand as a policy.")
    return 0


def diff(store: Store, team: str, options: argparse.Namespace) -> int:
    """From the version in force to the file; without one, what the newest version changed."""
    if options.file is not None:
        old = _version(store, team, options.from_version)
        new, name = _text(options.file), str(options.file)
    else:
        told = _version(store, team, options.to_version or _newest(store, team))
        new, name = told["text"], f"version {told['version']}"
        old = _version(store, team, options.from_version or max(told["version"] - 1, 1))
    with store.read() as connection:
        sys.stdout.writelines(policies.changes(connection, team, old["version"], new, name))
    return 0


def set_(store: Store, team: str, options: argparse.Namespace) -> int:
    now = real_now()
    draft = Draft(
        text=_text(options.file),
        reason=options.reason,
        agreed=_agreed(options.agreed),
        valid_from=options.valid_from,
        review_by=options.review_by,
        on_half=options.on_half,
    )
    try:
        version = policy_versions.change(
            Ledger(store), team, draft, expected_version=_newest(store, team), now=now
        )
    except PolicyError as error:
        raise _refused(options.file, error) from None
    begins = draft.valid_from
    since = f"{begins:%d %b %Y, %H:%M} UTC" if begins and begins > now else "now"
    what = "is tried on half of the new leads" if draft.on_half else "holds"
    print(f"Version {version} {what} from {since} on.")
    return 0


def history(store: Store, team: str, _options: argparse.Namespace) -> int:
    with store.read() as connection:
        for told in policies.history(connection, team, real_now()):
            print(_line(told))
    return 0


def _line(told: dict[str, Any]) -> str:
    said = [
        f"{told['version']:>3}  {told['state']}",
        f"from {from_ms(told['valid_from']):%d %b %Y}",
    ]
    said.append(f"by {told['author']}" if told["author"] else "by the command line")
    said.append(told["reason"])
    said += [f"{department}: {name}" for department, name in sorted(told["agreed"].items())]
    review = f"review by {_day(told['review_by'])}"
    said.append(f"{review}, overdue" if told["overdue"] else review)
    return " · ".join(said)


def _version(store: Store, team: str, number: int | None) -> dict[str, Any]:
    with store.read() as connection:
        if number is None:
            return dict(policies.stored(connection, team, real_now()))
        return dict(policies.version(connection, team, number, real_now()))


def _newest(store: Store, team: str) -> int:
    return int(_version(store, team, None)["newest"])


def _agreed(given: Sequence[str]) -> dict[str, str]:
    """Raises Refusal for what is not “marketing=NAME” or “sales=NAME”."""
    agreed = {}
    for one in given:
        department, _, name = one.partition("=")
        if department not in DEPARTMENTS or not name.strip():
            known = " or ".join(f"{name}=NAME" for name in DEPARTMENTS)
            raise Refusal("unreadable", f"Say who agreed as {known}, not “{one}”.")
        agreed[department] = name.strip()
    return agreed


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b %Y}"


def _refused(path: Path, error: PolicyError) -> Refusal:
    return Refusal("policy_error", f"{path}, {error}.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("unreadable", f"{path} cannot be read: {error}.") from None
