"""What handlers need: the database, the site, the clock, and whether the service is ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import cast

from starlette.requests import Request

from calendar_service.publishing.feed import Site
from calendar_service.store.database import Database


@dataclass(frozen=True)
class Context:
    """The edge, handed to the handlers by the application. `ready` is set once everything is loaded and rendered."""

    database: Database
    site: Site
    clock: Callable[[], datetime]
    ready: Event = field(default_factory=Event)


def context_of(request: Request) -> Context:
    """The context of the application that answers this request."""
    return cast("Context", request.app.state.context)
