"""Links of the description (OpenAPI 3.1, Link Object): what is made can be read, changed and taken back by its name."""

from __future__ import annotations

import re
from typing import Any, Final

Object = dict[str, Any]

_BELOW: Final = re.compile(r"(?P<list>/\w+)/\{(?P<name>\w+)\}(/[\w-]+)*")


def link(document: Object) -> None:
    """Have every operation that makes a thing tell which others take that thing: all whose address has its name."""
    paths = document["paths"]
    for path, operations in paths.items():
        match = _BELOW.fullmatch(path)
        maker = paths.get(match["list"], {}).get("post") if match else None
        made = maker["responses"].get("201") if maker else None
        if match and made:
            links = made.setdefault("links", {})
            links |= {told["operationId"]: _link(told, match["name"]) for told in operations.values()}


def _link(operation: Object, name: str) -> Object:
    """What one operation takes of the answer: the name, and the ETag where it asks for that."""
    parameters = {f"path.{name}": f"$response.body#/meta/{name}"}
    if any(one["name"] == "If-Match" for one in operation.get("parameters", ())):
        parameters["header.If-Match"] = "$response.header.ETag"
    return {"operationId": operation["operationId"], "parameters": parameters, "description": operation["summary"]}
