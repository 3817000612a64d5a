"""Signing in and out, passwords, devices."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import select, update

from workbench.domain.plain import Plain, to_plain
from workbench.server import schema
from workbench.server.calls.callers import DISABLED, ACaller, AnOffice
from workbench.server.ledger import trail
from workbench.server.moment import real_ms
from workbench.server.office import Office
from workbench.server.problems import Problem, not_found
from workbench.server.team import passwords, sessions
from workbench.server.team.sessions import Caller, Tokens

router = APIRouter(prefix="/v1", tags=["signing in"])

Text = Annotated[str, Field(min_length=1, max_length=1024)]


class Login(BaseModel):
    email: Text
    password: Text
    device: str = Field(default="", max_length=200)


class Refresh(BaseModel):
    refresh: Text


class NewPassword(BaseModel):
    old: Text
    new: Text


@router.post("/auth/login")
def login(office: AnOffice, request: Request, body: Login) -> Plain:
    email = body.email.strip().lower()
    address = request.client.host if request.client else ""
    if wait := office.throttle.wait(email, address, time.monotonic()):
        said = f"Too many wrong passwords. Try again in {-(-wait // 60)} min."
        raise Problem(429, "too_many_tries", said, retry_after=wait)
    with office.store.read() as connection:
        user = connection.execute(
            select(schema.users).where(schema.users.c.email == email)
        ).one_or_none()
    if not passwords.is_right(user.password if user else None, body.password) or user is None:
        office.throttle.failed(email, address, time.monotonic())
        raise Problem(401, "wrong_password", "This address and password do not belong together.")
    office.throttle.succeeded(email)
    if user.disabled_at is not None:
        raise Problem(403, "account_disabled", DISABLED)
    with office.store.write() as connection:
        tokens = sessions.open_session(connection, user.id, body.device, real_ms())
        caller = sessions.caller_of(connection, tokens.access, real_ms())
    return _signed_in(office, tokens, caller)


@router.post("/auth/refresh")
def refresh(office: AnOffice, body: Refresh) -> Plain:
    """A disabled user's tokens may only push, and for 14 days."""
    with office.store.write() as connection:
        tokens = sessions.renew(connection, body.refresh, real_ms())
    if tokens is None:  # only here, so that a session which has to end has ended
        raise Problem(401, "signed_out", sessions.SIGNED_OUT)
    with office.store.read() as connection:
        caller = sessions.caller_of(connection, tokens.access, real_ms())
    left = caller.disabled_at
    if left is not None and sessions.is_drained(left, office.moment.now()):
        raise Problem(403, "account_disabled", "This account is disabled.")
    return _signed_in(office, tokens, caller)


@router.post("/auth/logout")
def logout(office: AnOffice, caller: ACaller) -> Plain:
    with office.store.write() as connection:
        sessions.close_sessions(connection, schema.device.c.id == caller.device)
    return {}


@router.post("/auth/password")
def password(office: AnOffice, request: Request, caller: ACaller, body: NewPassword) -> Plain:
    """The other devices are signed out; what waits on them is kept there."""
    address = request.client.host if request.client else ""
    if wait := office.throttle.wait(caller.email, address, time.monotonic()):
        said = f"Too many wrong passwords. Try again in {-(-wait // 60)} min."
        raise Problem(429, "too_many_tries", said, retry_after=wait)
    table, device = schema.users, schema.device
    with office.store.read() as connection:
        stored = connection.execute(
            select(table.c.password).where(table.c.id == caller.id)
        ).scalar_one()
    if not passwords.is_right(stored, body.old):
        office.throttle.failed(caller.email, address, time.monotonic())
        # Not 401: the session is a good one, and a desk would renew it and ask again.
        raise Problem(403, "wrong_password", "The present password is another one.")
    fresh = passwords.hashed(body.new, field="new")
    with office.store.write() as connection:
        connection.execute(update(table).where(table.c.id == caller.id).values(password=fresh))
        trail.enter(
            connection, caller.team, office.moment.now(), by=caller.id, what="user_changed",
            about=caller.id, told={"name": caller.name, "changes": {"password": []}},
        )  # fmt: skip
        others = (device.c.user == caller.id) & (device.c.id != caller.device)
        sessions.close_sessions(connection, others)
    return {}


@router.get("/devices")
def devices(office: AnOffice, caller: ACaller) -> Plain:
    with office.store.read() as connection:
        known = sessions.devices(connection, caller.id)
    return {"devices": [{**item, "this": item["id"] == caller.device} for item in known]}


@router.delete("/devices/{id}")
def sign_out_device(office: AnOffice, caller: ACaller, id: str) -> Plain:
    own = (schema.device.c.id == id) & (schema.device.c.user == caller.id)
    with office.store.write() as connection:
        if not sessions.close_sessions(connection, own):
            raise not_found("device")
    return {}


def _signed_in(office: Office, tokens: Tokens, caller: Caller) -> dict[str, Any]:
    told = {
        "access": tokens.access,
        "refresh": tokens.refresh,
        "expires_in": sessions.ACCESS_S,
        "user": to_plain(caller.user),
    }
    if caller.disabled_at is not None:
        told["may"] = "push"
    return told | ({"clock": office.moment.told} if office.moment.told else {})
