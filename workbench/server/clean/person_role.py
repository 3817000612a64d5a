"""What a title says of a person's place: department, seniority, and the persona they make.

The words stand in `resources/normal/roles.toml`; what no word fits stays blank.
"""

from __future__ import annotations

from functools import cache, lru_cache

from workbench.server.clean.vocabulary import Vocabulary, table


@lru_cache(maxsize=4096)
def role(title: str | None, stated: str | None = None) -> dict[str, str]:
    """`department`, `seniority` and `persona`, as far as they are known.

    `stated`: a seniority in the person's own or a vendor's words; the title's own word goes first.
    """
    found = {
        "department": _words("departments").mentioned(title or ""),
        "seniority": _words("seniorities").mentioned(title or "")
        or _words("seniorities").mentioned(stated or "")
        or (table("roles")["plain_title"] if title else None),
    }
    found["persona"] = _persona(found["department"], found["seniority"])
    return {name: value for name, value in found.items() if value}


def _persona(department: str | None, seniority: str | None) -> str | None:
    for persona in table("roles")["personas"]:
        departments, seniorities = persona.get("departments"), persona.get("seniorities")
        if (departments is None or department in departments) and (
            seniorities is None or seniority in seniorities
        ):
            return str(persona["name"])
    return None


@cache
def _words(name: str) -> Vocabulary:
    return Vocabulary({each["name"]: each["words"] for each in table("roles")[name]})
