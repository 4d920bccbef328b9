"""Answers: the one place where bodies get their headers, and where a reader that has them is told 304."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.publishing.body import Body
from calendar_service.publishing.feed import Feed
from feeds.registry import FeedFormat

FEED_CACHE: Final = "public, max-age=900, stale-while-revalidate=3600, stale-if-error=604800"
PAGE_CACHE: Final = "public, no-cache"
HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"


def feed(request: Request, found: Feed, form: FeedFormat, *, single: bool = False) -> Response:
    """A feed, or a single entry to keep."""
    disposition = "attachment" if single else "inline"
    return _conditional(
        request,
        found.body,
        {
            "content-type": form.media_type,
            "content-disposition": f'{disposition}; filename="{found.name}.{form.ending}"',
            "cache-control": FEED_CACHE,
            "access-control-allow-origin": "*",
        },
    )


def page(request: Request, body: Body, media_type: str = HTML) -> Response:
    """A page that anybody may see: cached, and asked about each time."""
    return _conditional(request, body, {"content-type": media_type, "cache-control": PAGE_CACHE})


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
