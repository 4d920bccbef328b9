"""The application: routes, what happens to errors, and the headers that every answer carries."""

from __future__ import annotations

from typing import Any, cast

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SqlTimeoutError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from calendar_service.logs import path_told
from calendar_service.web import answers
from calendar_service.web.api.app import make_api
from calendar_service.web.api.changing import MOUNT
from calendar_service.web.api.problems import problem
from calendar_service.web.context import Context, context_of
from calendar_service.web.front import Front
from calendar_service.web.handed import PAGE_POLICY
from calendar_service.web.paged import HTML, reader_of
from calendar_service.web.paper import render
from calendar_service.web.peers import Peers
from calendar_service.web.routes import routes
from calendar_service.web.tracing import Tracing
from feeds.registry import BY_ENDING
from feeds.tongue import Tongue

_log = structlog.get_logger()


def make_app(context: Context, trusted_proxies: str = "127.0.0.1") -> ASGIApp:
    """The ASGI application around a database, a site and a clock, behind proxies whose word on the reader counts."""
    api, limited = make_api(context)
    app = Starlette(
        routes=routes(limited),
        exception_handlers={
            HTTPException: _refuse,
            DBAPIError: _database_gone,
            SqlTimeoutError: _database_gone,
            TimeoutError: _database_gone,
            Exception: _broken,
        },
    )
    # No address is another one with a slash: feeds never redirect, and the Host that a stranger sends leads nowhere.
    app.router.redirect_slashes = False
    app.state.context = context
    app.state.api = api
    # Around all of Starlette, so that the page for what broke carries them too.
    inner = cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", Headers(app)), trusted_proxies))
    return Front(Peers(Tracing(inner)), context)


class Headers:
    """ASGI middleware: the headers that keep pages and feeds safe."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add them to what is answered."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", PAGE_POLICY.decode())
                headers["x-content-type-options"] = "nosniff"
                headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if "allow" in headers:  # Starlette keeps the methods in a set
        headers["allow"] = ", ".join(sorted(headers["allow"].split(", ")))
    return _problem(request, _sentence(error, reader_of(request).t), error.status_code, headers)


def _sentence(error: HTTPException, t: Tongue) -> str:
    known = {
        404: t("There is nothing at this address."),
        405: t("This address can only be read: use GET or HEAD."),
        410: t("This entry was withdrawn."),
        413: t("The request is too large."),
    }
    return known.get(error.status_code, error.detail)


def _database_gone(request: Request, error: Exception) -> Response:
    _log.error("the database did not answer", path=path_told(request.url.path), error=type(error).__name__)
    return _problem(
        request, reader_of(request).t("The database does not answer at the moment."), 503, {"retry-after": "30"}
    )


def _broken(request: Request, error: Exception) -> Response:
    _log.error("a request failed", path=path_told(request.url.path), exc_info=error)
    return _problem(request, reader_of(request).t("Something went wrong here; it is not your fault."), 500, {})


def _is_feed(path: str) -> bool:
    return path.rpartition(".")[2] in BY_ENDING


def _problem(request: Request, text: str, status: int, headers: dict[str, str]) -> Response:
    if request.scope["path"].startswith(f"{MOUNT}/"):  # not within the API: its router takes no line break in a path
        return problem(status, text, headers=headers)
    if "text/html" not in request.headers.get("accept", "") or _is_feed(request.url.path):
        return answers.sentence(text, status, headers)
    shown = {"title": text, "status": status, "noindex": True}
    content = render(context_of(request).site, reader_of(request), "problem.html", shown)
    return Response(content, status, {**headers, "content-type": HTML.media_type, "cache-control": "no-store"})
