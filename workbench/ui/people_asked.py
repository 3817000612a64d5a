"""What is asked about the people of a team: somebody new, and what is to change of somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.desk.people import MAY, ROLES, Member, Pool, read_weight
from workbench.domain.tongue import tr
from workbench.ui.question import Choice, Group, Question, lettered
from workbench.wire import Role

WEIGHT = "weight "
"""What the name of a pool's field begins with; the pool's id follows."""


def somebody_new(roles: Sequence[Role], typed: Mapping[str, Any]) -> Question:
    return Question(
        title=tr("Add a person"),
        submit=tr("Add"),
        at_once=False,
        groups=(
            Group(name="name", label=tr("Name"), field=tr("First and last name"),
                  text=typed.get("name") or ""),
            Group(name="email", label=tr("Email"), field=tr("With it they sign in"),
                  text=typed.get("email") or ""),
            _role(roles, typed.get("role") or roles[0]),
        ),
    )  # fmt: skip


def change_of(
    member: Member,
    known: Iterable[Pool],
    calendars: Iterable[str],
    roles: Sequence[Role],
    typed: Mapping[str, Any],
) -> Question:
    """What is typed stands before what is."""
    weights = {share.pool: share.weight for share in member.pools}
    pools = tuple(
        Group(name=f"{WEIGHT}{pool.id}", label=tr("Weight in {pool}", pool=pool.name),
              field=tr("0 to 1000; empty: not in it"), read=read_weight, optional=True,
              how=tr("A whole number from 0 to 1000."),
              text=str(typed.get(f"{WEIGHT}{pool.id}", weights.get(pool.id, "")) or "")
              if typed else str(weights.get(pool.id, "")))
        for pool in known
    )  # fmt: skip
    names = ("", *calendars)
    words = [Choice(name, name or tr("the pool’s"), letter.key)
             for name, letter in zip(names, lettered(name or "pool" for name in names),
                                     strict=True)]  # fmt: skip
    now = typed.get("calendar", member.calendar)
    return Question(
        title=tr("Change {name}", name=member.name),
        submit=tr("Change"),
        at_once=False,
        groups=(
            _role(roles, typed.get("role") or member.role),
            Group(name="name", label=tr("Name"), field=tr("First and last name"),
                  text=typed.get("name") or member.name),
            Group(name="calendar", label=tr("Hours"), choices=tuple(words),
                  chosen=names.index(now) if now in names else 0),
            Group(name="languages", label=tr("Languages"), field=tr("Codes: de, en"),
                  optional=True, text=typed.get("languages") or ", ".join(member.languages)),
            *pools,
        ),
    )  # fmt: skip


def change_body(member: Member, answers: Mapping[str, Any]) -> dict[str, Any]:
    """As the call has it: only what is another thing than it was."""
    languages = [code.strip() for code in (answers["languages"] or "").split(",") if code.strip()]
    wanted: dict[str, Any] = {
        "role": answers["role"], "name": answers["name"], "calendar": answers["calendar"],
        "languages": languages,
        "pools": [
            {"pool": name.removeprefix(WEIGHT), "weight": weight}
            for name, weight in answers.items()
            if name.startswith(WEIGHT) and weight is not None
        ],
    }  # fmt: skip
    now: dict[str, Any] = {
        "role": member.role, "name": member.name, "calendar": member.calendar,
        "languages": list(member.languages),
        "pools": [{"pool": share.pool, "weight": share.weight} for share in member.pools],
    }  # fmt: skip
    wanted["pools"].sort(key=lambda share: share["pool"])
    now["pools"].sort(key=lambda share: share["pool"])
    return {name: value for name, value in wanted.items() if value != now[name]}


def only_confirmed(title: str, submit: str) -> Question:
    """Enter does what the sentences above say."""
    return Question(title=title, submit=submit)


def _role(roles: Sequence[Role], chosen: str) -> Group:
    letters = lettered(ROLES[role] for role in roles)
    choices = tuple(
        Choice(role, tr(ROLES[role]), letter.key) for role, letter in zip(roles, letters,
                                                                          strict=True)
    )  # fmt: skip
    return Group(
        name="role", label=tr("Role"), choices=choices,
        chosen=roles.index(chosen) if chosen in roles else 0,
        beside=lambda role: (tr("{may}.", may=tr(MAY[role])),) if role in MAY else (),
    )  # fmt: skip
