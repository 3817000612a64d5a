"""What a screen reader is told of a program, and what it can do there: AT-SPI, by D-Bus alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # it brings no types
    DBusAddress,
    MatchRule,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import (  # type: ignore[import-untyped]  # likewise
    DBusConnection,
    open_dbus_connection,
)
from jeepney.wrappers import (  # type: ignore[import-untyped]  # likewise
    DBusErrorResponse,
    unwrap_msg,
)

from tests.flow.screen import PATIENCE_S, eventually

_SPI = "org.a11y.atspi"
_ROOT = "/org/a11y/atspi/accessible/root"
_SHOWING = 1 << 25  # of its states, the bit of STATE_SHOWING
_NOWHERE = "/org/a11y/atspi/null"
SERVICE = "/usr/share/dbus-1/services/org.a11y.Bus.service"
"""There where the registry is installed."""
ALWAYS_ON = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
"""For a program that would tell a screen reader alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of what a program consists of; it is asked each time."""

    reader: Reader
    bus: str
    path: str

    @property
    def name(self) -> str:
        return str(self._told("Name"))

    @property
    def description(self) -> str:
        return str(self._told("Description"))

    @property
    def role(self) -> str:
        return str(self._ask("Accessible", "GetRoleName"))

    @property
    def parts(self) -> list[Part]:
        found = self._ask("Accessible", "GetChildren")
        return [Part(self.reader, bus, path) for bus, path in found if path != _NOWHERE]

    def press(self) -> None:
        names = [name for name, *_ in self._ask("Action", "GetActions")]
        assert self._ask("Action", "DoAction", "i", (names.index("Press"),))

    def write(self, text: str) -> None:
        assert self._ask("EditableText", "SetTextContents", "s", (text,))

    @property
    def is_showing(self) -> bool:
        return bool(self._ask("Accessible", "GetState")[0] & _SHOWING)

    def shown(self) -> Iterator[Part]:
        """All that it consists of and that can be seen."""
        for part in self.parts:
            if part.is_showing:
                yield part
                yield from part.shown()

    def _told(self, name: str) -> Any:
        address = DBusAddress(self.path, self.bus, "org.freedesktop.DBus.Properties")
        return self.reader.ask(address, "Get", "ss", (f"{_SPI}.Accessible", name))[1]

    def _ask(self, interface: str, method: str, signature: str = "", told: Any = ()) -> Any:
        address = DBusAddress(self.path, self.bus, f"{_SPI}.{interface}")
        return self.reader.ask(address, method, signature, told)


class Reader:
    """On the bus of its own that assistive programs and all others meet on."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus

    def ask(self, address: DBusAddress, method: str, signature: str = "", told: Any = ()) -> Any:
        asked = new_method_call(address, method, signature or None, told)
        answer = unwrap_msg(self._bus.send_and_get_reply(asked, timeout=10))
        return answer[0] if answer else None

    @property
    def programs(self) -> list[Part]:
        return Part(self, f"{_SPI}.Registry", _ROOT).parts

    def find(self, name: str, role: str = "", within_s: float = PATIENCE_S) -> Part:
        """Whichever of all programs has a name that begins so, once there is one."""

        def look() -> Part | None:
            every = (part for program in self.programs for part in program.shown())
            with suppress(DBusErrorResponse):  # something went while we looked around
                return next(
                    (p for p in every if p.name.startswith(name) and role in ("", p.role)), None
                )
            return None

        return eventually(f"“{name}” to be told", look, within_s=within_s)

    @contextmanager
    def announcements(self) -> Iterator[list[str]]:
        """All that is said aloud until the block ends."""
        registry = DBusAddress(f"/{_SPI.replace('.', '/')}/registry", f"{_SPI}.Registry",
                               f"{_SPI}.Registry")  # fmt: skip
        self.ask(registry, "RegisterEvent", "s", ("object:announcement",))
        rule = MatchRule(type="signal", interface=f"{_SPI}.Event.Object", member="Announcement")
        unwrap_msg(self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=10))
        said: list[str] = []
        with self._bus.filter(rule) as heard:
            yield said
            until = time.monotonic() + 0.5
            while time.monotonic() < until:
                try:
                    self._bus.recv_messages(timeout=0.1)
                except TimeoutError:
                    continue
            said += [str(message.body[3][1]) for message in heard]


@contextmanager
def a_reader(session_bus: str) -> Iterator[Reader]:
    with open_dbus_connection(session_bus) as session:
        where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        [bus] = unwrap_msg(session.send_and_get_reply(new_method_call(where, "GetAddress")))
    with open_dbus_connection(bus) as own:
        yield Reader(own)
