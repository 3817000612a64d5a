"""The team API as a desk calls it: one session for each thread, answers as plain data.

At this border everything that can go wrong becomes one of our own errors.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from workbench import __version__
from workbench.domain.tongue import tr
from workbench.sync.errors import (
    Busy,
    Locked,
    Offline,
    RefusedByServer,
    Resync,
    SignedOut,
    SyncError,
    TooMuch,
    TooOld,
    no_workbench,
)
from workbench.sync.sockets import BreakableAdapter
from workbench.wire import PROTO, Position, Problem, claims_header

CONNECT_S = 6.0
ANSWER_S = 20.0
MOST_BYTES = 64 * 1024 * 1024


def _object(body: bytes) -> dict[str, Any]:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("it is no object")  # not a text
    return found


class TeamApi:
    """One server's address. `proxy` is a setting; the environment is not asked.

    Raises RefusedByServer for an address that is none, or plain http to another computer.
    """

    def __init__(self, server: str, *, client_id: str, proxy: str = "") -> None:
        self.server = checked_address(server)
        self._client = f"workbench/{__version__}; proto={PROTO}; id={client_id}"
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._local = threading.local()
        self._sessions: list[tuple[requests.Session, BreakableAdapter]] = []
        self._closed = False

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        claims: Callable[[], Collection[Position]] = tuple,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        wait_s: float = 0,
        read: Callable[[bytes], Any] = _object,
    ) -> Any:
        """What is `read` of the answer, by default its object; `read` raises ValueError.

        `wait_s`: how long the server may hold it back. `claims` are asked for as the request goes
        out, and once more where it has to be sent again: what came meanwhile is proven, too.
        """
        answer = self._send(
            method, path, token=token, claims=claims, params=params, body=body, wait_s=wait_s
        )
        return _read(answer, read)

    def stream(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
    ) -> Iterator[bytes]:
        """The answer as it comes, part by part; whoever reads no further hangs up."""
        answer = self._send(method, path, token=token, params=params, body=body, in_parts=True)
        with answer:
            if answer.status_code not in range(200, 300):
                _read(answer)
            try:
                yield from answer.iter_content(None)
            except requests.RequestException as error:
                raise Offline(_sentence(error, self.server)) from error

    def _send(
        self,
        method: str,
        path: str,
        *,
        token: str | None,
        params: Mapping[str, Any] | None,
        body: bytes | None,
        claims: Callable[[], Collection[Position]] = tuple,
        wait_s: float = 0,
        in_parts: bool = False,
    ) -> requests.Response:
        headers = {"Client": self._client, "Accept": "application/json"}  # not a text
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"  # not a text
        if proven := claims():
            headers["Sync-Claim"] = claims_header(proven)
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self._session().request(
                method,
                self.server + path,
                params=params,
                data=body,
                headers=headers,
                timeout=(CONNECT_S, ANSWER_S + wait_s),
                allow_redirects=False,
                stream=in_parts,
            )
        except requests.RequestException as error:
            raise Offline(_sentence(error, self.server)) from error

    def post(self, path: str, data: Mapping[str, Any], *, token: str | None = None) -> Any:
        return self.call("POST", path, token=token, body=json.dumps(data).encode())

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # a .netrc entry would replace the bearer
            session.proxies = dict(self._proxies)
            scheme = urlsplit(self.server).scheme
            adapter = BreakableAdapter(secure=scheme == "https")
            self._sessions.append((session, adapter))
            session.mount(f"{scheme}://", adapter)
            if self._closed:
                adapter.break_off_for_good()
        return session

    def interrupt(self) -> None:
        """Break off every request, whichever thread waits in it: it meets Offline, and may ask
        again.
        """
        for _, adapter in tuple(self._sessions):
            adapter.break_off()

    def close(self) -> None:
        """Break off every request, for good."""
        self._closed = True
        for session, adapter in tuple(self._sessions):
            adapter.break_off_for_good()
            session.close()


def checked_address(server: str) -> str:
    """The address as it is called: with its scheme, without a slash at the end."""
    address = server.strip()
    if "://" not in address:
        address = f"{'http' if _is_loopback(address.split(':')[0]) else 'https'}://{address}"
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in ("http", "https") or not host or port == 0:
        said = tr(
            "“{typed}” is no address of a server, such as https://team.example.", typed=server
        )
        raise _no_address(said)
    if scheme == "http" and not _is_loopback(host):
        said = tr("{host} has to be reached by https://, so that nobody reads.", host=host)
        raise _no_address(said)
    return address.rstrip("/")


def _no_address(sentence: str) -> RefusedByServer:
    return RefusedByServer(Problem(code="bad_address", message=sentence, field="server"), 0)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sentence(error: requests.RequestException, server: str) -> str:
    host = urlsplit(server).netloc
    cause: BaseException | None = error
    seen = repr(error)
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return tr("{host} could not prove who it is, so nothing was sent to it.", host=host)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, requests.Timeout):
        return tr("{host} does not answer.", host=host)
    if "NameResolutionError" in seen or "Name or service" in seen:  # not a text
        return tr("No server of the name {host} was found.", host=host.split(":")[0])
    if isinstance(error, requests.exceptions.ProxyError):
        return tr("The proxy of your settings does not let us through.")
    return tr("{host} cannot be reached.", host=host)


def _read(answer: requests.Response, read: Callable[[bytes], Any] = _object) -> Any:
    if answer.status_code in range(200, 300):
        try:
            return read(answer.content)
        except ValueError:
            raise no_workbench() from None
    try:
        body = _object(answer.content)
    except ValueError:
        body = {}
    if "code" not in body:
        if answer.status_code not in (413, 429, 502, 503, 504):
            raise no_workbench()
        body = {}
    raise _error(answer, body)


def _error(answer: requests.Response, body: Mapping[str, Any]) -> SyncError:
    code = str(body.get("code") or f"http_{answer.status_code}")
    answered = tr("The server answered {status}.", status=answer.status_code)
    message = str(body.get("message") or answered)
    match answer.status_code:
        case 401:
            return SignedOut(message)
        case 403 if code == "account_disabled":
            return Locked(message)
        case 409 if code == "resync":
            return Resync(str(body.get("reason") or "history_lost"))
        case 413:
            return TooMuch(message)
        case 426:
            return TooOld(message)
        case 429 | 502 | 503 | 504:
            return Busy(message, _seconds(answer.headers.get("Retry-After")))
        case status if status >= 500:
            return Offline(message)
        case status:
            problem = Problem(
                code=code, message=message, reason=body.get("reason"), field=body.get("field"),
                line=body.get("line"),
            )  # fmt: skip
            return RefusedByServer(problem, status)


def _seconds(header: str | None) -> float | None:
    try:
        return max(float(header), 0.0) if header else None
    except ValueError:
        return None  # a date: our own patience is as good
