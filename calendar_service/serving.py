"""Serving: a socket, the application and its upkeep, until a signal ends them."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

import uvicorn

from calendar_service.app import make_app
from calendar_service.errors import PortError
from calendar_service.publishing.feed import Site
from calendar_service.settings import Settings
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from calendar_service.upkeep import Upkeep
from calendar_service.web.context import Context

GRACE_SECONDS = 3
"""How long running requests may go on after SIGTERM."""

Prepare = Callable[[Callable[[], None]], None]


def serve(
    settings: Settings, database: Database, edge: Callable[[], Edge], clock: Callable[[], datetime], prepare: Prepare
) -> None:
    """Answer requests until SIGTERM or SIGINT. Raises PortError where the port is taken, and what preparing raised."""
    context = Context(database, Site(settings.site_name, settings.time_zone, settings.addresses), clock)
    upkeep = Upkeep(database, edge, prepare, context.ready)
    with closing(_listen(settings.host, settings.port)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                make_app(context),
                log_level="warning",
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        upkeep.fail = lambda: setattr(server, "should_exit", True)
        # uvicorn ends in good order and then raises the signal once more: the second one must not cut the end short.
        signal.signal(signal.SIGTERM, lambda *_: None)
        upkeep.start()
        try:
            server.run(sockets=[listener])
        finally:
            upkeep.stop()
    if upkeep.failure is not None:
        raise upkeep.failure


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise PortError(f"CALENDAR_HOST “{host}” is no address of this machine.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        reason = f"Port {port} at {host} can't be used ({error.strerror})"
        raise PortError(f"{reason}; set CALENDAR_PORT to a free one.") from error
    listener.set_inheritable(True)
    return listener
