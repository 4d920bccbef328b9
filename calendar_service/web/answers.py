"""Answers: the one place where bodies get their headers, and where a reader that has them is told 304."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.publishing.body import Body

PAGE_CACHE: Final = "public, no-cache"
HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"


def page(request: Request, body: Body, media_type: str = HTML) -> Response:
    """A page that anybody may see: cached, and asked about each time."""
    return _conditional(request, body, {"content-type": media_type, "cache-control": PAGE_CACHE})


def private_page(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A body that is one reader's own: kept by nobody."""
    own = {"cache-control": "private, no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    return Response(content, status, {"content-type": HTML, **own, **(headers or {})})


def sentence(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """A refusal in one sentence, as plain text: for feeds and for programs."""
    return Response(text + "\n", status, {"content-type": TEXT, "cache-control": "no-store", **(headers or {})})


def _conditional(request: Request, body: Body, headers: dict[str, str]) -> Response:
    headers |= {"etag": body.etag, "last-modified": body.last_modified}
    tags = request.headers.getlist("if-none-match")
    if body.is_known(tags, request.headers.get("if-modified-since")):
        # RFC 9110 section 15.4.5: what would have been sent to update a cache, and no content.
        return Response(status_code=304, headers={k: v for k, v in headers.items() if k != "content-type"})
    return Response(body.content, headers=headers)
