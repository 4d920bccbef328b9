"""What handlers need: the database, the site, the clock, the publisher, and whether the service is ready."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from threading import Event
from typing import Final, Protocol, cast

from starlette.requests import Request

from calendar_service.mailing import Mailer, Outbox
from calendar_service.publishing.publisher import Publisher
from calendar_service.publishing.site import Site
from calendar_service.store.choices import Secrets
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from calendar_service.web.handed import Manner
from calendar_service.web.known import Known

MEMORY: Final = 256 * 2**20
"""Bytes of memory for published bodies, unless set."""


class Readiness(Protocol):
    """Whether everything is prepared: an event of threads, or of processes."""

    def is_set(self) -> bool:
        """Ask."""

    def set(self) -> None:
        """Say so."""


@dataclass(frozen=True)
class Context:
    """The edge, handed to the handlers by the application.

    `memory`: bytes for published bodies. `gzip`: whether feeds may be compressed.
    `api_rate`: requests to the API that a caller may make in a minute. `secret_key`: what secrets are made
    with. `dice`: 128 random bits in hex. `ready` is set once everything is loaded and rendered. `registration`: who may
    make an account (`settings.REGISTRATIONS`). `mailer` is None where no mail server is set. `metrics_token` opens
    /metrics to other machines; empty: nothing does.
    """

    database: Database
    site: Site
    clock: Callable[[], datetime]
    memory: int = MEMORY
    gzip: bool = True
    api_rate: int = 600
    secret_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    dice: Callable[[], str] = lambda: secrets.token_hex(16)
    ready: Readiness = field(default_factory=Event)
    registration: str = "closed"
    mailer: Mailer | None = None
    metrics_token: str = ""
    outbox: Outbox = field(default_factory=Outbox)
    known: Known = field(default_factory=Known)

    @cached_property
    def publisher(self) -> Publisher:
        """The bodies of this process."""
        return Publisher(self.database, self.site, self.clock, self.memory)

    def edge(self) -> Edge:
        """What a change needs of the outside world, at this moment."""
        return Edge(self.clock(), self.dice, self.site.addresses, self.site.tongue)

    def new_secrets(self) -> Secrets:
        """The secrets of a new follow list."""
        return Secrets.of(self.dice(), self.secret_key)

    def manner(self, manner: Manner) -> Manner:
        """How a feed is handed out here."""
        return replace(manner, gzip=manner.gzip and self.gzip)


def context_of(request: Request) -> Context:
    """The context of the application that answers this request."""
    return cast("Context", request.app.state.context)
