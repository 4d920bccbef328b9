"""The vocabulary of schema.org as Google's package schema-dts has it, and what JSON-LD says that is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from tests.readers.node import HERE

SOURCE: Final = HERE / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"

_INTERFACE = re.compile(r"^(?:export )?interface (\w+?)(?:Base|Leaf)? extends ([^{]+)\{(.*?)^\}", re.M | re.S)
_PROPERTY = re.compile(r'(\*/)?\s*"(\w+)"\?: SchemaValue<(.*?), "\w+">;')
_UNION = re.compile(r"^export type (\w+) = (.*);$", re.M)
_COMMENT = re.compile(r"/\*\*.*?\*/", re.S)
_DEPRECATED = re.compile(r'@deprecated[^"]*?\*/\s*"(\w+)"\?', re.S)


@dataclass(frozen=True)
class Vocabulary:
    """The properties of each type with the types of their values, what each type is a kind of, and enumerations."""

    properties: dict[str, dict[str, set[str]]]
    parents: dict[str, set[str]]
    members: dict[str, set[str]]
    deprecated: set[str]

    def ranges(self, kind: str) -> dict[str, set[str]]:
        """All properties that a thing of a type may have, its own and those of the types that it is a kind of."""
        found: dict[str, set[str]] = {}
        for name in self.line(kind):
            for key, values in self.properties.get(name, {}).items():
                found.setdefault(key, set()).update(values)
        return found

    def line(self, kind: str) -> set[str]:
        """A type and all that it is a kind of."""
        return {kind}.union(*(self.line(parent) for parent in self.parents.get(kind, ())))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Read the package's declarations."""
    text = SOURCE.read_text("utf-8")
    properties: dict[str, dict[str, set[str]]] = {}
    parents: dict[str, set[str]] = {}
    for name, above, body in _INTERFACE.findall(text):
        found = {key: set(values.split(" | ")) for _, key, values in _PROPERTY.findall(_COMMENT.sub("", body))}
        properties.setdefault(name, {}).update(found)
        bases = {base.strip().removesuffix("Base") for base in above.split(",")}
        parents.setdefault(name, set()).update(bases - {name, "Partial<IdReference>"})
    members = {name: set(re.findall(r'"(https://schema\.org/\w+)"', union)) for name, union in _UNION.findall(text)}
    return Vocabulary(properties, parents, members, set(_DEPRECATED.findall(text)))


def complaints(thing: dict[str, Any]) -> list[str]:
    """What is not in the vocabulary: types, properties, and values of another type than the property takes."""
    return (
        list(_judge(thing, ""))
        if "@graph" not in thing
        else [sentence for item in thing["@graph"] for sentence in _judge(item, "")]
    )


def _judge(thing: dict[str, Any], where: str) -> Iterator[str]:
    kind = thing.get("@type")
    if not isinstance(kind, str) or kind not in vocabulary().parents:
        yield f"{where}: {kind!r} is no type of schema.org"
        return
    ranges = vocabulary().ranges(kind)
    for name, value in thing.items():
        if name in ("@context", "@type", "@id"):
            continue
        place = f"{where}/{kind}.{name}"
        if name not in ranges or name in vocabulary().deprecated:
            yield f"{place} is no property of {kind}"
            continue
        for item in value if isinstance(value, list) else [value]:
            yield from _judge_value(item, ranges[name], place)


def _judge_value(value: Any, wanted: set[str], where: str) -> Iterator[str]:
    if isinstance(value, dict) and value.keys() == {"@id"}:
        if "IdReference" not in wanted:
            yield f"{where} takes no reference"
    elif isinstance(value, dict):
        yield from _judge(value, where)
        if not vocabulary().line(str(value.get("@type"))) & wanted:
            yield f"{where}: {value.get('@type')} is none of {sorted(wanted)}"
    elif value not in _members(wanted) and not _is_plain(value, wanted):
        yield f"{where}: {value!r} is none of {sorted(wanted)}"


def _members(wanted: set[str]) -> set[str]:
    return set().union(*(vocabulary().members.get(name, set()) for name in wanted))


def _is_plain(value: Any, wanted: set[str]) -> bool:
    if isinstance(value, bool):
        return "Boolean" in wanted
    if isinstance(value, int):
        return bool(wanted & {"Integer", "Number"})
    if isinstance(value, float):
        return bool(wanted & {"Number", "Float"})
    forms = {
        "Date": r"\d{4}(-\d\d(-\d\d)?)?",
        "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
        "Duration": r"PT\d+M",
        "URL": r"https?://\S+",
        "Number": r"\d+(\.\d+)?",
    }
    return "Text" in wanted or any(re.fullmatch(forms[name], value) for name in wanted & set(forms))
