"""The handler of drawn cards: pictures for links to pages that have none, made once for each change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.pictures.cards import MEDIA_TYPE
from calendar_service.pictures.cards import card as draw
from calendar_service.publishing.pressed import Made, Pressed
from calendar_service.publishing.recipes import MissingError
from calendar_service.publishing.site import Site
from calendar_service.web.cards import lines_at
from calendar_service.web.handed import Manner
from calendar_service.web.published import published
from feeds.registry import FeedFormat

PNG: Final = FeedFormat("png", MEDIA_TYPE, "PNG")


@dataclass(frozen=True)
class CardRecipe:
    """The card of a noun."""

    noun: str
    slug: str
    form: FeedFormat = PNG

    @property
    def key(self) -> str:
        """Its address."""
        return f"card {self.noun} {self.slug}"

    @property
    def label(self) -> str:
        """The same."""
        return self.key

    def make(self, session: Session, site: Site, _: date, known: Pressed | None) -> Made:
        """Drawn anew only where its lines are others. Raises MissingError where there is no such noun."""
        lines = lines_at(session, site, self.noun, self.slug)
        if known and known.made.head == lines:
            return known.made
        return Made(draw(lines), lines, ())


async def card(request: Request) -> Response:
    """The card behind `/cards/{noun}/{slug}.png`, whatever version of it is asked for."""
    recipe = CardRecipe(request.path_params["noun"], request.path_params["slug"])
    try:
        _, response = await published(request, recipe, Manner(f"{recipe.slug[:60]}.png", gzip=False))
    except MissingError as error:
        raise HTTPException(404) from error
    return response
