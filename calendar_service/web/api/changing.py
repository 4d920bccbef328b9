"""One change that a caller asks for, within a transaction: found, allowed, seen before, read, stored, and told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.addresses import Addresses
from calendar_service.intake.bodies import ItemBody
from calendar_service.intake.fields import Shape
from calendar_service.permissions import Caller, Operation, moderates
from calendar_service.store import claims, editing, memberships, renaming, withdrawing
from calendar_service.store.ownership import owners_of
from calendar_service.store.renaming import ITEMS
from calendar_service.store.writing import Writing
from calendar_service.web.api.callers import refuse
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import PLURALS, encoded, resource

MOUNT: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for: POST, PUT, PATCH or DELETE, of what; the ETags that were seen; and what was sent.

    `value` reads that only once it is known that the caller may send it: it raises RefusedError for what is no JSON.
    """

    method: str
    noun: str
    slug: str = ""
    seen: tuple[str, ...] = ()
    value: Callable[[], Any] = lambda: None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, as it can be kept."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    def response(self) -> Response:
        """As it is sent."""
        media_type = {"content-type": "application/json"} if self.content else {}
        return Response(self.content, self.status, {**media_type, **self.headers})

    def told(self) -> Any:
        """The object that it holds; None where it holds none."""
        return json.loads(self.content) if self.content else None


def applied(writing: Writing, caller: Caller, addresses: Addresses, change: Change) -> Answer:
    """Make a change. Raises RefusedError, IntakeError."""
    if change.method == "POST":
        return _made(writing, caller, addresses, change)
    row = to_change(writing.session, change.noun, change.slug)
    if change.method != "DELETE":
        return _revised(writing, caller, addresses, change, row)
    owners = owners_of(writing.session, row.id, Operation.WITHDRAW_ITEM)
    refuse(caller, Operation.WITHDRAW_ITEM, owners)
    judge_seen(change.seen, resource(change.noun, row, addresses).etag)
    withdrawing.withdraw(writing, change.noun, change.slug, moderated=moderates(caller, owners))
    return Answer(204, {})


def path_of(noun: str, slug: str) -> str:
    """The path of a thing in the API."""
    return f"{MOUNT}/{PLURALS[noun]}/{quote(slug, safe='')}"


def missing(session: Session, noun: str, slug: str, below: str = "") -> RefusedError:
    """Why there is nothing of that slug; `below`: what follows the slug in the address that was asked for."""
    past = renaming.past(session, noun, slug)
    if past and past.successor:
        return RefusedError(308, "It is elsewhere now.", headers={"location": path_of(noun, past.successor) + below})
    if past:
        return RefusedError(410, f"This {noun} was withdrawn.")
    return RefusedError(404, f"There is no {noun} “{slug[:100]}”.")


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


def _made(writing: Writing, caller: Caller, addresses: Addresses, change: Change) -> Answer:
    body = editing.body_sent(writing.session, change.noun, change.value())
    _refuse_new(writing.session, caller, body)
    row, _ = editing.save(writing, None, body)
    if change.noun == "organizer":
        memberships.found(writing, caller, row)
    writing.session.flush()
    told = resource(change.noun, row, addresses)
    return Answer(201, {"location": path_of(change.noun, row.slug), "etag": told.etag}, encoded(told.content))


def _revised(writing: Writing, caller: Caller, addresses: Addresses, change: Change, row: Any) -> Answer:
    session = writing.session
    refuse_revision(session, caller, change.noun, row)
    told = resource(change.noun, row, addresses)
    judge_seen(change.seen, told.etag)
    value = change.value()
    sent = merged(told.content, value) if change.method == "PATCH" else value
    body = editing.body_sent(session, change.noun, sent)
    if isinstance(body, ItemBody) and body.owner != told.content["owner"]:
        refuse(caller, Operation.SHARE_ITEM, owners_of(session, row.id, Operation.SHARE_ITEM))
        _refuse_new(session, caller, body)
    editing.save(writing, row, body)
    session.flush()
    told = resource(change.noun, row, addresses)
    return Answer(200, {"etag": told.etag}, encoded(told.content))


def to_change(session: Session, noun: str, slug: str, below: str = "") -> Any:
    """What has a slug, locked against other changes. Raises RefusedError where nothing has; `below` as in `missing`."""
    row = editing.locked(session, noun, slug)
    if row is None:
        raise missing(session, noun, slug, below)
    return row


def below_of(request: Request, noun: str) -> str:
    """What follows the slug in the address that is asked for, such as `/cancellation`."""
    below = request.url.path.partition(f"/{PLURALS[noun]}/")[2].partition("/")[2]
    return f"/{quote(below)}" if below else ""


def judge_seen(seen: tuple[str, ...], etag: str) -> None:
    """No change is lost: who changes something says what they have seen (RFC 6585 section 3, RFC 9110 13.1.1)."""
    if not seen:
        text = "If-Match is missing: give the ETag of what you have read, so that nobody's change is lost."
        raise RefusedError(428, text)
    tags = [tag.strip() for tag in ",".join(seen).split(",")]
    if etag not in tags and "*" not in tags:
        raise RefusedError(412, "It has changed since you read it; read it again.", headers={"etag": etag})


def _refuse_new(session: Session, caller: Caller, body: Shape) -> None:
    if not isinstance(body, ItemBody):
        refuse(caller, Operation.PROPOSE_NOUN)
        return
    owner = editing.owner_of(session, body.owner)
    refuse(caller, Operation.CREATE_ITEM, [owner.id] if owner else [])


def refuse_revision(session: Session, caller: Caller, noun: str, row: Any) -> None:
    """Raises RefusedError where a caller may not revise a row."""
    if noun in ITEMS:
        refuse(caller, Operation.REVISE_ITEM, owners_of(session, row.id, Operation.REVISE_ITEM))
    elif noun == "organizer":
        refuse(caller, Operation.REVISE_ORGANIZER, [row.id])
    else:
        refuse(caller, Operation.REVISE_NOUN, claims.holders(session, noun, row.id))
