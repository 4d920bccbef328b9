"""Many changes in one request: all of them or none, or each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.fields import Shape
from calendar_service.intake.problems import read
from calendar_service.permissions import Caller
from calendar_service.store.renaming import ITEMS
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import WhoCalls, object_of, sent
from calendar_service.web.api.changing import Answer, Change, applied
from calendar_service.web.api.once import once
from calendar_service.web.api.problems import RefusedError, told
from calendar_service.web.api.resources import PLURALS, encoded
from calendar_service.web.api.things import refuse_stranger
from calendar_service.web.context import context_of

MOST: Final = 1_000
"""Changes in a batch."""
SIZE: Final = 16 * 1024 * 1024
"""Bytes of a batch."""

SentBatch = Annotated[bytes, Depends(sent(SIZE))]


class Step(Shape):
    """One change: as a request by itself would ask for it."""

    method: Annotated[Literal["POST", "PUT", "PATCH", "DELETE"], Field(description="As of a request by itself.")]
    noun: Annotated[str, Field(json_schema_extra={"enum": list(PLURALS)}, description="What is changed.")]
    slug: Annotated[str, Field(max_length=100, description="Of what is changed; empty for POST.")] = ""
    if_match: Annotated[str, Field(max_length=1_000, description="The ETag that was read, or *.")] = ""
    body: Annotated[Any, Field(description="What would be sent.")] = None


class Batch(Shape):
    """Changes in their order."""

    whole: Annotated[bool, Field(description="All of them or none; otherwise each by itself.")] = True
    operations: Annotated[list[Step], Field(min_length=1, max_length=MOST, description="The changes, in order.")]


def post(request: Request, caller: WhoCalls, content: SentBatch) -> Response:
    """POST of a batch."""
    refuse_stranger(caller)
    batch = read(Batch, object_of(request, content))
    _refuse_wrong(batch.operations)
    if batch.whole:
        return once(request, caller, content, lambda writing: _whole(request, writing, caller, batch.operations))
    if "idempotency-key" in request.headers:
        raise RefusedError(400, "Idempotency-Key holds for a batch that is stored as a whole.")
    results = [_alone(request, caller, step) for step in batch.operations]
    return Answer(200, {}, encoded({"results": results})).response()


def _refuse_wrong(steps: Sequence[Step]) -> None:
    problems = []
    for place, step in enumerate(steps):
        if step.noun not in PLURALS:
            problems.append(Problem(f"/operations/{place}/noun", f"noun must be one of {', '.join(PLURALS)}."))
        elif step.method == "DELETE" and step.noun not in ITEMS:
            problems.append(Problem(f"/operations/{place}/method", f"A {step.noun} can't be withdrawn."))
        if (step.method == "POST") == bool(step.slug):
            text = "slug must be left out: it is made." if step.slug else "slug is missing."
            problems.append(Problem(f"/operations/{place}/slug", text))
    if problems:
        raise IntakeError(problems)


def _whole(request: Request, writing: Writing, caller: Caller, steps: Sequence[Step]) -> Answer:
    """Every change in one transaction. Raises RefusedError, 422, with everything that is wrong with any of them."""
    results: list[Any] = []
    problems: list[Problem] = []
    for place, step in enumerate(steps):
        try:
            results.append(_result(_applied(request, writing, caller, step)))
        except RefusedError as error:
            problems.append(Problem(f"/operations/{place}", str(error)))
        except IntakeError as error:
            here = f"/operations/{place}/body"
            problems += [Problem(f"{here}{one.pointer}", one.sentence) for one in error.problems]
    if problems:
        text = f"Nothing is stored: of {len(steps)} operations some are refused, for {len(problems)} reasons."
        raise RefusedError(422, text, problems)
    return Answer(200, {}, encoded({"results": results}))


def _alone(request: Request, caller: Caller, step: Step) -> Any:
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        return _applied(request, writing, caller, step)

    try:
        return _result(persist(context.database, context.edge, store, caller.account))
    except RefusedError as error:
        return {"status": error.status, "problem": told(error.status, str(error), error.errors)}
    except IntakeError as error:
        return {"status": 422, "problem": told(422, str(error), error.problems)}


def _applied(request: Request, writing: Writing, caller: Caller, step: Step) -> Answer:
    seen = (step.if_match,) if step.if_match else ()
    change = Change(step.method, step.noun, step.slug, seen, lambda: step.body)
    return applied(writing, caller, context_of(request).site.addresses, change)


def _result(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status, **answer.headers, "body": answer.told()}
