"""The handler of pictures: an address names one for ever, so readers keep what they have once got."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.publishing.body import Body
from calendar_service.store import images
from calendar_service.web.context import context_of

MEDIA_TYPE: Final = "image/webp"

_NAME: Final = re.compile("([0-9a-f]{64})-([1-9][0-9]{0,4})")
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HEADERS: Final = {
    "content-type": MEDIA_TYPE,
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    # Opened by itself, nothing in it may run or load.
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}


def image(request: Request) -> Response:
    """The picture behind `/images/{digest}-{width}.webp`, in a width that is kept, if something public shows it."""
    found = _NAME.fullmatch(request.path_params["name"])
    content = _content(request, found[1], int(found[2])) if found else None
    if content is None:
        raise HTTPException(404)
    # There is no Last-Modified: what never changes has no use for it.
    body = Body.of(content, _ALWAYS)
    headers = _HEADERS | {"etag": body.etag}
    if body.is_known(request.headers.getlist("if-none-match"), None):
        # RFC 9110 section 15.4.5: what would have been sent to update a cache, and no content.
        return Response(status_code=304, headers={k: v for k, v in headers.items() if k != "content-type"})
    return Response(content, headers=headers)


def _content(request: Request, digest: str, width: int) -> bytes | None:
    with context_of(request).database.reading() as session:
        return images.find(session, digest, width)
