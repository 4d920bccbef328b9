"""Pydantic's errors in our words: one sentence each that names the field and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from calendar_service.errors import IntakeError, Problem

S = TypeVar("S", bound=BaseModel)

_SENTENCES: Final[dict[str, str]] = {
    "missing": "{name} is missing.",
    "string_type": "{name} must be text.",
    "int_type": "{name} must be a whole number.",
    "int_parsing": "{name} must be a whole number.",
    "int_from_float": "{name} must be a whole number.",
    "float_type": "{name} must be a number.",
    "finite_number": "{name} must be a finite number.",
    "list_type": "{name} must be a list.",
    "model_type": "{name} must be an object.",
    "dict_type": "{name} must be an object.",
    "model_attributes_type": "{name} must be an object.",
    "greater_than_equal": "{name} must be at least {ge}.",
    "less_than_equal": "{name} must be at most {le}.",
    "string_too_long": "{name} must have at most {max_length} characters.",
    "string_too_short": "{name} must not be empty.",
    "too_short": "{name} must hold at least {min_length}.",
    "too_long": "{name} holds {actual_length}; at most {max_length} are allowed.",
    "enum": "{name} must be one of {expected}.",
    "string_unicode": "{name} must be text in Unicode.",
}

_MISSING: Final = {"alt": "alt is missing: say in a sentence what the picture shows, for those who don’t see it."}
"""What is asked for in words of its own."""


def read(shape: type[S], value: object) -> S:
    """The value in its shape. Raises IntakeError with every problem."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise IntakeError(list(_problems(shape, error.errors(include_url=False)))) from None


def asked(errors: Iterable[Any]) -> list[Problem]:
    """What is wrong with parameters of an address, from pydantic's errors; each stands under its name."""
    found = ((error, str(error["loc"][-1])) for error in errors)
    return [Problem(f"/{name}", _sentence(BaseModel, error, name)) for error, name in found]


def _problems(shape: type[BaseModel], errors: Iterable[Any]) -> Iterable[Problem]:
    for error in errors:
        place = error["loc"]
        pointer = "".join(f"/{_escaped(part)}" for part in place)
        yield Problem(pointer, _sentence(shape, error, _named(place)))


def _sentence(shape: type[BaseModel], error: dict[str, Any], name: str) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown(shape, error["loc"])
    if kind == "value_error":
        text = str(error["ctx"]["error"])
        return f"{name}{text[2:]}" if text.startswith(("It ", "It“")) else text.replace("Its ", f"The {name}’s ", 1)
    if kind == "missing" and name in _MISSING:
        return _MISSING[name]
    template = _SENTENCES.get(kind, "{name} is not understood.")
    return template.format(name=name, **error.get("ctx", {})).replace("'", "")


def _unknown(shape: type[BaseModel], place: tuple[int | str, ...]) -> str:
    name = str(place[-1])
    known = list(_at(shape, place[:-1]).model_fields)
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
    return f"“{name[:60]}” is no field here; {hint}"


def _at(shape: type[BaseModel], place: Iterable[int | str]) -> type[BaseModel]:
    """The shape that stands at a place below another one."""
    for part in place:
        if isinstance(part, str) and part in shape.model_fields:
            shape = _inner(shape.model_fields[part].annotation) or shape
    return shape


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    find: Callable[[Any], type[BaseModel] | None] = _inner
    return next((found for found in map(find, getattr(annotation, "__args__", ())) if found), None)


def _named(place: tuple[int | str, ...]) -> str:
    # "tags/2" is the third of the tags.
    name = next((part for part in reversed(place) if isinstance(part, str)), "The object")
    return f"{name}[{place[-1]}]" if place and isinstance(place[-1], int) else name


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
