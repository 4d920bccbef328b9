"""Handlers of pictures: they are sent first, and named by their digest in what shows them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.addresses import image_path
from calendar_service.errors import IntakeError, Problem
from calendar_service.permissions import Operation
from calendar_service.pictures.shrinking import shrunk, widths
from calendar_service.store import images
from calendar_service.store.writing import writing
from calendar_service.web.api.callers import WhoCalls, refuse, sent
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.things import json_response
from calendar_service.web.context import context_of
from feeds.errors import FactError

SIZE: Final = 20 * 1024 * 1024
"""Bytes of a picture."""

SentPicture = Annotated[bytes, Depends(sent(SIZE))]


def post(request: Request, caller: WhoCalls, content: SentPicture) -> Response:
    """POST of a picture: JPEG, PNG, WebP …, as the body itself. It is made smaller, and loses what tells of places."""
    refuse(caller, Operation.UPLOAD_IMAGE)
    if not request.headers.get("content-type", "").startswith("image/"):
        raise RefusedError(415, "Content-Type must be that of a picture, such as image/jpeg.")
    try:
        picture = shrunk(content)
    except FactError as error:
        raise IntakeError([Problem("", item.sentence) for item in error.problems]) from None
    context = context_of(request)
    with writing(context.database, context.edge(), caller.account) as transaction:
        images.keep(transaction, picture)
    measure = picture.measure
    address = context.site.addresses.to(image_path(measure.digest, widths(measure.width)[-1]))
    told = {"digest": measure.digest, "width": measure.width, "height": measure.height, "address": address}
    return json_response(told, 201, {"location": address})
