"""Who is at the other end of a connection, whatever is said of it on the way."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_KEY: Final = "calendar.peer"


class Peers:
    """ASGI middleware around the one that believes proxies: it remembers who really connected."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Remember it, and pass on."""
        client = scope.get("client")
        await self.app({**scope, _KEY: client[0] if client else ""}, receive, send)


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, and was not passed on by a proxy here for somebody elsewhere.

    No proxy is believed, trusted or not: one can only make the answer no.
    """
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    return all(_is_loopback(name) for name in (scope[_KEY], *(part for part in forwarded.split(",") if part.strip())))


def _is_loopback(name: str) -> bool:
    try:
        address = ip_address(name.strip())
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
