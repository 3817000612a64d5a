"""What the program writes about itself, on stderr: what happened and where, and nobody's words.

An error's own message may hold what somebody typed or a lead's address, so of an error only its
kind and its way through the code are written.
"""

from __future__ import annotations

import logging
from types import TracebackType
from typing import TypeAlias

from workbench.uncaught import catch, told

Error: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Discreet(logging.Formatter):
    def formatException(self, ei: Error) -> str:  # noqa: N802  # the library's name
        return told(ei[1]) if ei[1] is not None else ""


def keep() -> None:
    """From here on all that is logged and every error that nobody caught is written discreetly."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    catch()
