"""Handlers for operators and robots."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.publishing.body import Body
from calendar_service.store.writing import revision
from calendar_service.web import answers
from calendar_service.web.context import context_of

ROBOTS = (
    "User-agent: *\nAllow: /follow/\nDisallow: /follow\nDisallow: /report\nDisallow: /submit\nDisallow: /desk\n\n"
    "Sitemap: {sitemap}\n"
)
"""Feeds are allowed, those of follow lists too: Google Calendar reads none that robots may not."""


def live(_: Request) -> Response:
    """Whether the process answers at all."""
    return answers.sentence("live", 200)


def ready(request: Request) -> Response:
    """Whether it has loaded what it must and its database answers."""
    context = context_of(request)
    if not context.ready.is_set():
        return answers.sentence("The service is still starting.", 503, {"retry-after": "5"})
    try:
        with context.database.reading() as session:
            revision(session)
    except SQLAlchemyError:
        return answers.sentence("The database does not answer.", 503, {"retry-after": "30"})
    return answers.sentence("ready", 200)


def robots(request: Request) -> Response:
    """What robots may read. Google fetches no feed from a host that lacks this file."""
    context = context_of(request)
    content = ROBOTS.format(sitemap=context.site.addresses.to("/sitemap.xml")).encode()
    return answers.page(request, Body.of(content, context.site.midnight(context.clock())), answers.TEXT)
