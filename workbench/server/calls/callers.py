"""Who calls, and whether they may: asked before every call that is not open to anybody."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from typing import Annotated, Any, TypeAlias, cast

from fastapi import Depends, Request
from sqlalchemy import Connection

from workbench.server import roles
from workbench.server.moment import real_ms
from workbench.server.office import Office
from workbench.server.problems import Problem, not_yours
from workbench.server.team import sessions
from workbench.server.team.sessions import Caller

DISABLED = "This account is disabled. Work done before that is still being sent."

TOO_MANY = "This device asks for more than it may; it goes on a little later."


def office_of(request: Request) -> Office:
    return cast(Office, request.app.state.office)


def bearer(request: Request) -> str:
    """Raises Problem 401 where no token came."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(401, "signed_out", sessions.SIGNED_OUT)
    return token.strip()


def call_name(request: Request) -> str:
    """A call as the table of roles names it."""
    route: Any = request.scope["route"]
    return f"{request.method} {route.path}"


def admit(
    connection: Connection,
    request: Request,
    besides: Callable[[Caller], bool] = lambda _caller: False,
) -> Caller:
    """The caller, if their role may make this call, or `besides` says so. Raises Problem."""
    caller = sessions.caller_of(connection, bearer(request), real_ms())
    wait = office_of(request).devices.wait(caller.device, time.monotonic())
    if wait:
        raise Problem(429, "too_many", TOO_MANY, retry_after=ceil(wait))
    call = call_name(request)
    if caller.disabled_at is not None and call not in ("POST /v1/push", "POST /v1/auth/logout"):
        raise Problem(403, "account_disabled", DISABLED)
    if not (roles.may_call(caller.role, call) or besides(caller)):
        raise not_yours()
    return caller


def _caller(request: Request) -> Caller:
    with office_of(request).store.read() as connection:
        return admit(connection, request)


AnOffice: TypeAlias = Annotated[Office, Depends(office_of)]
ACaller: TypeAlias = Annotated[Caller, Depends(_caller)]
