"""What `workbench doctor` finds, a line for each thing it looked at, with what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["ok", "look", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`look`: it works, and somebody should know. `advice`: what to do, where there is anything."""

    what: str
    said: str
    state: State = "ok"
    advice: str = ""


def told(findings: Sequence[Finding], *, as_json: bool) -> str:
    if as_json:
        plain = {"ok": exit_code(findings) == 0, "findings": [asdict(one) for one in findings]}
        return json.dumps(plain, ensure_ascii=False, indent=1)
    return "\n".join(_line(one) for one in findings)


def _line(finding: Finding) -> str:
    advice = f"; {finding.advice}" if finding.advice else ""
    return f"{finding.state:<5}  {finding.what}: {finding.said}{advice}"


def exit_code(findings: Sequence[Finding]) -> int:
    """1 where anything is wrong."""
    return int(any(finding.state == "wrong" for finding in findings))
