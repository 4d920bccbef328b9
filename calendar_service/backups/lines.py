"""Rows as lines of JSON, and back: the same for both databases, and nothing is lost on the way."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final


def encode(row: Sequence[Any]) -> bytes:
    """A row as a line: a list of its values. Bytes are text where they are UTF-8, else a list with their base64."""
    return json.dumps(list(row), default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes, columns: Mapping[str, str]) -> dict[str, Any]:
    """The row of a line by its columns and their kinds. Raises ValueError where it is not one of theirs."""
    pairs: Iterable[tuple[tuple[str, str], Any]] = zip(columns.items(), json.loads(line), strict=True)
    return {name: _READ[kind](value) if value is not None and kind in _READ else value for (name, kind), value in pairs}


def _plain(value: object) -> Any:
    if isinstance(value, date):  # and a datetime, which is one too: aware, in UTC
        return value.isoformat()
    assert isinstance(value, bytes | memoryview), type(value)
    content = bytes(value)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return [base64.b64encode(content).decode()]


def _bytes(value: str | list[str]) -> bytes:
    return value.encode() if isinstance(value, str) else base64.b64decode(value[0], validate=True)


_READ: Final[dict[str, Callable[[Any], object]]] = {
    "bytes": _bytes,
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
}
