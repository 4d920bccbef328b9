"""Sitemaps (sitemaps.org, protocol 0.9): an index, and files of at most 50,000 addresses; made once for each change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from xml.sax.saxutils import escape

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.addresses import path_of
from calendar_service.publishing.pressed import Made, Pressed
from calendar_service.publishing.recipes import MissingError
from calendar_service.publishing.site import Site
from calendar_service.store import sitemaps
from calendar_service.web.handed import PAGE
from calendar_service.web.published import published
from feeds.registry import FeedFormat

XML: Final = FeedFormat("xml", "application/xml; charset=utf-8", "Sitemap")
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
FIXED: Final = ("/", "/releases", "/venues", "/artists", "/organizers", "/series", "/cities", "/tags")

Write = Callable[[Session, Site], bytes]


@dataclass(frozen=True)
class SitemapRecipe:
    """A sitemap by its address."""

    address: str
    write: Write = field(compare=False)
    form: FeedFormat = XML

    @property
    def key(self) -> str:
        """Its address."""
        return self.address

    @property
    def label(self) -> str:
        """The same."""
        return self.address

    def make(self, session: Session, site: Site, _: date, known: Pressed | None) -> Made:
        """The object that was made last, where it is the same still. Raises MissingError."""
        content = self.write(session, site)
        return known.made if known and known.made.content == content else Made(content, None, ())


async def index(request: Request) -> Response:
    """The index of all sitemaps."""
    return await _handed(request, _index)


async def part(request: Request) -> Response:
    """One file of addresses."""
    noun, number = request.path_params["noun"], request.path_params["number"]

    def write(session: Session, site: Site) -> bytes:
        if noun == "site" and number == 1:
            return _urls(site, ((path, None) for path in FIXED))
        found = sitemaps.portion(session, noun, number) if noun in sitemaps.NOUNS and 1 <= number < 10_000 else []
        if not found:
            raise MissingError
        return _urls(site, ((path_of(noun, slug), at) for slug, at in found))

    return await _handed(request, write)


def _index(session: Session, site: Site) -> bytes:
    paths = ["/sitemaps/site-1.xml"]
    for noun, number in sitemaps.portions(session).items():
        paths += [f"/sitemaps/{noun}-{one}.xml" for one in range(1, number + 1)]
    lines = (f"<sitemap><loc>{escape(site.addresses.to(path))}</loc></sitemap>" for path in paths)
    return _document("sitemapindex", lines)


def _urls(site: Site, found: Iterable[tuple[str, datetime | None]]) -> bytes:
    lines = (f"<url><loc>{escape(site.addresses.to(path))}</loc>{_changed(at)}</url>" for path, at in found)
    return _document("urlset", lines)


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.astimezone(UTC):%Y-%m-%d}</lastmod>" if at else ""


def _document(root: str, lines: Iterable[str]) -> bytes:
    body = "\n".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'.encode()


async def _handed(request: Request, write: Write) -> Response:
    try:
        _, response = await published(request, SitemapRecipe(request.scope["path"], write), PAGE)
    except MissingError as error:
        raise HTTPException(404) from error
    return response
