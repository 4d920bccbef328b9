"""From a recipe to an answer: the body that the publisher has, as this reader asks for it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.publishing.recipes import Recipe
from calendar_service.web.context import context_of
from calendar_service.web.handed import Asking, Handed, Manner


async def published(request: Request, recipe: Recipe, manner: Manner) -> tuple[Handed, Response]:
    """What is behind the address, to be remembered by whoever may, and the answer to this request.

    Raises MissingError where there is no such thing, FactError where the recipe is wrong.
    """
    context = context_of(request)
    handed = Handed(recipe, context.manner(manner))
    asking = Asking.of(request.scope["headers"])
    body = await context.publisher.get(recipe, compressed=asking.gzip and handed.manner.gzip)
    status, headers, content = handed.answer(asking, body)
    response = Response(b"" if request.method == "HEAD" else content, status)
    response.raw_headers = list(headers)
    return handed, response
