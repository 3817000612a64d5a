"""`workbench://lead/<id>`: a link that shows a lead, and never does anything to it."""

import re

_LEAD = re.compile(r"workbench://lead/([\w-]{1,64})/?", re.ASCII)


def linked_lead(link: str) -> str | None:
    """Its id; None for a link to anything else."""
    found = _LEAD.fullmatch(link.strip())
    return found[1] if found else None
