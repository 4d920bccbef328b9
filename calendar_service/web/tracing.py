"""Request ids: every request that reaches the application has one, which its lines in the log carry, and its answer.

Answers that anybody may keep carry none: caches would hand out one reader's id to the next one, and what is answered
from memory costs what it did.
"""

from __future__ import annotations

import re
import time
from typing import Any, Final, cast
from uuid import uuid4

import structlog
from asgi_correlation_id import CorrelationIdMiddleware
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from calendar_service.logs import path_told

HEADER: Final = "x-request-id"

_ID: Final = re.compile(r"[0-9A-Fa-f-]{16,64}")
_READING: Final = ("GET", "HEAD", "OPTIONS")
_log = structlog.get_logger()


class Tracing:
    """ASGI middleware around the application; the front, which answers from memory, stands before it."""

    def __init__(self, app: ASGIApp) -> None:
        # An id that a proxy has given is taken, if it is one: hexadecimal, such as nginx's $request_id.
        self.app = CorrelationIdMiddleware(
            cast("Any", Telling(app)), validator=None, transformer=_id, update_request_header=False
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request its id, and take it off what caches may keep."""

        async def privately(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "public" in headers.get("cache-control", ""):
                    del headers[HEADER]
            await send(message)

        await self.app(scope, receive, privately)


class Telling:
    """ASGI middleware: a line in the log for what changed something, or broke. Who asked is in no log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell of the answer."""
        began = time.monotonic()

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_told(scope["method"], message["status"]):
                told = {"method": scope["method"], "path": path_told(scope["path"]), "status": message["status"]}
                _log.info("answered", **told, milliseconds=round((time.monotonic() - began) * 1000))
            await send(message)

        await self.app(scope, receive, telling if scope["type"] == "http" else send)


def _is_told(method: str, status: int) -> bool:
    return method not in _READING or status >= 500


def _id(given: str) -> str:
    return given if _ID.fullmatch(given) else uuid4().hex
