"""Organizers at the desk: found by the slug of an address, and shown or changed only by those who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request

from calendar_service import models
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import editing, memberships, renaming
from calendar_service.store.writing import Writing, persist
from calendar_service.web.context import context_of
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.paged import reader_of

T = TypeVar("T")


def found(request: Request, session: Session, caller: Caller, operation: Operation) -> models.Organizer:
    """The organizer of an address, also by a slug of the past. Raises HTTPException, 404 or 403."""
    slug = renaming.current(session, "organizer", request.path_params["slug"])
    return _allowed(request, renaming.find(session, "organizer", slug), caller, operation)


def changed(
    request: Request, visitor: Visitor, operation: Operation, act: Callable[[Writing, models.Organizer], T]
) -> T:
    """Do something to the organizer of an address, in a transaction. Raises HTTPException, 404 or 403.

    It is locked, and the roles are asked for again: of two owners who remove each other, one is too late.
    """
    context = context_of(request)

    def store(transaction: Writing) -> T:
        session = transaction.session
        slug = renaming.current(session, "organizer", request.path_params["slug"])
        row = editing.locked(session, "organizer", slug)
        caller = memberships.caller(session, session.get_one(models.Account, visitor.account.id))
        return act(transaction, _allowed(request, row, caller, operation))

    return persist(context.database, context.edge, store, visitor.account.id)


def _allowed(request: Request, row: models.Organizer | None, caller: Caller, operation: Operation) -> models.Organizer:
    t = reader_of(request).t
    if row is None:
        raise HTTPException(404)
    if may(caller, operation, [row.id]):
        return row
    if may(caller, Operation.READ_OWN, [row.id]):
        raise HTTPException(403, t("Only owners may do this; you are an editor."))
    raise HTTPException(403, t("You do not belong to this organizer. Ask one of its owners for an invitation."))
