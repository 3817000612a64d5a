"""What goes wrong, as every caller hears it: a status, a code for programs, a sentence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.exc import DataError, DBAPIError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from workbench import wire
from workbench.domain.mutation import Refusal
from workbench.domain.plain import to_plain

log = logging.getLogger(__name__)


class Problem(Exception):
    """An answer that is no success; `field` names what a 422 is about."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        reason: str | None = None,
        field: str | None = None,
        retry_after: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.told = wire.Problem(code=code, message=message, reason=reason, field=field)
        self.retry_after = retry_after
        self.more = more or {}

    def response(self) -> Response:
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else None
        return Response(
            wire.compact({**to_plain(self.told), **self.more}),
            status_code=self.status,
            headers=headers,
            media_type="application/json",
        )


class Told(BaseModel):
    """A problem as the description of the API has it."""

    code: str
    message: str
    field: str | None = None
    reason: str | None = None
    line: int | None = None


ANSWERS: Mapping[int | str, dict[str, Any]] = {
    401: {"model": Told, "description": "No token, an expired one, or no signature."},
    403: {"model": Told, "description": "Not for this role, or a disabled account."},
    404: {"model": Told, "description": "Not there, or not yours to see."},
    409: {"model": Told, "description": "Something is in its way; `resync`: start over."},
    413: {"model": Told, "description": "Too much at once."},
    422: {"model": Told, "description": "What was sent cannot be; `field` says where."},
    426: {"model": Told, "description": "The desk is too old to read what is sent now."},
    429: {"model": Told, "description": "Too many; `Retry-After` says when to go on."},
    503: {"model": Told, "description": "Busy; `Retry-After` says when to go on."},
}
"""What each call may answer besides its success."""


def not_yours(message: str = "Your role does not allow this.") -> Problem:
    return Problem(403, "not_yours", message)


def not_found(what: str) -> Problem:
    return Problem(404, "not_found", f"There is no such {what}.")


def invalid(field: str, message: str) -> Problem:
    return Problem(422, "invalid", message, field=field)


def resync(reason: str) -> Problem:
    sentences = {
        "history_lost": "The server’s history is not the one this desk has seen; it starts over.",
        "cursor_expired": "This desk was away for too long to catch up; it starts over.",
        "scope_changed": "What you may see has changed; this desk starts over.",
    }
    return Problem(409, "resync", sentences[reason], reason=reason)


BUSY = Problem(503, "busy", "The server is busy; try again in a moment.", retry_after=1)


def answer_problems(app: FastAPI) -> None:
    """Let each error of `app` leave as `{"code","message"}`."""

    @app.exception_handler(Problem)
    def problem(_request: Request, error: Problem) -> Response:
        return error.response()

    @app.exception_handler(Refusal)
    def refusal(_request: Request, error: Refusal) -> Response:
        return Problem(409, error.code, error.message).response()

    @app.exception_handler(RequestValidationError)
    def misfit(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
        field = ".".join(place) or "body"
        said = str(first["msg"]).removeprefix("Value error, ")
        return invalid(field, f"“{field}”: {said[:1].lower()}{said[1:]}.").response()

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        match error.status_code:
            case 400:  # FastAPI's, of bytes that are no text
                return invalid("body", "The body is no JSON in UTF-8.").response()
            case 404:
                return Problem(404, "not_found", "There is nothing at this address.").response()
            case 405:
                said = f"{request.method} is not possible at this address."
                return Problem(405, "not_allowed", said).response()
            case 413:
                return Problem(413, "too_large", "This is too much at once.").response()
            case status:
                return Problem(status, "refused", str(error.detail)).response()

    @app.exception_handler(DataError)
    def unstorable(_request: Request, _error: DataError) -> Response:
        # A null character, a number without end: asked again it would be no other.
        return invalid(
            "body", "This holds a character or a number that cannot be stored."
        ).response()

    @app.exception_handler(ClientDisconnect)
    def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    @app.exception_handler(TimeoutError)
    @app.exception_handler(DBAPIError)
    def database(_request: Request, error: Exception) -> Response:
        log.warning("The database did not answer: %s", type(error).__name__, exc_info=error)
        return BUSY.response()

    @app.exception_handler(Exception)
    def unexpected(_request: Request, _error: Exception) -> Response:
        # Starlette raises it again when this is answered, and uvicorn writes it to the log.
        said = "Something went wrong on the server. It was written to its log; try again later."
        return Problem(500, "internal", said).response()
