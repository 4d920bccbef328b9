"""What can be read of an event or a release whose shape is wrong: what it names is judged too, so that everything that
is wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.entries import EventFields, ReleaseFields
from calendar_service.intake.making import Making
from calendar_service.intake.parts import Nouns
from calendar_service.intake.problems import read

Fields = EventFields | ReleaseFields
Path = tuple[int | str, ...]
Lookup = Callable[[Iterable[tuple[str, str]]], Nouns]
"""What makes that of which it can be asked what references lead to, from all of them: nouns, and names given."""

_STAND_INS: Final[Mapping[str, Any]] = {
    "id": "-", "title": "-", "kind": "other", "starts": "tba", "dates": [{"date": "tba"}], "zone": "UTC",
}  # fmt: skip
"""What stands for what is wrong and can't be left out; problems of it are not told."""
_GIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "starts": ("starts", "ends", "doors"), "venue": ("zone",), "previous_venue": ("zone",),
}  # fmt: skip
"""What can't be judged without a field, beside that field."""
_ROUNDS: Final = 5
_DEPTH: Final = 5


class _Listed(dict[Any, Any]):
    """A list, by the places that its parts had in what was sent."""


class Salvage:
    """What is left of something that was sent, without what is wrong with its shape; nothing, where too much is."""

    def __init__(self, shape: type[Fields], value: Any, error: IntakeError) -> None:
        """`error`: what is wrong with its shape."""
        self._tree: Any = _grown(value, _DEPTH)
        self._body: Fields | None = None
        self._unsure: set[str] = set()
        self._known = {problem.pointer for problem in error.problems}
        if isinstance(value, dict):
            self._read(shape, error)

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that it names: the noun, and the name that was given."""
        if self._body is not None:
            yield from self._body.references()

    def problems(self, nouns: Nouns) -> Sequence[Problem]:
        """What else is wrong with it, beside its shape."""
        if self._body is None:
            return ()
        making = Making(nouns)
        self._body.judged(making)
        placed = ((self._placed(problem.pointer), problem.sentence) for problem in making.problems)
        return [
            Problem(_pointer(path), sentence)
            for path, sentence in placed
            if path and path[0] not in self._unsure and _pointer(path) not in self._known
        ]

    def _read(self, shape: type[Fields], error: IntakeError) -> None:
        wrong: Iterable[Problem] = error.problems
        for _ in range(_ROUNDS):
            for path in [self._placed(problem.pointer) for problem in wrong]:
                self._cut(path)
            self._stand_in(shape)
            try:
                self._body = read(shape, _plain(self._tree))
            except IntakeError as again:
                wrong = again.problems
            else:
                return

    def _cut(self, path: Path) -> None:
        """Take out the innermost part of a list that a path leads into, or else the whole field."""
        if not path:
            return
        found, holder, key = self._tree, self._tree, path[0]
        for part in path:
            if isinstance(found, _Listed):
                if part not in found:
                    return  # it is out already
                holder, key = found, part
            found = found.get(part) if isinstance(found, dict) else None
        holder.pop(key, None)
        if holder is self._tree:
            self._unsure |= {str(key), *_GIVES.get(str(key), ())}

    def _stand_in(self, shape: type[Fields]) -> None:
        for name in self._unsure:
            field = shape.model_fields.get(name)
            if name in _STAND_INS and field is not None and (field.is_required() or name == "zone"):
                self._tree.setdefault(name, _grown(_STAND_INS[name], _DEPTH))

    def _placed(self, pointer: str) -> Path:
        """Where something stands in what was sent, from where it stands in what is left of that."""
        path: list[int | str] = []
        found = self._tree
        for part in _parts(pointer):
            name: int | str = part
            if isinstance(found, _Listed):
                places = list(found)
                name = places[int(part)] if part.isdecimal() and int(part) < len(places) else part
            path.append(name)
            found = found.get(name) if isinstance(found, dict) else None
        return tuple(path)


def with_references(shape: type[Fields], value: Any, error: IntakeError, nouns: Lookup) -> IntakeError:
    """All that is wrong with something whose shape is: that, and what it names. `nouns` looks that up."""
    left = Salvage(shape, value, error)
    return IntakeError([*error.problems, *left.problems(nouns(left.references()))])


def _grown(value: Any, depth: int) -> Any:
    if not depth:
        return value
    if isinstance(value, list):
        return _Listed((place, _grown(part, depth - 1)) for place, part in enumerate(value))
    return {key: _grown(part, depth - 1) for key, part in value.items()} if isinstance(value, dict) else value


def _plain(tree: Any) -> Any:
    if isinstance(tree, _Listed):
        return [_plain(part) for part in tree.values()]
    return {key: _plain(part) for key, part in tree.items()} if isinstance(tree, dict) else tree


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _pointer(path: Path) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
