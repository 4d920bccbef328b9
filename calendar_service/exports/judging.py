"""Judging an export before anything of it is stored: as any load file, and what it has beside that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from calendar_service.errors import FileError, IntakeError, Problem
from calendar_service.exports.shapes import EXTRA_SHAPES, EntryShape, ImageShape, KeptShape
from calendar_service.intake.beside import Beside
from calendar_service.intake.judge import Judgement, judge, refuse
from calendar_service.intake.problems import read
from calendar_service.intake.scan import LISTS, Found, scan
from calendar_service.pictures.shrinking import Measure, of_webp
from calendar_service.store.nouns import Origin
from calendar_service.store.slugs import SLUG
from feeds.errors import FactError

SOURCE: Final = "export"
"""What its objects are judged under; each names its own."""

_FIRST: Final = b'{"type": "export"'


class Pictures(Beside):
    """The pictures of an export: those that its lines name, measured as they say."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__(folder)
        self._measures: dict[str, Measure] = {}

    def add(self, image: ImageShape) -> None:
        """Take note of a picture. Raises IntakeError where a file is missing, or is not what the line says."""
        problems = [Problem(f"/sizes/{place}/path", text) for place, text in self._problems(image)]
        if problems:
            raise IntakeError(problems)
        for size in image.sizes:
            self._measures[size.path] = Measure(image.id, image.width, image.height)

    def picture(self, path: str) -> Measure:
        """The measure of a picture by the path of one of its files. Raises FactError where no line names it."""
        if path not in self._measures:
            raise FactError.of("", "path is that of no picture in this export.")
        return self._measures[path]

    def _problems(self, image: ImageShape) -> Iterator[tuple[int, str]]:
        for place, size in enumerate(image.sizes):
            try:
                if of_webp(self.content(size.path)) != (size.width, size.height):
                    yield place, "path leads to a picture of another size."
            except FactError as error:
                yield place, str(error)


def is_export(path: Path) -> bool:
    """Whether a file begins as an export does."""
    try:
        with path.open("rb") as file:
            return file.read(len(_FIRST)) == _FIRST
    except OSError:
        return False  # whoever reads it says so


def found(path: Path) -> Iterator[Found]:
    """All lines of an export."""
    return scan(path, EXTRA_SHAPES)


def judge_export(path: Path, pictures: Pictures) -> Judgement:
    """Tell everything that is wrong with an export. Raises FileError where it can't be read, or is a newer one."""
    [first] = islice(found(path), 1)
    if first.noun == "export" and isinstance(first.value.get("version"), int) and first.value["version"] > 1:
        raise FileError("The export is of a newer form than this program knows: install a newer version.")
    extras: list[tuple[Found, IntakeError]] = []
    for line in found(path):
        try:
            _judge(line, pictures)
        except IntakeError as error:
            extras.append((line, error))
    judgement = judge(lambda: plain(path), SOURCE, lambda _: lambda _noun, _refs: {}, pictures)
    for line, extra in extras:
        refuse(judgement, line, extra)
    judgement.errors.sort(key=lambda error: error.line)
    return judgement


def plain(path: Path) -> Iterator[Found]:
    """The lines that a load file has too, as it has them."""
    return (replace(line, value=bare(line.value)) for line in found(path) if line.noun in LISTS.values())


def bare(value: dict[str, Any]) -> dict[str, Any]:
    """An object without what is kept of it."""
    rest = {name: item for name, item in value.items() if name != "kept"}
    if isinstance(rest.get("dates"), list):
        rest["dates"] = [bare(date) if isinstance(date, dict) else date for date in rest["dates"]]
    return rest


def origin_of(value: dict[str, Any]) -> Origin:
    """What is kept of an object. Raises IntakeError."""
    kept = read(KeptShape, value.get("kept", {}))
    return kept.origin(value["id"], {date["id"]: read(EntryShape, date["kept"]) for date in value.get("dates", ())})


def _judge(line: Found, pictures: Pictures) -> None:
    if line.noun in EXTRA_SHAPES:
        shape = read(EXTRA_SHAPES[line.noun], line.value)
        if isinstance(shape, ImageShape):
            pictures.add(shape)
        return
    slug = line.value.get("id")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise IntakeError([Problem("/id", "id must be the last part of an address: a-z, 0-9 and -.")])
    _below("/kept", lambda: read(KeptShape, line.value.get("kept", {})))
    if line.noun == "event" and "entry" not in line.value.get("kept", {}):
        raise IntakeError([Problem("/kept/entry", "entry is missing: an event's number, UID and stamps.")])
    for place, date in enumerate(line.value.get("dates") or ()):
        given = date if isinstance(date, dict) else {}
        _below(f"/dates/{place}/kept", lambda given=given: read(EntryShape, given.get("kept", {})))


def _below(pointer: str, make: Any) -> None:
    try:
        make()
    except IntakeError as error:
        raise IntakeError([Problem(pointer + item.pointer, item.sentence) for item in error.problems]) from None
