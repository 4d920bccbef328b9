"""Serving: a socket, the application in one process or several, and its upkeep, until a signal ends them."""

from __future__ import annotations

import multiprocessing
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from calendar_service import logs
from calendar_service.app import make_app
from calendar_service.errors import PortError
from calendar_service.intake.asking import asked_of
from calendar_service.mailing import mailer_of
from calendar_service.publishing import own as pages
from calendar_service.publishing.recipes import SelectionRecipe
from calendar_service.publishing.site import Site
from calendar_service.publishing.watch import Watch
from calendar_service.settings import Settings, metrics_token
from calendar_service.store.database import Database
from calendar_service.upkeep import Upkeep
from calendar_service.web.context import Context
from feeds.registry import ICAL

GRACE_SECONDS = 3
"""How long running requests may go on after SIGTERM."""


@dataclass(frozen=True)
class Worker:
    """A process that answers requests: called in it, it makes the application. `ready` is set by who prepares.

    It crosses to another process, so it holds what can: settings, a key, the clock by its name.
    """

    settings: Settings
    key: bytes
    clock: Callable[[], datetime]
    ready: Any

    def __call__(self) -> ASGIApp:
        """The application around a database of its own, which it watches."""
        logs.configure(as_json=self.settings.log_format == "json")
        return self.app(Database.at(self.settings.url_of_database))

    def app(self, database: Database) -> ASGIApp:
        """The same around a database that is open."""
        settings = self.settings
        own = pages.OwnPages(settings.data_dir / pages.FOLDER, settings.language)
        context = Context(
            database,
            Site(settings.site_name, settings.time_zone, settings.addresses, settings.tongue, own, settings.guests),
            self.clock,
            memory=settings.cache_megabytes * 2**20,
            gzip=settings.gzip,
            api_rate=settings.api_rate,
            secret_key=self.key,
            ready=self.ready,
            registration=settings.registration,
            mailer=mailer_of(settings),
            metrics_token=metrics_token(settings),
        )
        # A daemon: it ends with its process, which is at once where a worker is killed.
        Watch(database, context.publisher.shelf.clear).start()
        pages.watch(own, context.publisher.shelf.clear)
        app = make_app(context, settings.trusted_proxies)
        context.publisher.warm_up(SelectionRecipe(asked_of([("to", "1850-01-01")]), ICAL))
        return app


def serve(worker: Worker, database: Database, upkeep: Upkeep) -> None:
    """Answer requests until SIGTERM or SIGINT. Raises PortError where the port is taken, and what preparing raised."""
    settings = worker.settings
    logs.configure(as_json=settings.log_format == "json")
    with closing(_listen(settings.host, settings.port)) as listener:
        run = _alone if settings.workers == 1 else _together
        try:
            run(worker, database, upkeep, listener)
        finally:
            upkeep.stop()
    if upkeep.failure is not None:
        raise upkeep.failure


def ready_of(settings: Settings) -> Any:
    """What tells all processes that everything is prepared."""
    return Event() if settings.workers == 1 else multiprocessing.get_context("spawn").Event()


def _alone(worker: Worker, database: Database, upkeep: Upkeep, listener: socket.socket) -> None:
    server = uvicorn.Server(_config(worker.app(database)))
    upkeep.fail = lambda: setattr(server, "should_exit", True)
    # uvicorn ends in good order and then raises the signal once more: the second one must not cut the end short.
    signal.signal(signal.SIGTERM, lambda *_: None)
    upkeep.start()
    server.run(sockets=[listener])


def _together(worker: Worker, _: Database, upkeep: Upkeep, listener: socket.socket) -> None:
    """Several processes on one socket; one that dies is begun anew. The upkeep is this process's own work."""
    supervisor = Multiprocess(_config(worker, workers=worker.settings.workers, factory=True), [listener])
    upkeep.fail = supervisor.should_exit.set
    upkeep.start()
    supervisor.run()


def _config(app: Any, **options: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,  # `logs` writes what uvicorn has to say, too
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the application looks at them, behind the answers from memory
        lifespan="off",
        backlog=2048,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **options,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise PortError(f"CALENDAR_HOST “{host}” is no address of this machine.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        reason = f"Port {port} at {host} can't be used ({error.strerror})"
        raise PortError(f"{reason}; set CALENDAR_PORT to a free one.") from error
    listener.set_inheritable(True)
    return listener
