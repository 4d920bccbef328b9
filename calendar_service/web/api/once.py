"""Requests that may come twice: under one Idempotency-Key something is made once, and answered alike each time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.permissions import Caller
from calendar_service.store.sweeping import KEPT_ANSWER
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.changing import Answer
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.context import context_of

LENGTH: Final = 255
"""Characters of a key."""


def once(request: Request, caller: Caller, content: bytes, make: Callable[[Writing], Answer]) -> Response:
    """What is answered to what `make` stores; for a key that was used before, what was answered then.

    Raises RefusedError, 422, where the key was used for something else (draft-ietf-httpapi-idempotency-key-header).
    """
    context = context_of(request)
    key = request.headers.get("idempotency-key")
    digest = hashlib.sha256(request.url.path.encode() + b"\0" + content).hexdigest()

    def kept(writing: Writing) -> Answer:
        return _kept(writing, (caller.account, str(key)), digest, make)

    if key is not None:
        _judge(key)
    # Whoever comes with the same key at this moment finds the row taken, tries again, and is told what is in it.
    return persist(context.database, context.edge, make if key is None else kept, caller.account).response()


def _judge(key: str) -> None:
    if not 0 < len(key) <= LENGTH or not all("!" <= sign <= "~" for sign in key):
        raise RefusedError(400, f"Idempotency-Key must be 1 to {LENGTH} letters, digits and signs of ASCII.")


def _kept(writing: Writing, name: tuple[int | None, str], digest: str, make: Callable[[Writing], Answer]) -> Answer:
    session, now = writing.session, writing.edge.now
    known = session.get(models.KeptAnswer, name)
    if known is not None and known.at < now - KEPT_ANSWER:
        session.delete(known)
        session.flush()
    elif known is not None:
        if known.digest != digest:
            raise RefusedError(422, "This Idempotency-Key was used for another request; take a new one.")
        return Answer(known.status, json.loads(known.headers), known.content)
    row = models.KeptAnswer(account_id=name[0], key=name[1], at=now, digest=digest, status=0, headers="{}", content=b"")
    session.add(row)
    session.flush()
    answer = make(writing)
    row.status, row.headers, row.content = answer.status, json.dumps(dict(answer.headers)), answer.content
    return answer
