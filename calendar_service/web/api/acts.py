"""What is done to a thing by an address of its own, such as a submission: how each is described (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from calendar_service.web.api.describing import ALWAYS, CONDITION, REFUSALS
from calendar_service.web.api.problems import MEDIA_TYPE

Object = dict[str, Any]

CHANGES: Final = (403, 409, 412, 413, 415, 422, 428)
"""How a change of what is there may be refused."""


@dataclass(frozen=True, slots=True)
class Act:
    """An operation: its name and summary, the schemas of what is sent and answered (None: nothing), its refusals.

    `condition`: whether it needs If-Match. `open`: whether it is anybody's.
    """

    name: str
    summary: str
    tag: str
    body: Object | None = None
    answer: Object | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()
    parameters: tuple[Object, ...] = ()
    condition: bool = False
    media_type: str = "application/json"
    open: bool = False
    example: Any = None
    answered: Mapping[str, Any] = field(default_factory=dict)

    def described(self) -> Object:
        """What FastAPI is told of it."""
        return {
            "operation_id": self.name,
            "summary": self.summary,
            "tags": [self.tag],
            "status_code": self.status,
            "responses": {self.status: self._good()} | self._refused(),
            "openapi_extra": self._extra(),
        }

    def _good(self) -> Object:
        good: Object = {"description": "Done." if self.answer is None else "What was asked for."}
        if self.answer is not None:
            good["content"] = {"application/json": {"schema": self.answer}}
            if self.answered:
                good["content"]["application/json"]["example"] = dict(self.answered)
        return good

    def _refused(self) -> dict[int | str, Any]:
        told: Object = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}}
        codes = sorted({*ALWAYS, *self.refusals})
        return {code: {"description": REFUSALS[code], **({} if code < 400 else told)} for code in codes}

    def _extra(self) -> Object:
        extra: Object = {
            "parameters": [*self.parameters, *([CONDITION] if self.condition else [])],
            "security": [*([{}] if self.open else []), {"token": []}],
        }
        if self.body is not None:
            content: Object = {"schema": self.body}
            if self.example is not None:
                content["example"] = self.example
            extra["requestBody"] = {"required": True, "content": {self.media_type: content}}
        return extra
