"""Requests that may come twice: under one Idempotency-Key something is made once, and answered alike each time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.permissions import Caller
from calendar_service.store.writing import Writing, writing
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.context import context_of

KEPT: Final = timedelta(days=1)
"""How long an answer is kept for who asks again."""
LENGTH: Final = 255
"""Characters of a key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, as it can be kept."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def response(self) -> Response:
        """As it is sent."""
        return Response(self.content, self.status, {"content-type": "application/json", **self.headers})


def once(request: Request, caller: Caller, content: bytes, make: Callable[[Writing], Answer]) -> Response:
    """What `make` answers in a transaction; for a key that was used before, what was answered then.

    Raises RefusedError, 422, where the key was used for something else (draft-ietf-httpapi-idempotency-key-header).
    """
    context = context_of(request)
    key = request.headers.get("idempotency-key")
    if key is None:
        with writing(context.database, context.edge(), caller.account) as transaction:
            return make(transaction).response()
    if not 0 < len(key) <= LENGTH or not all("!" <= sign <= "~" for sign in key):
        raise RefusedError(400, f"Idempotency-Key must be 1 to {LENGTH} letters, digits and signs of ASCII.")
    digest = hashlib.sha256(request.url.path.encode() + b"\0" + content).hexdigest()
    name = (caller.account, key)
    try:
        with writing(context.database, context.edge(), caller.account) as transaction:
            session, now = transaction.session, transaction.edge.now
            session.execute(delete(models.KeptAnswer).where(models.KeptAnswer.at < now - KEPT))
            known = session.get(models.KeptAnswer, name)
            if known is not None:
                return _again(known, digest)
            kept = models.KeptAnswer(account_id=caller.account, key=key, at=now, digest=digest)
            kept.status, kept.headers, kept.content = 0, "{}", b""
            session.add(kept)
            session.flush()  # whoever comes with the same key at this moment waits here
            answer = make(transaction)
            kept.status, kept.headers, kept.content = answer.status, json.dumps(dict(answer.headers)), answer.content
    except IntegrityError as error:
        if "kept_answers" not in str(error.orig):
            raise
        with context.database.reading() as session:
            return _again(_known(session, name), digest)
    return answer.response()


def _known(session: Session, name: tuple[int | None, str]) -> models.KeptAnswer:
    found = session.get(models.KeptAnswer, name)
    if found is None:
        raise RefusedError(409, "Another request with this Idempotency-Key is under way; ask again.")
    return found


def _again(known: models.KeptAnswer, digest: str) -> Response:
    if known.digest != digest:
        raise RefusedError(422, "This Idempotency-Key was used for another request; take a new one.")
    return Answer(known.status, json.loads(known.headers), known.content).response()
