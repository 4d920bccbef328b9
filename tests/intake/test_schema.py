"""The published schema and the guide to load files say what the shapes say."""

from __future__ import annotations

import json
import re
import types
import typing
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pydantic import BaseModel

from calendar_service import demo
from calendar_service.demo.season import season
from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.scan import LISTS
from calendar_service.intake.schema import load_schema
from calendar_service.loading import schema_text
from feeds.when import YEARS
from tests.intake.files import event, judged, release

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "load.md").read_text("utf-8")
SHAPES: dict[str, type[BaseModel]] = {**NOUN_SHAPES, **ENTRY_SHAPES}


def test_the_published_schema_is_the_one_that_the_command_prints() -> None:
    assert (DOCS / "load.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(load_schema())


@pytest.mark.parametrize("name", ["announcement.json", "season.json"])
def test_the_demos_files_fit_the_schema(name: str) -> None:
    text = season((demo.FOLDER / name).read_text("utf-8"), date(2027, 3, 5))
    assert complaints(json.loads(text)) == []


@pytest.mark.parametrize(
    "value",
    [
        {"venus": []},
        {"source": "a b"},
        {"events": {}},
        {"events": [event(kind="gig")]},
        {"events": [event(titel="x")]},
        {"events": [{"id": "e"}]},
        {"releases": [release(dates=[])]},
        {"releases": [release(dates=[{"date": "2027", "media": [{"format": "vinyl", "quantity": 0}]}])]},
        {"events": [event(offers=[{"price": "much", "currency": "EUR"}])]},
    ],
)
def test_what_is_wrong_does_not_fit_the_schema(value: dict[str, Any]) -> None:
    assert complaints(value) != []


def test_the_guides_examples_are_good_load_files(tmp_path: Path) -> None:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    [whole] = [text for language, text in blocks if language == "json"]
    [lines] = [text for language, text in blocks if '"type"' in text]
    assert complaints(json.loads(whole)) == []
    assert judged(tmp_path, whole).errors == []
    assert judged(tmp_path, lines).errors == []


@pytest.mark.parametrize("noun", sorted(SHAPES))
def test_the_guide_names_every_field_and_every_word(noun: str) -> None:
    named = set(re.findall(r"`([^`\s]+)`", GUIDE))
    for shape in shapes_below(SHAPES[noun]):
        assert sorted(set(shape.model_fields) - named) == []
        for words in words_of(shape):
            assert sorted({str(word) for word in words} - named) == []


def test_the_guide_names_every_list_and_type() -> None:
    assert {*LISTS, *LISTS.values()} - set(re.findall(r"`([^`\s]+)`", GUIDE)) == set()


def test_the_guide_says_which_years_are_allowed() -> None:
    assert f"Years are {YEARS[0]} to {YEARS[1]}." in GUIDE


def test_the_guide_marks_what_is_required() -> None:
    bold = set(re.findall(r"\*\*`([^`]+)`\*\*", GUIDE))
    required = {
        name
        for root in SHAPES.values()
        for shape in shapes_below(root)
        for name, field in shape.model_fields.items()
        if field.is_required()
    }
    assert bold == required


def complaints(value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(load_schema()).iter_errors(value)]


def shapes_below(shape: type[BaseModel]) -> list[type[BaseModel]]:
    inner = [part for field in shape.model_fields.values() for part in parts(field.annotation)]
    return [shape, *(found for part in inner if issubclass(part, BaseModel) for found in shapes_below(part))]


def words_of(shape: type[BaseModel]) -> list[type[StrEnum]]:
    inner = [part for field in shape.model_fields.values() for part in parts(field.annotation)]
    return [part for part in inner if issubclass(part, StrEnum)]


def parts(annotation: Any) -> list[type]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return [annotation]
    return [part for inner in typing.get_args(annotation) for part in parts(inner)]
