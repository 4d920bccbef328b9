"""Handlers of what is decided of drafts: handed to moderators, refused, published now or at an hour."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import BannedError, IntakeError, Problem
from calendar_service.intake.drafts import RefusalBody, ScheduleBody, hour_of
from calendar_service.intake.problems import read
from calendar_service.permissions import Operation
from calendar_service.store import drafts
from calendar_service.store.writing import Writing, persist
from calendar_service.web import guest_post
from calendar_service.web.api.callers import Sent, WhoCalls, object_of
from calendar_service.web.api.changing import Answer, path_of
from calendar_service.web.api.drafts import PRIVATE, changed, draft_resource, to_change
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import encoded
from calendar_service.web.api.things import refuse_stranger
from calendar_service.web.context import context_of
from feeds.errors import FactError


def submit(request: Request, key: str, caller: WhoCalls) -> Response:
    """PUT of a submission: a moderator is to publish it."""

    def step(writing: Writing, row: models.Draft) -> None:
        try:
            drafts.submit(writing, row)
        except BannedError as error:
            raise RefusedError(403, str(error)) from None

    return changed(request, caller, key, step)


def take_back(request: Request, key: str, caller: WhoCalls) -> Response:
    """DELETE of a submission."""
    return changed(request, caller, key, drafts.take_back)


def refuse_it(request: Request, key: str, caller: WhoCalls, content: Sent) -> Response:
    """PUT of a refusal, by a moderator."""

    def step(writing: Writing, row: models.Draft) -> None:
        reason = read(RefusalBody, object_of(request, content)).reason
        if row.state != "submitted":
            raise RefusedError(409, "This draft is not submitted, so there is nothing to refuse.")
        drafts.refuse(writing, row, reason)

    response = changed(request, caller, key, step, Operation.REVIEW)
    guest_post.tell_decisions(request)
    return response


def schedule(request: Request, key: str, caller: WhoCalls, content: Sent) -> Response:
    """PUT of the hour at which a draft becomes public by itself."""

    def step(writing: Writing, row: models.Draft) -> None:
        body = read(ScheduleBody, object_of(request, content))
        try:
            at, zone = hour_of(body.at, writing.edge.now)
        except FactError as error:
            raise IntakeError([Problem("/at", item.sentence) for item in error.problems]) from None
        drafts.schedule(writing, row, at, zone)

    return changed(request, caller, key, step, Operation.CREATE_ITEM)


def unschedule(request: Request, key: str, caller: WhoCalls) -> Response:
    """DELETE of that hour."""
    return changed(request, caller, key, drafts.unschedule, Operation.CREATE_ITEM)


def publish(request: Request, key: str, caller: WhoCalls) -> Response:
    """POST of a publication: the draft becomes public now."""
    refuse_stranger(caller)
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        row = to_change(request, writing, caller, key, Operation.CREATE_ITEM)
        try:
            item = drafts.publish(writing, row)
        except IntakeError as error:
            raise IntakeError([Problem(f"/body{one.pointer}", one.sentence) for one in error.problems]) from None
        told = draft_resource(writing.session, row, context)
        return Answer(201, {"location": path_of(item.noun, item.slug), **PRIVATE}, encoded(told.content))

    response = persist(context.database, context.edge, store, caller.account).response()
    guest_post.tell_decisions(request)
    return response
