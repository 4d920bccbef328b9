"""Judging a whole load file before anything is stored: shapes, ids, references, and facts that contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Final

from calendar_service.errors import FileError, IntakeError, Problem
from calendar_service.intake.beside import NOTHING, Beside
from calendar_service.intake.entries import ENTRY_SHAPES, EventShape, ReleaseShape
from calendar_service.intake.fields import SOURCE
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.problems import read
from calendar_service.intake.salvage import Salvage
from calendar_service.intake.scan import Found, line_of
from calendar_service.pictures.shrinking import Measure
from feeds import facts
from feeds.errors import FactError
from feeds.text import clean_line

ERRORS_KEPT: Final = 1000
"""Errors that are told one by one; more are only counted."""

BATCH: Final = 500
"""Entries whose references are looked up together."""

Seen = dict[tuple[str, str], int]
"""The line of each object by its noun and id."""

Stored = Callable[[str, Sequence[str]], Mapping[str, facts.Noun]]
"""The facts of nouns that are stored from this source, by noun and callers' ids."""


@dataclass(frozen=True, slots=True)
class Located:
    """An error with its place in the file."""

    line: int
    noun: str
    id: str
    pointer: str
    sentence: str

    def __str__(self) -> str:
        """In one line, as it is shown."""
        whose = f"{self.noun} “{self.id}”" if self.id else self.noun
        return f"Line {self.line}, {whose}{f', {self.pointer}' if self.pointer else ''}: {self.sentence}"


@dataclass
class Judgement:
    """What a file holds, and what is wrong with it. `bad` are the numbers of the objects that can't be stored."""

    source: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[Located] = field(default_factory=list)
    error_count: int = 0
    bad: set[int] = field(default_factory=set)


class References:
    """What references of a file lead to: its own nouns first, then what is stored. It keeps only what judging needs."""

    def __init__(self, stored: Stored, beside: Beside) -> None:
        self._stored = stored
        self.picture: Callable[[str], Measure] = beside.picture
        self._own: dict[tuple[str, str], facts.Noun] = {}
        self._asked: dict[tuple[str, str], facts.Noun | None] = {}

    def add(self, noun: str, ref: str, found: facts.Noun) -> None:
        """A good noun of this file."""
        self._own[noun, ref] = _small(found)

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Look up what is not of this file, with one question for each noun."""
        wanted: dict[str, dict[str, None]] = {}
        for noun, ref in pairs:
            if (noun, ref) not in self._own and (noun, ref) not in self._asked:
                wanted.setdefault(noun, {})[ref] = None
        for noun, refs in wanted.items():
            found = self._stored(noun, list(refs))
            self._asked.update({(noun, ref): _small(found[ref]) if ref in found else None for ref in refs})

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by the caller's id; None where there is none."""
        return self._own.get((noun, ref)) or self._asked.get((noun, ref))

    def missing(self, noun: str, ref: str) -> str:
        """Why there is none."""
        return missing(noun, ref)


def missing(noun: str, ref: str) -> str:
    """What is said of a reference of a file that leads to nothing."""
    return f"“{ref}” is the id of no {noun} in this file or stored from this source."


def judge(
    scan: Callable[[], Iterable[Found]],
    source: str | None,
    stored: Callable[[str], Stored],
    beside: Beside = NOTHING,
) -> Judgement:
    """Read the file twice, nouns first, and tell everything that is wrong with it, in the order of lines.

    `stored` gives, for a source, the way to look up what it has stored; `beside` the pictures of the file. Raises
    FileError where the file itself can't be read or names no source.
    """
    judgement = Judgement(source=_source_of(scan(), source))
    references = References(stored(judgement.source), beside)
    seen: Seen = {}
    for found in scan():
        if found.noun in NOUN_SHAPES:
            _judge_noun(judgement, seen, found, references)
    entries = (found for found in scan() if found.noun in ENTRY_SHAPES)
    while batch := list(islice(entries, BATCH)):
        _judge_entries(judgement, seen, batch, references)
    judgement.errors.sort(key=lambda error: error.line)
    return judgement


def noun_facts(found: Found) -> tuple[str, facts.Noun]:
    """The caller's id and the facts of a noun. Raises IntakeError with every problem."""
    shape = read(NOUN_SHAPES[found.noun], found.value)
    try:
        return shape.id, shape.facts()
    except FactError as error:
        raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None


def _source_of(objects: Iterable[Found], given: str | None) -> str:
    name: Any = given
    for found in objects if given is None else ():
        if found.noun == "source":
            if name is not None and found.value != name:
                raise FileError(f"Line {found.line}: the file names a second source; a file has one.")
            name = found.value
    if name is None:
        raise FileError("The file names no source; add “source” to it or give --source NAME.")
    if not isinstance(name, str) or not SOURCE.fullmatch(name):
        raise FileError("The source must be 1 to 100 letters, digits, “-”, “_” or “.”.")
    return name


def _judge_noun(judgement: Judgement, seen: Seen, found: Found, references: References) -> None:
    try:
        ref, noun = noun_facts(found)
        _count(judgement, seen, found, ref)
        references.add(found.noun, ref, noun)
    except IntakeError as error:
        refuse(judgement, found, error)


def _judge_entries(judgement: Judgement, seen: Seen, batch: Sequence[Found], references: References) -> None:
    shapes: list[tuple[Found, EventShape | ReleaseShape]] = []
    broken: list[tuple[Found, IntakeError, Salvage]] = []
    for found in batch:
        try:
            shapes.append((found, read(ENTRY_SHAPES[found.noun], found.value)))
        except IntakeError as error:
            broken.append((found, error, Salvage(ENTRY_SHAPES[found.noun], found.value, error)))
    named = chain((shape for _, shape in shapes), (left for _, _, left in broken))
    references.learn(pair for one in named for pair in one.references())
    for found, wrong, left in broken:
        refuse(judgement, found, IntakeError([*wrong.problems, *left.problems(references)]))
    for found, shape in shapes:
        try:
            shape.facts(references)
            _count(judgement, seen, found, shape.id)
        except IntakeError as error:
            refuse(judgement, found, error)


def _count(judgement: Judgement, seen: Seen, found: Found, ref: str) -> None:
    if (found.noun, ref) in seen:
        raise IntakeError([Problem("/id", f"id “{ref}” is given already in line {seen[found.noun, ref]}.")])
    seen[found.noun, ref] = found.line
    judgement.counts[found.noun] += 1


def refuse(judgement: Judgement, found: Found, error: IntakeError) -> None:
    """Note that an object can't be stored, and why."""
    judgement.bad.add(found.number)
    for problem in error.problems:
        judgement.error_count += 1
        if len(judgement.errors) < ERRORS_KEPT:
            judgement.errors.append(_located(found, problem))


def _located(found: Found, problem: Problem) -> Located:
    # What is shown holds no control characters, whatever the names in the file are made of.
    ref = found.value.get("id")
    name = clean_line(ref)[:60] if isinstance(ref, str) else ""
    line = line_of(found, problem.pointer)
    return Located(line, found.noun, name, clean_line(problem.pointer)[:200], clean_line(problem.sentence))


def _small(noun: facts.Noun) -> facts.Noun:
    # Only what judging needs is kept: a file may bring a hundred thousand artists with long texts.
    match noun:
        case facts.Venue():
            return facts.Venue("", "", noun.zone, rooms=noun.rooms)
        case facts.Artist():
            return _ARTIST
        case facts.Organizer():
            return _ORGANIZER
        case facts.Work():
            return _WORK
        case facts.Series():
            return _SERIES
    return _ANNOUNCEMENT


_ARTIST: Final = facts.Artist("", "")
_ORGANIZER: Final = facts.Organizer("", "")
_WORK: Final = facts.Work("", "")
_SERIES: Final = facts.Series("", "")
_ANNOUNCEMENT: Final = facts.Announcement("", "")
