"""Handlers of what is said of something public, as a form: corrected and completed, without losing what others have
written meanwhile."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.errors import IntakeError, Problem
from calendar_service.permissions import Caller, Operation
from calendar_service.store import editing, told
from calendar_service.store.writing import Writing
from calendar_service.web.context import context_of
from calendar_service.web.desk.adding import add_named
from calendar_service.web.desk.draft_page import Look, beside_fields, show_fields, shown_in, written_in, zone_of
from calendar_service.web.desk.forms import Filled, Given, posting, seeing, signed_in
from calendar_service.web.desk.items import OvertakenError, changed, desk_path, found, tag_of
from calendar_service.web.desk.published import Handler, Poster
from calendar_service.web.desk.sorts import SORTS
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of


class UnreadError(Exception):
    """The form says something that is not understood."""


def page(noun: str) -> Handler:
    """A handler of the form of something public."""

    def act(request: Request, visitor: Visitor) -> Response:
        sort, t = SORTS[noun], reader_of(request).t
        with context_of(request).database.reading() as session:
            row = found(request, session, noun, visitor.caller, Operation.REVISE_ITEM)
            body = told.told(noun, row)
            filled = Filled({**shown_in(session, t, sort, body), "seen": tag_of(request, row)})
            look = Look(row.title, _path(row), None, sort.hints(t, body, zone_of(session, body)), {}, revises=True)
        return show_fields(request, visitor, sort, filled, look)

    return seeing(act)


def revise(noun: str) -> Poster:
    """A handler that has something public say what the form says."""

    def act(request: Request, given: Given, visitor: Visitor) -> Response:
        def store(writing: Writing, row: Any, _: Caller) -> None:
            add_named(writing, given, visitor)
            body, problems = _read(request, writing.session, noun, given, row)
            if problems:
                raise UnreadError
            editing.save(writing, row, editing.body_sent(writing.session, noun, body))

        try:
            changed(request, visitor, (noun, Operation.REVISE_ITEM), given.get("seen", ""), store)
        except UnreadError:
            return _again(request, visitor, noun, given, ())
        except IntakeError as error:
            return _again(request, visitor, noun, given, error.problems)
        except OvertakenError:
            return _overtaken(request, visitor, noun, given)
        return on(request, f"{desk_path(noun, request.path_params['slug'])}?saved=1")

    return posting(signed_in(act))


def _read(request: Request, session: Session, noun: str, given: Given, row: Any) -> tuple[Any, dict[str, str]]:
    """What a form says beside what it does not show, and what is not understood. Whose it is, stays."""
    old = told.told(noun, row)
    made = written_in(request, session, SORTS[noun], given, old)
    return made.body | {"owner": old["owner"]}, made.problems


def _again(
    request: Request, visitor: Visitor, noun: str, given: Given, wrong: tuple[Problem, ...], status: int = 400
) -> Response:
    """The form with all that was typed, and what is wrong with it."""
    sort, t = SORTS[noun], reader_of(request).t
    with context_of(request).database.reading() as session:
        row = found(request, session, noun, visitor.caller, Operation.REVISE_ITEM)
        made = written_in(request, session, sort, given, told.told(noun, row))
        problems, rest = beside_fields(sort, made, wrong)
        look = Look(row.title, _path(row), None, {}, made.choices, revises=True)
    sentence = t("Nothing was changed yet: see below.")
    filled = Filled(given, problems, " ".join([sentence, *rest]))
    return show_fields(request, visitor, sort, filled, look, status)


def _overtaken(request: Request, visitor: Visitor, noun: str, given: Given) -> Response:
    """The form with what was typed, and what others have written meanwhile beside it."""
    sort, t = SORTS[noun], reader_of(request).t
    with context_of(request).database.reading() as session:
        row = found(request, session, noun, visitor.caller, Operation.REVISE_ITEM)
        theirs = shown_in(session, t, sort, told.told(noun, row))
        other = {name: value for name, value in theirs.items() if value != given.get(name, "") and "slug" not in name}
        beside = {
            name: t("It now says: {words}", words=value) if value else t("It is empty now.")
            for name, value in other.items()
        }
        look = Look(row.title, _path(row), None, {}, {}, revises=True)
        values = {**given, "seen": tag_of(request, row)}
    sentence = t("Somebody else has changed this while you were writing. Look at both, and save what is to hold.")
    return show_fields(request, visitor, sort, Filled(values, beside, sentence), look, 412)


def _path(row: Any) -> str:
    return desk_path(row.noun, row.slug, "edit")
