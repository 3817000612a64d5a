"""One request to somebody else's address: to that address alone, in short time, with little read.

The name is looked up once and the connection goes to what was found and checked, so that a name
which answers otherwise a moment later leads nowhere else. Redirects are not followed, the
certificate is verified, and no proxy of the environment is asked.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

MOST_S = 10.0
"""For all of it, from the first packet on."""
MOST_ANSWER = 2048
"""Bytes that are read of an answer; only its status decides."""
SAID = 200
_NAT64 = IPv6Network("64:ff9b::/96")

Address: TypeAlias = "IPv4Address | IPv6Address"


class Unreached(Exception):
    """Why nobody was reached, as a sentence without its full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`status` 0: nobody was reached. `again_s`: for how long the receiver asks for patience."""

    status: int
    said: str
    again_s: int = 0

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_there(self) -> bool:
        """Whether it is worth telling something else at once."""
        return self.status < 500 and self.status not in (0, 408, 425, 429)

    @property
    def why(self) -> str:
        return f"{self.status or ''} {self.said}".strip()


def checked(url: str, *, private: bool) -> SplitResult:
    """The parts of an address that may be told of leads. Raises Unreached.

    Only https, or http to this machine; `private`: also addresses that are not of the internet.
    """
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise Unreached("That is no address") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or not port_is_sound:
        raise Unreached("An address begins with https:// and a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unreached("An address has no password and no “#” in it")
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise Unreached("An address has only plain letters; write others as %…")
    if parts.scheme == "http" and not (private and _is_loopback(parts.hostname)):
        raise Unreached("Only https is safe on the way; http is for this machine alone")
    literal = _literal(parts.hostname)
    if literal is not None and not private and not is_public(literal):
        raise Unreached(f"{literal} is no address of the internet")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> Answer:
    """Raises Unreached."""
    parts = checked(url, private=private)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        with _connected(host, port, private=private, secure=secure) as connection:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, dict(headers))
            answer = connection.getresponse()
            said = answer.read(MOST_ANSWER).decode(errors="replace")
            again = answer.getheader("Retry-After", "")
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unreached(f"{host} was not reached: {_why(error)}") from None
    shown = "".join(sign if sign.isprintable() else " " for sign in said[:SAID])
    again_s = int(again) if again.isascii() and again.isdigit() and len(again) < 9 else 0
    return Answer(status=answer.status, said=shown.strip(), again_s=again_s)


@contextmanager
def _connected(
    host: str, port: int, *, private: bool, secure: bool
) -> Iterator[http.client.HTTPConnection]:
    """A connection that ends by itself after MOST_S, however slowly the other side speaks."""
    ends_at = time.monotonic() + MOST_S
    with ExitStack() as open_:
        sock = open_.enter_context(_dialled(_allowed(host, port, private, secure), port, ends_at))
        line = open_.enter_context(sock.dup())
        timer = threading.Timer(ends_at - time.monotonic(), _hang_up, (line,))
        timer.daemon = True
        timer.start()
        open_.callback(timer.cancel)
        if secure:
            trusted = ssl.create_default_context()
            sock = open_.enter_context(trusted.wrap_socket(sock, server_hostname=host))
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = 443 if secure else 80  # what the Host header leaves out
        connection.sock = sock
        yield connection


def _dialled(addresses: list[Address], port: int, ends_at: float) -> socket.socket:
    """Connected to the first that answers."""
    error: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection(
                (str(address), port), timeout=max(0.1, ends_at - time.monotonic())
            )
        except OSError as failed:
            error = failed
    raise error or OSError("it has no address")


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _allowed(host: str, port: int, private: bool, secure: bool) -> list[Address]:
    """What the name stands for, if all of it may be reached. Raises Unreached, or OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(ip_address(one[4][0]) for one in found))
    for address in addresses:
        if not private and not is_public(address):
            raise Unreached(f"{host} is {address}, no address of the internet")
        if not secure and not address.is_loopback:
            raise Unreached(f"{host} is {address}, not this machine: only https is safe there")
    return addresses


def is_public(address: Address) -> bool:
    """Whether it is one of the internet, also where it is wrapped in another."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or int(address) >> 32 == 0:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
