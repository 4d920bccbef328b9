"""What uvicorn itself costs: an ASGI callable, alone or behind a route of Starlette, whose answers are made before."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/feed.ics"
HEADERS = [
    (b"content-type", b"text/calendar; charset=utf-8"),
    (b"etag", b'"bare"'),
    (b"cache-control", b"public, max-age=900"),
    (b"vary", b"Accept-Encoding"),
]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Bare:
    """ASGI callable. It does as little as can be done: two headers are looked for, nothing is compared."""

    def __init__(self, folder: Path) -> None:
        plain, packed = (folder / "feed.ics").read_bytes(), (folder / "feed.ics.gz").read_bytes()
        self.known: Answer = (304, HEADERS, b"")
        self.plain: Answer = (200, [*HEADERS, (b"content-length", str(len(plain)).encode())], plain)
        length = (b"content-length", str(len(packed)).encode())
        self.packed: Answer = (200, [*HEADERS, (b"content-encoding", b"gzip"), length], packed)

    def answer(self, headers: Iterable[tuple[bytes, bytes]]) -> Answer:
        """What is answered to a request with these headers."""
        found = self.plain
        for name, value in headers:
            if name == b"if-none-match":
                return self.known
            if name == b"accept-encoding" and b"gzip" in value:
                found = self.packed
        return found

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer."""
        status, headers, body = self.answer(scope["headers"])
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def routed(bare: Bare) -> Starlette:
    """The same as a handler."""

    async def feed(request: Request) -> Response:
        status, headers, body = bare.answer(request.scope["headers"])
        response = Response(body, status)
        response.raw_headers = headers
        return response

    return Starlette(routes=[Route(PATH, feed)])


def main() -> None:
    """Serve: `python -m benchmarks.feeds.bare FOLDER PORT asgi|starlette`."""
    folder, port, kind = sys.argv[1:]
    bare = Bare(Path(folder))
    app: ASGIApp = routed(bare) if kind == "starlette" else bare
    # As calendar_service.serving does it.
    uvicorn.run(
        app, port=int(port), log_level="warning", access_log=False, server_header=False, proxy_headers=False,
        lifespan="off", backlog=2048, loop="uvloop", http="httptools",
    )  # fmt: skip


if __name__ == "__main__":
    main()
