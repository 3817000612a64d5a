"""`workbench://lead/<id>`: a link that shows a lead, and never does anything to it."""

import re

_LEAD = r"workbench://lead/([\w-]{1,64})/?"


def linked_lead(link: str) -> str | None:
    """Its id; None for a link to anything else."""
    found = re.fullmatch(_LEAD, link.strip(), re.ASCII)
    return found[1] if found else None
