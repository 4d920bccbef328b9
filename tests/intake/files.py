"""Load files for the tests of intake: a valid event and a valid release to spoil, and judging without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from calendar_service.intake.beside import Beside
from calendar_service.intake.judge import Judgement, judge
from calendar_service.intake.scan import scan

VENUE = {"id": "hall", "name": "Hall", "zone": "Europe/Berlin", "rooms": ["Cellar", "Roof"]}
ARTIST = {"id": "alice", "name": "Alice"}


def event(**fields: Any) -> dict[str, Any]:
    """An event at the hall, with these fields instead of its own."""
    return {"id": "e", "title": "T", "kind": "concert", "starts": "2027-03-05T20:00", "venue": "hall"} | fields


def release(**fields: Any) -> dict[str, Any]:
    """A release on one day, with these fields instead of its own."""
    return {"id": "r", "title": "T", "dates": [{"date": "2027-03-05"}]} | fields


def without(name: str, item: dict[str, Any]) -> dict[str, Any]:
    """The object with one field less."""
    return {key: value for key, value in item.items() if key != name}


def judged(folder: Path, text: str | bytes, source: str | None = None, beside: Beside | None = None) -> Judgement:
    """What is wrong with a file of this text, where nothing is stored yet; its pictures lie beside it."""
    path = folder / "load.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return judge(lambda: scan(path), source, lambda _: lambda noun, refs: {}, beside or Beside(folder))


def problems(folder: Path, **lists: Any) -> list[tuple[str, str]]:
    """Pointer and sentence of every error in a file of these lists, beside the hall and Alice."""
    given = {"source": "test", "venues": [VENUE], "artists": [ARTIST]} | lists
    return [(error.pointer, error.sentence) for error in judged(folder, json.dumps(given)).errors]
