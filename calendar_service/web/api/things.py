"""Handlers of one thing each: read it, make it, replace it, patch it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_service.intake.bodies import BODIES, ItemBody
from calendar_service.intake.fields import Shape
from calendar_service.intake.problems import read
from calendar_service.permissions import Caller, Operation
from calendar_service.store import editing, renaming
from calendar_service.store.editing import ITEMS
from calendar_service.store.ownership import owners_of
from calendar_service.store.writing import Writing, writing
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.once import Answer, once
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import PLURALS, Resource, encoded, resource, sparse
from calendar_service.web.context import context_of
from feeds.errors import FactError

Handler = Callable[..., Response]

MOUNT: Final = "/api/v1"


def path_of(noun: str, slug: str) -> str:
    """The path of a thing in the API."""
    return f"{MOUNT}/{PLURALS[noun]}/{quote(slug, safe='')}"


def reader(noun: str) -> Handler:
    """GET of a thing."""

    def get(request: Request, slug: str, fields: str = "") -> Response:
        context = context_of(request)
        with context.database.reading() as session:
            row = editing.found(session, noun, slug)
            if row is None:
                return _elsewhere(session, noun, slug)
            told = resource(noun, row, context.site.addresses)
        return shown(request, told, fields_of(noun, fields))

    return get


def maker(noun: str) -> Handler:
    """POST of a new thing."""

    def post(request: Request, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)

        def make(transaction: Writing) -> Answer:
            return made(request, transaction, caller, noun, object_of(request, content))

        return once(request, caller, content, make)

    return post


def replacer(noun: str) -> Handler:
    """PUT of all that is said of a thing."""

    def put(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        return _changed(request, caller, (noun, slug), lambda _: object_of(request, content))

    return put


def patcher(noun: str) -> Handler:
    """PATCH of a thing by a JSON Merge Patch (RFC 7396)."""

    def patch(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        return _changed(request, caller, (noun, slug), lambda old: merged(old, object_of(request, content)))

    return patch


def withdrawer(noun: str) -> Handler:
    """DELETE of an event or a release: it is withdrawn, and its page says so."""

    def delete(request: Request, slug: str, caller: WhoCalls) -> Response:
        refuse_stranger(caller)
        context = context_of(request)
        with writing(context.database, context.edge(), caller.account) as transaction:
            row = _to_change(transaction.session, noun, slug)
            refuse(caller, Operation.WITHDRAW_ITEM, owners_of(transaction.session, row.id, Operation.WITHDRAW_ITEM))
            _judge_condition(request, resource(noun, row, context.site.addresses))
            renaming.withdraw(transaction, noun, slug)
        return Response(status_code=204)

    return delete


def made(request: Request, transaction: Writing, caller: Caller, noun: str, value: Any) -> Answer:
    """The answer to a new thing, which is stored in this transaction. Raises RefusedError and IntakeError."""
    body = _body(noun, value)
    _refuse_new(transaction.session, caller, body)
    row, _ = editing.save(transaction, None, body)
    transaction.session.flush()
    told = resource(noun, row, context_of(request).site.addresses)
    headers = {"location": path_of(noun, row.slug), "etag": told.etag}
    return Answer(HTTPStatus.CREATED, headers, encoded(told.content))


def shown(request: Request, told: Resource, fields: list[str]) -> Response:
    """A thing, or 304 to who has it (RFC 9110 section 13.1.2)."""
    # What is sent in part is another representation, and has no tag of ours.
    headers = {"cache-control": "no-cache"} | ({} if fields else {"etag": told.etag})
    known = [tag.strip().removeprefix("W/") for tag in ",".join(request.headers.getlist("if-none-match")).split(",")]
    if not fields and (told.etag in known or "*" in known):
        return Response(status_code=304, headers=headers)
    return json_response(sparse(told.content, fields), headers=headers)


def json_response(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON."""
    return Response(encoded(content), status, {"content-type": "application/json", **(headers or {})})


def fields_of(noun: str, text: str) -> list[str]:
    """The names of `fields=title,venue`. Raises FactError for those that a noun does not have."""
    names = [name for part in text.split(",") if (name := part.strip())]
    known = ("meta", *BODIES[noun].model_fields)
    for name in names:
        if name not in known:
            raise FactError.of("fields", f"fields: a {noun} has no “{name[:40]}”; it has {', '.join(known)}.")
    return names


def merged(old: Any, patch: Any) -> Any:
    """What a JSON Merge Patch makes of something (RFC 7396 section 2)."""
    if not isinstance(patch, dict):
        return patch
    new = dict(old) if isinstance(old, dict) else {}
    for name, value in patch.items():
        if value is None:
            new.pop(name, None)
        else:
            new[name] = merged(new.get(name), value)
    return new


def refuse_stranger(caller: Caller) -> None:
    """Raises RefusedError, 401, before anything else is said to somebody who did not say who they are."""
    if caller.account is None:
        raise RefusedError(401, "This needs a token.")


def _changed(request: Request, caller: Caller, name: tuple[str, str], change: Callable[[Any], Any]) -> Response:
    noun, slug = name
    context = context_of(request)
    with writing(context.database, context.edge(), caller.account) as transaction:
        row = _to_change(transaction.session, noun, slug)
        _refuse_revision(transaction.session, caller, noun, row)
        told = resource(noun, row, context.site.addresses)
        _judge_condition(request, told)
        body = _body(noun, change(told.content))
        if isinstance(body, ItemBody) and body.owner != told.content["owner"]:
            refuse(caller, Operation.SHARE_ITEM, owners_of(transaction.session, row.id, Operation.SHARE_ITEM))
            _refuse_new(transaction.session, caller, body)
        editing.save(transaction, row, body)
        transaction.session.flush()
        told = resource(noun, row, context.site.addresses)
    return json_response(told.content, headers={"etag": told.etag})


def _to_change(session: Session, noun: str, slug: str) -> Any:
    row = editing.locked(session, noun, slug)
    if row is None:
        past = renaming.past(session, noun, slug)
        if past and past.successor:
            raise RefusedError(308, "It is elsewhere now.", headers={"location": path_of(noun, past.successor)})
        raise _missing(session, noun, slug)
    return row


def _judge_condition(request: Request, told: Resource) -> None:
    """No change is lost: who changes something says what they have seen (RFC 6585 section 3, RFC 9110 13.1.1)."""
    given = request.headers.getlist("if-match")
    if not given:
        raise RefusedError(
            428, "If-Match is missing: give the ETag of what you have read, so that nobody's change is lost."
        )
    tags = [tag.strip() for tag in ",".join(given).split(",")]
    if told.etag not in tags and "*" not in tags:
        raise RefusedError(412, "It has changed since you read it; read it again.", headers={"etag": told.etag})


def _body(noun: str, value: Any) -> Shape:
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if name != "meta"}
        image = value.get("image")
        if isinstance(image, dict):
            # Its address is ours to say, and comes back with what was read.
            value["image"] = {name: part for name, part in image.items() if name != "address"}
    return read(BODIES[noun], value)


def _refuse_new(session: Session, caller: Caller, body: Shape) -> None:
    if not isinstance(body, ItemBody):
        refuse(caller, Operation.PROPOSE_NOUN)
        return
    owner = editing.owner_of(session, body)
    refuse(caller, Operation.CREATE_ITEM, [owner.id] if owner else [])


def _refuse_revision(session: Session, caller: Caller, noun: str, row: Any) -> None:
    if noun in ITEMS:
        refuse(caller, Operation.REVISE_ITEM, owners_of(session, row.id, Operation.REVISE_ITEM))
    elif noun == "organizer":
        refuse(caller, Operation.REVISE_ORGANIZER, [row.id])
    else:
        refuse(caller, Operation.REVISE_NOUN)


def _elsewhere(session: Session, noun: str, slug: str) -> Response:
    past = renaming.past(session, noun, slug)
    if past and past.successor:
        return RedirectResponse(path_of(noun, past.successor), 308, {"cache-control": "no-cache"})
    raise _missing(session, noun, slug)


def _missing(session: Session, noun: str, slug: str) -> RefusedError:
    past = renaming.past(session, noun, slug)
    if past:
        return RefusedError(410, f"This {noun} was withdrawn.")
    return RefusedError(404, f"There is no {noun} “{slug[:100]}”.")
