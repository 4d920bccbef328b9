"""A table of contents of all addresses, a line each (design, section 4, Addresses)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from calendar_service.web import (
    directories,
    drawings,
    feeds,
    follow,
    health,
    images,
    metrics,
    openapi,
    pages,
    reference,
    report,
    short,
    sitemaps,
    submit,
    submitted,
)
from calendar_service.web.desk import (
    account,
    accounts,
    drafting,
    entering,
    facts,
    home,
    joining,
    organizer,
    organizers,
    pasts,
    people,
    published,
    reviewing,
    revising,
    sources,
)
from calendar_service.web.desk import reports as reader_reports
from feeds.registry import FORMATS

STATIC: Final = Path(__file__).parent.parent / "static"


class _Files(StaticFiles):
    """Our own files; their addresses carry a hash of the content, so they may be kept for ever."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


class _Ending(Convertor[str]):
    """The endings of feeds."""

    regex = "|".join(form.ending for form in FORMATS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Few(Convertor[int]):
    """A number of at most four digits: Python refuses to read one of thousands."""

    regex = "[0-9]{1,4}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("ending", _Ending())
register_url_convertor("few", _Few())


def routes(api: ASGIApp) -> list[BaseRoute]:
    """All addresses, `api` answering those below its own. A feed stands before its page, since a slug has no dot."""
    return [
        Route("/", pages.home),
        Route("/archive/{year:few}", pages.archive),
        Route("/calendar.{ending:ending}", feeds.calendar),
        Route("/events/{slug}.ics", feeds.event),
        Route("/events/{slug}", pages.event),
        Route("/releases.{ending:ending}", feeds.releases),
        Route("/releases", pages.releases),
        Route("/releases/{slug}.{ending:ending}", feeds.release),
        Route("/releases/{slug}", pages.release),
        Route("/venues", directories.directory_of("venue")),
        Route("/venues/{slug}.{ending:ending}", feeds.noun("venue")),
        Route("/venues/{slug}", pages.noun("venue")),
        Route("/artists", directories.directory_of("artist")),
        Route("/artists/{slug}.{ending:ending}", feeds.noun("artist")),
        Route("/artists/{slug}", pages.noun("artist")),
        Route("/organizers", directories.directory_of("organizer")),
        Route("/organizers/{slug}.{ending:ending}", feeds.noun("organizer")),
        Route("/organizers/{slug}", pages.noun("organizer")),
        Route("/series", directories.directory_of("series")),
        Route("/series/{slug}.{ending:ending}", feeds.noun("series")),
        Route("/series/{slug}", pages.noun("series")),
        Route("/cities", directories.directory_of("city")),
        Route("/cities/{slug}.{ending:ending}", feeds.noun("city")),
        Route("/cities/{slug}", pages.noun("city")),
        Route("/tags", directories.directory_of("tag")),
        Route("/tags/{slug}.{ending:ending}", feeds.noun("tag")),
        Route("/tags/{slug}", pages.noun("tag")),
        Route("/subscribe", pages.subscribe),
        Route("/f", short.make, methods=["POST"]),
        Route("/f/{code}/{name}.{ending:ending}", short.feed),
        Route("/follow", follow.page),
        Route("/follow", follow.change, methods=["POST"]),
        Route("/follow/export", follow.export),
        Route("/follow/{secret}/{name}.{ending:ending}", follow.feed),
        Route("/report", report.page),
        Route("/report", report.send, methods=["POST"]),
        Route("/submit", submit.page),
        Route("/submit", submit.send, methods=["POST"]),
        Route("/submit/{secret}", submitted.page),
        Route("/submit/{secret}", submitted.change, methods=["POST"]),
        *_desk(),
        Route("/pages/{name}", pages.own),
        Route("/cards/{noun}/{slug}.png", drawings.card),
        Route("/images/{name}.webp", images.image),
        Mount("/api/v1", api, name="api"),
        Route("/api/openapi.json", openapi.description),
        Route("/api/docs", reference.page),
        *_machines(),
        Mount("/static", _Files(directory=STATIC), name="static"),
    ]


def _desk() -> list[BaseRoute]:
    """Where people sign in."""
    return [
        Route("/desk", home.page),
        Route("/desk/organizers", organizers.page),
        Route("/desk/organizers/new", organizers.proposal),
        Route("/desk/organizers/new", organizers.propose, methods=["POST"]),
        Route("/desk/organizers/{slug}", organizer.entries),
        Route("/desk/organizers/{slug}/facts", facts.page),
        Route("/desk/organizers/{slug}/facts", facts.revise, methods=["POST"]),
        Route("/desk/organizers/{slug}/people", people.page),
        Route("/desk/organizers/{slug}/people", people.change, methods=["POST"]),
        Route("/desk/accounts", accounts.page),
        Route("/desk/accounts", accounts.change, methods=["POST"]),
        Route("/desk/accounts/{number}", accounts.account_page),
        Route("/desk/accounts/{number}", accounts.change_account, methods=["POST"]),
        Route("/desk/sign-in", entering.sign_in_page),
        Route("/desk/sign-in", entering.sign_in, methods=["POST"]),
        Route("/desk/sign-out", entering.sign_out, methods=["POST"]),
        Route("/desk/forgotten", entering.forgotten_page),
        Route("/desk/forgotten", entering.forgotten, methods=["POST"]),
        Route("/desk/letter/{secret}", entering.letter_page),
        Route("/desk/letter/{secret}", entering.letter, methods=["POST"]),
        Route("/desk/register", joining.register_page),
        Route("/desk/register", joining.register, methods=["POST"]),
        Route("/desk/invitation/{secret}", joining.invitation_page),
        Route("/desk/invitation/{secret}", joining.invitation, methods=["POST"]),
        Route("/desk/events/new", drafting.new_page("event")),
        Route("/desk/events/new", drafting.make("event"), methods=["POST"]),
        Route("/desk/releases/new", drafting.new_page("release")),
        Route("/desk/releases/new", drafting.make("release"), methods=["POST"]),
        Route("/desk/events/{slug}", published.page("event")),
        Route("/desk/events/{slug}", published.change("event"), methods=["POST"]),
        Route("/desk/releases/{slug}", published.page("release")),
        Route("/desk/releases/{slug}", published.change("release"), methods=["POST"]),
        Route("/desk/events/{slug}/edit", revising.page("event")),
        Route("/desk/events/{slug}/edit", revising.revise("event"), methods=["POST"]),
        Route("/desk/releases/{slug}/edit", revising.page("release")),
        Route("/desk/releases/{slug}/edit", revising.revise("release"), methods=["POST"]),
        Route("/desk/events/{slug}/history", pasts.page("event")),
        Route("/desk/events/{slug}/history", pasts.undo("event"), methods=["POST"]),
        Route("/desk/releases/{slug}/history", pasts.page("release")),
        Route("/desk/releases/{slug}/history", pasts.undo("release"), methods=["POST"]),
        Route("/desk/review", reviewing.page),
        Route("/desk/review", reviewing.decide, methods=["POST"]),
        Route("/desk/reports", reader_reports.page),
        Route("/desk/reports", reader_reports.settle, methods=["POST"]),
        Route("/desk/sources", sources.bans_page),
        Route("/desk/sources/{source}", sources.page),
        Route("/desk/sources/{source}", sources.change, methods=["POST"]),
        Route("/desk/drafts/{key}", drafting.draft_page),
        Route("/desk/drafts/{key}", drafting.change, methods=["POST"]),
        Route("/desk/account", account.page),
        Route("/desk/account", account.change, methods=["POST"]),
        Route("/desk/account/export", account.export),
    ]


def _machines() -> list[BaseRoute]:
    """What operators and search engines ask for."""
    return [
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
        Route("/metrics", metrics.metrics),
        Route("/robots.txt", health.robots),
        Route("/sitemap.xml", sitemaps.index),
        Route("/sitemaps/{noun}-{number:few}.xml", sitemaps.part),
    ]
