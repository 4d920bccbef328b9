"""What is said of an organizer, as a form: proposed, and revised without losing what others have written meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError
from calendar_service.intake.nouns import OrganizerFields
from calendar_service.intake.problems import read
from calendar_service.permissions import Operation
from calendar_service.store import editing
from calendar_service.store.writing import Writing
from calendar_service.web.api.resources import resource
from calendar_service.web.context import context_of
from calendar_service.web.desk import teams
from calendar_service.web.desk.forms import Filled, Given, posting, seeing, show, signed_in
from calendar_service.web.desk.frame import organizer_path
from calendar_service.web.desk.organizer import common
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from feeds.tongue import Tongue

FIELDS: Final = ("name", "url", "description")


@dataclass(frozen=True, slots=True)
class Known:
    """An organizer as it stands: its row, the ETag by which the API knows that state, and its fields."""

    row: models.Organizer
    etag: str
    values: dict[str, str]


class OvertakenError(Exception):
    """Somebody else has changed it since the form was shown."""


def _page(request: Request, visitor: Visitor) -> Response:
    known = _known(request, visitor)
    notice = reader_of(request).t("This is saved, and public.") if "saved" in request.query_params else ""
    return _form(request, visitor, known, Filled(known.values), notice=notice)


page = seeing(_page)


def _revise(request: Request, given: Given, visitor: Visitor) -> Response:
    t = reader_of(request).t

    def store(transaction: Writing, row: models.Organizer) -> str:
        known, body = _known_of(request, row), body_of(given)
        if given.get("seen") != known.etag and any(getattr(body, name) != known.values[name] for name in FIELDS):
            raise OvertakenError
        editing.save(transaction, row, body)
        return row.slug

    try:
        slug = teams.changed(request, visitor, Operation.REVISE_ORGANIZER, store)
    except OvertakenError:
        sentence = t("Somebody else has changed this while you were writing. Look at both, and save what is to hold.")
        return _form(request, visitor, _known(request, visitor), Filled(given, problem=sentence), 412)
    except IntakeError as error:
        return _form(request, visitor, _known(request, visitor), wrong(t, given, error), 400)
    return on(request, f"{organizer_path(slug, 'facts')}?saved=1")


revise = posting(signed_in(_revise))


def body_of(given: Given) -> OrganizerFields:
    """What a form says, in the shape in which the API takes it. Raises IntakeError."""
    return read(OrganizerFields, {name: given.get(name, "") for name in FIELDS})


def wrong(t: Tongue, given: Given, error: IntakeError) -> Filled:
    """The form with what would be right beside each field that is wrong, and at its head for all others."""
    right = {
        "name": t("Give a name, in one line of at most 200 characters."),
        "url": t("Give an address that begins with http:// or https://, or leave this empty."),
        "description": t("Give at most 20,000 characters."),
    }
    found = {one.pointer.removeprefix("/"): one.sentence for one in error.problems}
    others = [sentence for name, sentence in found.items() if name not in right]
    return Filled(given, {name: right[name] for name in right if name in found}, " ".join(others))


def _known(request: Request, visitor: Visitor) -> Known:
    with context_of(request).database.reading() as session:
        return _known_of(request, teams.found(request, session, visitor.caller, Operation.REVISE_ORGANIZER))


def _known_of(request: Request, row: models.Organizer) -> Known:
    told = resource("organizer", row, context_of(request).site.addresses)
    return Known(row, told.etag, {name: told.content[name] for name in FIELDS})


def _form(
    request: Request, visitor: Visitor, known: Known, filled: Filled, status: int = 200, *, notice: str = ""
) -> Response:
    t = reader_of(request).t
    path = organizer_path(known.row.slug, "facts")
    shown: dict[str, Any] = common(t, visitor, known.row, path) | {
        "path": path,
        "filled": filled,
        "seen": known.etag if status != 400 else filled.value("seen"),
        "theirs": known.values if status == 412 else {},
        "notice": notice,
    }
    return show(request, "facts.html", shown, status)
