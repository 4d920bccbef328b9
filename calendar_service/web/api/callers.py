"""Who calls the API, what may be sent to it, and how often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Collection
from typing import Annotated, Any, Final

from fastapi import Depends
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from calendar_service.permissions import ANONYMOUS, Caller, Operation, may
from calendar_service.store import tokens
from calendar_service.web.api.problems import RefusedError, problem
from calendar_service.web.context import context_of

SIZE: Final = 1024 * 1024
"""Bytes of what is sent, unless it is a picture or a batch."""
DEPTH: Final = 20
"""Objects within objects: more is nothing of a calendar, and what walks through it would run out of stack."""
MINUTE: Final = 60
"""Seconds after which all that was counted is forgotten."""


def caller_of(request: Request) -> Caller:
    """Who calls: by a bearer token (RFC 6750), or anybody."""
    given = request.headers.get("authorization")
    if given is None:
        return ANONYMOUS
    scheme, _, token = given.partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise RefusedError(401, "Authorization must be “Bearer” and a token.")
    context = context_of(request)
    with context.database.reading() as session:
        caller = tokens.caller_of(session, token.strip(), context.clock())
    tokens.touch(context.database, token.strip(), context.clock())
    return caller


WhoCalls = Annotated[Caller, Depends(caller_of)]
"""The caller, as handlers take it."""


def refuse(caller: Caller, operation: Operation, owners: Collection[int] = (), maker: int | None = None) -> None:
    """Raises RefusedError, 401 or 403, where a caller may not do this to what belongs to these organizers, and was made
    by this account."""
    if may(caller, operation, owners, maker):
        return
    if caller.account is None:
        raise RefusedError(401, "This needs a token.")
    scopes = "" if caller.scopes is None else f" with the scopes {', '.join(sorted(caller.scopes))}"
    raise RefusedError(403, f"{caller.name} may not do this{scopes}.")


def sent(most: int) -> Callable[[Request], Awaitable[bytes]]:
    """A dependency that reads what was sent. It raises RefusedError, 413, where that is too large.

    `most` is bound here: a parameter of a dependency would be one of the address, and everybody's to choose.
    """

    async def read(request: Request) -> bytes:
        content = b""
        async for chunk in request.stream():
            content += chunk
            if len(content) > most:
                raise RefusedError(413, f"What was sent is too large; at most {most:,} bytes are taken.")
        return content

    return read


Sent = Annotated[bytes, Depends(sent(SIZE))]
"""The bytes of a body, as handlers take them: they are read as JSON once it is known that the caller may send them."""


def object_of(request: Request, content: bytes) -> Any:
    """A body of JSON. Raises RefusedError: 415 for another media type, 400 for what is no JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type not in ("application/json", "application/merge-patch+json"):
        raise RefusedError(415, "Content-Type must be application/json.")
    try:
        found = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _TwiceError) else "What was sent is no JSON in UTF-8."
        raise RefusedError(400, reason) from None
    if _is_deep(found):
        raise RefusedError(400, f"What was sent is nested more than {DEPTH} deep.")
    return found


def _is_deep(value: Any) -> bool:
    layer = [value]
    for _ in range(DEPTH):
        layer = [inner for outer in layer for inner in _inside(outer)]
    return bool(layer)


def _inside(value: Any) -> Collection[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


class _TwiceError(ValueError):
    """A name that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError("An object has the same name twice.")
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)


class Limits:
    """ASGI middleware: how many requests a caller may make in a minute, told with each answer (RateLimit headers)."""

    def __init__(self, app: ASGIApp, a_minute: int) -> None:
        self._app = app
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._most = RateLimitItemPerMinute(a_minute)
        # Whoever makes up tokens has each of them counted by itself, but all of them come from somewhere.
        self._most_from_one_place = RateLimitItemPerMinute(a_minute * 5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request, and pass it on or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place = scope["client"][0] if scope.get("client") else "unknown"
        token = Headers(scope=scope).get("authorization")
        who = hashlib.sha256(token.encode()).hexdigest() if token else place
        good = self._limiter.hit(self._most_from_one_place, "place", place) and self._limiter.hit(self._most, who)
        window = self._limiter.get_window_stats(self._most, who)
        headers = {
            "ratelimit-policy": f'"minute";q={self._most.amount};w=60',
            "ratelimit": f'"minute";r={window.remaining if good else 0};t={MINUTE}',
        }

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if good:
            await self._app(scope, receive, with_headers)
            return
        text = "Too many requests in a minute; wait a little and go on."
        await problem(429, text, headers={**headers, "retry-after": str(MINUTE)})(scope, receive, send)
