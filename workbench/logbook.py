"""What the program writes about itself, on stderr: what happened and where, and nobody's words.

An error's own message may hold what somebody typed or a lead's address, so of an error only its
kind and its way through the code are written.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TypeAlias

Error: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Discreet(logging.Formatter):
    def formatException(self, ei: Error) -> str:  # noqa: N802  # the library's name
        return told(ei[1]) if ei[1] is not None else ""


def told(error: BaseException) -> str:
    """Kinds and frames of an error and of what led to it, as Python shows them, without words."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < 20:
        kind = f"{type(seen).__module__}.{type(seen).__qualname__}\n"
        parts.append("".join(traceback.format_tb(seen.__traceback__)) + kind)
        led_to = None if seen.__suppress_context__ else seen.__context__
        seen = seen.__cause__ or led_to
    return "After this:\n".join(reversed(parts)).rstrip()


def keep() -> None:
    """From here on all that is logged and every error that nobody caught is written discreetly."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.__excepthook__(kind, error or kind(), trace)
    else:
        print(told(error), file=sys.stderr)
