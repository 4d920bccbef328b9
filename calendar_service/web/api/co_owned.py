"""The addresses of co-owners of events and releases, and what is said of each in the description of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from calendar_service.intake.sharing import CoOwnersBody
from calendar_service.web.api import co_owning
from calendar_service.web.api.acts import CHANGES, Act, Object
from calendar_service.web.api.resources import PLURALS

_CO_OWNERS: Final[Object] = {
    "type": "object",
    "required": ["co_owners"],
    "properties": {
        "co_owners": {"type": "array", "items": {"type": "string"}, "description": "Organizers by their slugs."}
    },
}
_SHARED: Final[Object] = {"co_owners": ["axis-records"]}


def _routes(noun: str) -> tuple[tuple[str, str, Callable[..., Response], Act], ...]:
    tag, path = PLURALS[noun], f"/{PLURALS[noun]}/{{slug}}/co-owners"
    return (
        (
            "GET",
            path,
            co_owning.reader(noun),
            Act(
                f"read_{noun}_co_owners",
                f"The organizers that may edit the {noun} beside its owner",
                tag,
                answer=_CO_OWNERS,
                refusals=(304, 308, 403, 410),
                answered=_SHARED,
            ),
        ),
        (
            "PUT",
            path,
            co_owning.replacer(noun),
            Act(
                f"replace_{noun}_co_owners",
                f"Have these organizers edit the {noun} beside its owner, and no others",
                tag,
                CoOwnersBody.model_json_schema(),
                _CO_OWNERS,
                refusals=(308, 410, *(code for code in CHANGES if code != 409)),
                condition=True,
                example=_SHARED,
                answered=_SHARED,
            ),
        ),
        (
            "DELETE",
            f"{path}/{{organizer}}",
            co_owning.remover(noun),
            Act(
                f"remove_{noun}_co_owner",
                f"Have an organizer edit the {noun} no longer; it may say so itself",
                tag,
                status=204,
                refusals=(308, 403, 410),
            ),
        ),
    )


def route(router: APIRouter) -> None:
    """Add the addresses."""
    for method, path, handler, act in (*_routes("event"), *_routes("release")):
        router.add_api_route(path, handler, methods=[method], **act.described())
