"""The JSON Schema (2020-12) of load files, made from the shapes."""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.fields import SOURCE
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.scan import LISTS

_DESCRIPTION: Final = (
    "Events and releases with what they refer to, for `calendar-service load`. References are the caller's ids, in "
    "any order. In JSON Lines each line is one of these objects with its `type`, such as `event`. Lengths hold after "
    "cleaning; what no schema can say (check digits, time zones, references) is told by `load --dry-run`."
)
_EXAMPLE: Final = {
    "source": "axis",
    "releases": [
        {
            "id": "mm",
            "title": "Metropolis Metropolis",
            "dates": [
                {
                    "id": "mm-1",
                    "date": "2023-03-03",
                    "media": [{"format": "vinyl", "quantity": 3}, {"format": "cd"}, {"format": "digital"}],
                }
            ],
        }
    ],
}


def load_schema() -> dict[str, Any]:
    """The schema of the form that is one object of lists. A line of JSON Lines is one of its objects with `type`."""
    shapes = {**NOUN_SHAPES, **ENTRY_SHAPES}
    places, made = models_json_schema([(shape, "validation") for shape in shapes.values()])
    lists = {name: {"type": "array", "items": places[shapes[noun], "validation"]} for name, noun in LISTS.items()}
    source = {"type": "string", "pattern": f"^{SOURCE.pattern}$", "description": "Who says so."}
    named: dict[str, Any] = _named({"properties": {"source": source, **lists}, "$defs": made["$defs"]})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:calendar-service:load",
        "title": "Load file",
        "description": _DESCRIPTION,
        "examples": [_EXAMPLE],
        "type": "object",
        "additionalProperties": False,
        **named,
    }


def _named(part: Any) -> Any:
    """The same with `Venue` for `VenueShape`: how our classes are called is of no use to readers."""
    if isinstance(part, dict):
        return {key.removesuffix("Shape"): _named(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_named(item) for item in part]
    return part.removesuffix("Shape") if isinstance(part, str) else part
