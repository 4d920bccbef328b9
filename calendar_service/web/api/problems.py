"""Refusals as problem details (RFC 9457): one sentence each, and every field with a JSON Pointer (RFC 6901)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SqlTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from calendar_service.errors import AccessError, DatabaseError, IntakeError, Problem
from calendar_service.intake.problems import asked
from feeds.errors import FactError

MEDIA_TYPE: Final = "application/problem+json"

_log = structlog.get_logger()


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    pointer: str = Field(description="Where, as a JSON Pointer in a fragment: `#/dates/0/date`; `#` is the whole.")
    detail: str = Field(description="What would be right, in one sentence.")


class ProblemDetails(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str = Field("about:blank", description="Always about:blank: the status says what sort of problem it is.")
    title: str = Field(description="What the status means.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What went wrong, in one sentence.")
    errors: list[FieldProblem] = Field([], description="Everything that is wrong with what was sent.")


class RefusedError(Exception):
    """A request that is refused: the status, one sentence, and the fields that are wrong."""

    def __init__(
        self, status: int, detail: str, errors: Iterable[Problem] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def problem(
    status: int, detail: str, errors: Iterable[Problem] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The answer to a request that is refused."""
    own = {"content-type": MEDIA_TYPE, "cache-control": "no-store"}
    content = json.dumps(told(status, detail, errors), ensure_ascii=False)
    return Response(content.encode(errors="replace"), status, {**(headers or {}), **own})


def told(status: int, detail: str, errors: Iterable[Problem] = ()) -> dict[str, Any]:
    """Problem details as an object."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"pointer": f"#{item.pointer}", "detail": item.sentence} for item in errors],
    }


def handle(api: FastAPI) -> None:
    """Have the API answer every error as a problem."""
    api.add_exception_handler(RefusedError, _refused)
    api.add_exception_handler(IntakeError, _wrong)
    api.add_exception_handler(FactError, _not_understood)
    api.add_exception_handler(AccessError, _unknown_caller)
    api.add_exception_handler(RequestValidationError, _wrongly_asked)
    api.add_exception_handler(HTTPException, _plain)
    for error in (DBAPIError, SqlTimeoutError, TimeoutError, DatabaseError):
        api.add_exception_handler(error, _database_gone)
    api.add_exception_handler(Exception, _broken)


def unauthorized(detail: str) -> Response:
    """The answer to who must say who they are (RFC 6750 section 3)."""
    return problem(401, detail, headers={"www-authenticate": 'Bearer realm="calendar"'})


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    if error.status == 401:
        return unauthorized(str(error))
    return problem(error.status, str(error), error.errors, error.headers)


def _wrong(_: Request, error: Exception) -> Response:
    assert isinstance(error, IntakeError)
    detail = error.problems[0].sentence if len(error.problems) == 1 else f"{len(error.problems)} things are wrong."
    return problem(422, detail, error.problems)


def _not_understood(_: Request, error: Exception) -> Response:
    assert isinstance(error, FactError)
    return problem(400, str(error), (Problem(f"/{item.field}", item.sentence) for item in error.problems))


def _wrongly_asked(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = asked(error.errors())
    return problem(400, found[0].sentence, found)


def _unknown_caller(_: Request, error: Exception) -> Response:
    return unauthorized(str(error))


def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = {404: "There is nothing at this address.", 405: "This address does not take that method."}
    # Starlette knows the methods of one route alone, and here each method is a route.
    headers = {"allow": ", ".join(_methods(request))} if error.status_code == 405 else dict(error.headers or {})
    return problem(error.status_code, known.get(error.status_code, str(error.detail)), headers=headers)


def _methods(request: Request) -> list[str]:
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    here = (route.methods or () for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for methods in here for method in methods})


def _database_gone(_: Request, error: Exception) -> Response:
    _log.error("the database did not answer", error=type(error).__name__)
    return problem(503, "The database does not answer at the moment.", headers={"retry-after": "30"})


def _broken(request: Request, error: Exception) -> Response:
    _log.error("a request failed", path=request.url.path, exc_info=error)
    return problem(500, "Something went wrong here; it is not your fault.")
