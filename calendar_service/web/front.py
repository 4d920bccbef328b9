"""The front: an ASGI callable before everything else that answers polls of known feeds from memory.

No query, no thread, no routing and no template: whatever it does not know goes on to the application, whose handlers
teach it the address (design, section 3: the only other way in).
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from calendar_service.web.context import Context
from calendar_service.web.handed import Asking


class Front:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        self.app = app
        self.context = context
        self.publisher = context.publisher
        self.known = context.known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or hand on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            handed = self.known.get(scope)
            if handed is not None:
                body = self.publisher.shelf.get(handed.recipe.key)
                if body is not None and self.publisher.is_true(body):
                    asking = Asking.of(scope["headers"])
                    if not handed.needs_gzip(asking, body):
                        self.publisher.counts.memory += 1
                        status, headers, content = handed.answer(asking, body)
                        await send({"type": "http.response.start", "status": status, "headers": headers})
                        await send({"type": "http.response.body", "body": content if scope["method"] == "GET" else b""})
                        return
        await self.app(scope, receive, send)
