"""What is other between two states of a thing, as people read it: the field, what it said, and what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

SHOWN: Final = 300
"""Characters of a value in a sentence."""
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field (JSON Pointer, RFC 6901) with both of its values; None where there is none."""

    pointer: str
    before: Any
    after: Any

    @property
    def sentence(self) -> str:
        """The same in words: `starts: 2026-12-05T20:00 → 2026-12-05T21:00`."""
        name, (before, after) = self.pointer.strip("/").replace("/", " › "), self.words
        return f"{name}: {before} → {after}"

    @property
    def words(self) -> tuple[str, str]:
        """Both values in words."""
        return _words(self.before), _words(self.after)


def differences(before: Any, after: Any, pointer: str = "") -> Iterator[Difference]:
    """What is other. Objects are compared field by field, lists place by place; what is empty is as good as missing."""
    if before in _EMPTY and after in _EMPTY:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from differences(before.get(name), after.get(name), f"{pointer}/{_escaped(name)}")
    elif isinstance(before, list) and isinstance(after, list) and _of_objects(before + after):
        for place in range(max(len(before), len(after))):
            yield from differences(_at(before, place), _at(after, place), f"{pointer}/{place}")
    elif before != after:
        yield Difference(pointer, before, after)


def _of_objects(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None


def _words(value: Any) -> str:
    if value in _EMPTY:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
