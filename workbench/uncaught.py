"""What is written of an error that nobody caught: its kind and where it happened, nobody's words.

An error's own message may hold what somebody typed or a lead's address. Imports next to nothing:
the desk begins with it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType

_listeners: list[Callable[[BaseException], object]] = []


def listen(call: Callable[[BaseException], object]) -> None:
    """Called with what nobody caught, in the thread in which it came about."""
    _listeners.append(call)


def catch() -> None:
    """From here on, in whatever thread."""
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def told(error: BaseException) -> str:
    """Kinds and frames of an error and of what led to it, as Python shows them, without words."""
    import traceback

    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < 20:
        kind = f"{type(seen).__module__}.{type(seen).__qualname__}\n"
        parts.append("".join(traceback.format_tb(seen.__traceback__)) + kind)
        led_to = None if seen.__suppress_context__ else seen.__context__
        seen = seen.__cause__ or led_to
    return "After this:\n".join(reversed(parts)).rstrip()


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.__excepthook__(kind, error or kind(), trace)
    else:
        print(told(error), file=sys.stderr)
        for call in _listeners:
            call(error)
