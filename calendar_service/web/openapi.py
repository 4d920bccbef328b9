"""The description of the API at its address, for programs that read it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.web.api.describing import document
from calendar_service.web.api.resources import encoded
from calendar_service.web.context import context_of


async def description(request: Request) -> Response:
    """OpenAPI 3.1 as JSON."""
    content = encoded(document(request.app.state.api, context_of(request).site.addresses.base))
    return Response(content, headers={"content-type": "application/json", "cache-control": "public, no-cache"})
