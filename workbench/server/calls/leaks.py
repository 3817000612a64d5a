"""Which leads fall through, by class, for those who can put it right."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from workbench.domain.plain import Plain, to_ms
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.overview.leaks import BY_NAME, LEAKS, Leak, Place, counts, page
from workbench.server.overview.look import Look
from workbench.server.problems import invalid

router = APIRouter(prefix="/v1", tags=["leads"])


@router.get("/leaks")
def leaks(
    office: AnOffice,
    caller: ACaller,
    of: str | None = None,
    owner: str | None = None,
    limit: Annotated[int, Query(ge=0, le=500)] = 20,
    cursor: str = "",
) -> Plain:
    """Each class with its definition, what puts it right, its count and its first `limit` leads,
    the longest first. `of` asks for one class, whose `cursor` leads to its next page; `owner` for
    one person's.
    """
    chosen, after = _chosen(of), _place(cursor)
    if after is not None and of is None:
        raise invalid("cursor", "“cursor” is that of one class; name the class in “of”.")
    with office.store.read() as connection:
        look = Look(connection, caller.team, office.moment.now(), owner=owner)
        counted = counts(look, chosen)
        told = [_told(look, leak, counted[leak.name], after, limit) for leak in chosen]
    return {"now": to_ms(look.now), "classes": told}


def _told(look: Look, leak: Leak, n: int, after: Place | None, limit: int) -> Plain:
    leads, last = page(look, leak, after=after, limit=limit) if n and limit else ([], None)
    return {
        "name": leak.name,
        "label": leak.label,
        "definition": leak.definition,
        "remedy": leak.remedy,
        "n": n,
        "leads": leads,
        "cursor": f"{last[0]}.{last[1]}" if last is not None else None,
    }


def _chosen(of: str | None) -> tuple[Leak, ...]:
    if of is not None and of not in BY_NAME:
        raise invalid("of", f"“of” needs one of {', '.join(BY_NAME)}.")
    return LEAKS if of is None else (BY_NAME[of],)


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    at, _, id = cursor.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) < 19 and id):
        raise invalid("cursor", "“cursor” is the one of an earlier answer.")
    return int(at), id
