"""The description of the API as a page for people, made of the same document that programs read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.web.api.describing import document
from calendar_service.web.paged import Scene, Show, hand_page

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field: what it is called, what may stand in it, whether it must, and what it says."""

    name: str
    kind: str
    shape: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation: its anchor, method and path, what it does, takes and answers, and how it is asked by curl."""

    anchor: str
    method: str
    path: str
    summary: str
    is_open: bool
    parameters: Sequence[Field]
    body: Sequence[Field]
    shape: str
    answers: Sequence[tuple[str, str]]
    curl: str


async def page(request: Request) -> Response:
    """The page."""
    return await hand_page(request, _show(request.app.state.api))


def _show(api: FastAPI) -> Show:
    def show(_: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        told = document(api, scene.site.addresses.base)
        schemas = sorted(told["components"]["schemas"].items())
        shown = {
            "title": scene.t("The API"),
            "words": told["info"]["description"],
            "groups": _groups(told, scene.site.addresses.base),
            "shapes": [(name, list(_fields(part)), part.get("enum", [])) for name, part in schemas],
        }
        return "reference.html", shown

    return show


def _groups(told: Object, base: str) -> dict[str, list[Asked]]:
    """The operations by the nouns that they are about, as they stand in the description."""
    found: dict[str, list[Asked]] = {}
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(_asked(method.upper(), path, operation, base))
    return found


def _asked(method: str, path: str, operation: Object, base: str) -> Asked:
    parameters = [
        Field(one["name"], *_kind(one.get("schema", {})), bool(one.get("required")), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]
    content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    media_type, body = next(iter(content.items()), ("", None))
    shape = _kind(body["schema"])[1] if body else ""
    return Asked(
        operation["operationId"],
        method,
        path,
        operation["summary"],
        {} in operation.get("security", []),
        parameters,
        [] if shape or not body else list(_fields(body["schema"])),
        shape,
        [(status, answer["description"]) for status, answer in operation["responses"].items()],
        _curl(method, f"{base}/api/v1{path}", operation, (media_type, body.get("example")) if body else None),
    )


def _curl(method: str, address: str, operation: Object, body: tuple[str, Any] | None) -> str:
    lines = [f"curl -X {method} '{address}'" if method != "GET" else f"curl '{address}'"]
    if {} not in operation.get("security", []):
        lines.append("-H 'Authorization: Bearer cal_…'")
    if any(one["name"] == "If-Match" for one in operation.get("parameters", [])):
        lines.append("-H 'If-Match: \"…\"'")
    if body is not None:
        media_type, example = body
        lines.append(f"-H 'Content-Type: {media_type}'")
        is_json = media_type.endswith("json")
        lines.append(
            f"-d '{json.dumps(example or {}, ensure_ascii=False)}'" if is_json else "--data-binary @poster.jpg"
        )
    return " \\\n  ".join(lines)


def _fields(schema: Object) -> Iterator[Field]:
    required = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        yield Field(name, *_kind(part), name in required, part.get("description", ""))


def _kind(part: Object) -> tuple[str, str]:
    """What may stand there in words, and the name of the shape that it has, if it has one."""
    if "$ref" in part:
        name = str(part["$ref"]).rpartition("/")[2]
        return name, name
    if "anyOf" in part:
        kinds = [_kind(one) for one in part["anyOf"]]
        shape = next((shape for _, shape in kinds if shape), "")
        return " or ".join(dict.fromkeys(kind for kind, _ in kinds)), shape
    if "enum" in part:
        return ", ".join(str(value) for value in part["enum"]), ""
    if part.get("type") == "array":
        kind, shape = _kind(part.get("items", {}))
        return f"list of {kind}", shape
    made = part.get("type", "anything")
    return (" or ".join(made) if isinstance(made, list) else str(made)), ""
