"""The JSON Schema (2020-12) of load files, made from the shapes."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.fields import SOURCE
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.scan import LISTS


def load_schema() -> dict[str, Any]:
    """The schema of the form that is one object of lists. A line of JSON Lines is one of its objects with `type`."""
    shapes = {**NOUN_SHAPES, **ENTRY_SHAPES}
    places, definitions = models_json_schema([(shape, "validation") for shape in shapes.values()])
    lists = {name: {"type": "array", "items": places[shapes[noun], "validation"]} for name, noun in LISTS.items()}
    source = {"type": "string", "pattern": f"^{SOURCE.pattern}$", "description": "Who says so."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Load file",
        "description": "Events and releases with what they refer to, for `calendar-service load`.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"source": source, **lists},
        **definitions,
    }
