"""One secret of Linux's keyring, read in four short questions: before the first paint.

`keyring` would import as much again as the whole desk to ask the same.
"""

from __future__ import annotations

from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # it brings no types
    DBusAddress,
    MessageType,
    new_method_call,
)
from jeepney.io.blocking import (  # type: ignore[import-untyped]  # likewise
    DBusConnection,
    open_dbus_connection,
)

SERVICE = "workbench"
_SERVICE = DBusAddress(
    "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service"
)


class IsLocked(Exception):
    """It is there, and somebody has to unlock it first."""


def read_secret(account: str) -> str | None:
    """As `Keychain` laid it down; None where it is not. Raises IsLocked, OSError without a keyring.

    It comes over the session's own bus as it is: whoever could listen there could ask for it too.
    """
    with open_dbus_connection("SESSION") as bus:
        sought = {"service": SERVICE, "username": account}
        found, locked = _ask(bus, "SearchItems", "a{ss}", sought)
        if not found:
            if locked:
                raise IsLocked
            return None
        _output, session = _ask(bus, "OpenSession", "sv", "plain", ("s", ""))
        (secrets,) = _ask(bus, "GetSecrets", "aoo", found[:1], session)
        _session, _parameters, value, _type = secrets[found[0]]
        return bytes(value).decode()


def _ask(bus: DBusConnection, method: str, signature: str, *body: Any) -> Any:
    answer = bus.send_and_get_reply(new_method_call(_SERVICE, method, signature, body), timeout=5)
    if answer.header.message_type is MessageType.error:
        raise OSError(f"the keyring answered {method} with an error")  # not a text
    return answer.body
