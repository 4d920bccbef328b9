"""Pages that anybody may see: made once for each language and change, like feeds, and answered from memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_service.languages import CODES, tongue_of, wished
from calendar_service.publishing.pressed import Made, Pressed
from calendar_service.publishing.recipes import MissingError
from calendar_service.publishing.site import Site
from calendar_service.web.context import Context, context_of
from calendar_service.web.handed import PAGE
from calendar_service.web.paper import Reader, render
from calendar_service.web.published import published
from feeds.registry import FeedFormat
from feeds.tongue import Tongue

HTML: Final = FeedFormat("html", "text/html; charset=utf-8", "HTML")

_DROPPED: Final = ("utm_", "mc_")
_DROPPED_WHOLE: Final = ("fbclid", "gclid")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page is made from besides its address: the site, the reader's language, and the site's day."""

    site: Site
    t: Tongue
    today: date


Show = Callable[[Session, Scene], tuple[str, dict[str, Any]]]
"""Makes a page: the name of its template, and what that shows. Raises MissingError where there is none."""


class MovedError(MissingError):
    """The page is at another path now, for ever."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class WithdrawnError(MissingError):
    """There was a page; its entry was withdrawn."""


@dataclass(frozen=True)
class PageRecipe:
    """The page at an address for readers of one language."""

    address: str
    reader: Reader
    show: Show = field(compare=False)
    form: FeedFormat = HTML

    @property
    def key(self) -> str:
        """Its address and its language."""
        return f"page {self.reader.key} {self.address}"

    @property
    def label(self) -> str:
        """The same."""
        return self.key

    def make(self, session: Session, site: Site, day: date, known: Pressed | None) -> Made:
        """The object that was made last, where the page has not changed: then its ETag holds."""
        template, shown = self.show(session, Scene(site, self.reader.t, day))
        content = render(site, self.reader, template, shown)
        return known.made if known and known.made.content == content else Made(content, None, ())


async def hand_page(request: Request, show: Show, variant: str = "") -> Response:
    """The page of an address as this reader asks for it; the address is remembered.

    `variant`: what else the page depends on, such as the reader's platform; such a page isn't remembered.
    """
    reader = reader_of(request)
    # The path as it was routed: `request.url` drops tabs and line breaks, so that two addresses would be one.
    address = "?".join(part for part in (quote(request.scope["path"]), urlencode(pairs_of(request))) if part)
    recipe = PageRecipe(f"{address} {variant}".rstrip(), reader, show)
    try:
        handed, response = await published(request, recipe, replace(PAGE, by_device=True) if variant else PAGE)
    except MovedError as error:
        # The rest of the address goes along; and browsers ask again, or what is renamed back would go in circles.
        query = urlencode(pairs_of(request))
        path = f"{error.path}?{query}" if query else error.path
        return RedirectResponse(reader.to(path), 308, {"cache-control": "public, no-cache"})
    except WithdrawnError as error:
        raise HTTPException(410) from error
    except MissingError as error:
        raise HTTPException(404) from error
    if not variant:
        context_of(request).known.learn_page(request.scope, handed)
    return response


def reader_of(request: Request) -> Reader:
    """The language of a page: that of the address, then the browser's, then the site's."""
    given = request.query_params.get("lang", "").casefold()
    if given in CODES:
        return Reader(tongue_of(given), asked=True)
    code = wished(",".join(request.headers.getlist("accept-language")))  # all lines of it, as `known` reads them
    return Reader(tongue_of(code) if code else context_of(request).site.tongue)


def pairs_of(request: Request) -> list[tuple[str, str]]:
    """The parameters of an address without its language, and without what other sites hang on to it."""
    return [(name, value) for name, value in request.query_params.multi_items() if not _is_dropped(name)]


def _is_dropped(name: str) -> bool:
    return name.startswith(_DROPPED) or name in _DROPPED_WHOLE or name == "lang"


def private(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> Response:
    """A page that is one reader's own, or that only answers what was sent: kept by nobody."""
    context: Context = context_of(request)
    response = Response(render(context.site, reader_of(request), template, shown), status)
    headers = MutableHeaders(raw=response.raw_headers)
    headers["content-type"] = HTML.media_type
    headers["cache-control"] = "private, no-store"
    headers["referrer-policy"] = "no-referrer"
    headers["x-robots-tag"] = "noindex"
    return response
