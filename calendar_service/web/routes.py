"""A table of contents of all addresses, a line each (design, section 4, Addresses)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from calendar_service.web import feeds, health, pages

STATIC: Final = Path(__file__).parent.parent / "static"


class _Files(StaticFiles):
    """Our own files; their addresses carry a hash of the content, so they may be kept for ever."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def routes() -> list[BaseRoute]:
    """All addresses. A feed stands before the page beside it, since a slug has no dot."""
    return [
        Route("/", pages.listing, name="listing"),
        Route("/calendar.ics", feeds.calendar),
        Route("/events/{slug}.ics", feeds.event),
        Route("/events/{slug}", pages.event),
        Route("/releases/{slug}.ics", feeds.release),
        Route("/releases/{slug}", pages.release),
        Route("/venues/{slug}.ics", feeds.noun("venue")),
        Route("/venues/{slug}", pages.noun("venue")),
        Route("/artists/{slug}.ics", feeds.noun("artist")),
        Route("/artists/{slug}", pages.noun("artist")),
        Route("/organizers/{slug}.ics", feeds.noun("organizer")),
        Route("/organizers/{slug}", pages.noun("organizer")),
        Route("/series/{slug}.ics", feeds.noun("series")),
        Route("/series/{slug}", pages.noun("series")),
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
        Route("/robots.txt", health.robots),
        Mount("/static", _Files(directory=STATIC), name="static"),
    ]
