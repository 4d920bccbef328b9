"""Judging a whole load file before anything is stored: shapes, ids, references, and facts that contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from calendar_service.errors import FileError, IntakeError, Problem
from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.fields import SOURCE
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.problems import read
from calendar_service.intake.scan import Found, line_of
from feeds import facts
from feeds.errors import FactError

ERRORS_KEPT: Final = 1000
"""Errors that are told one by one; more are only counted."""

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
    """What references of a file lead to: its own nouns first, then what is stored. It keeps only good nouns."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._own: dict[tuple[str, str], facts.Noun] = {}
        self._asked: dict[tuple[str, str], facts.Noun | None] = {}

    def add(self, noun: str, ref: str, found: facts.Noun) -> None:
        """A noun of this file."""
        self._own[noun, ref] = _small(found)

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by the caller's id; None where there is none."""
        own = self._own.get((noun, ref))
        if own is not None:
            return own
        if (noun, ref) not in self._asked:
            self._asked[noun, ref] = self._stored(noun, [ref]).get(ref)
        return self._asked[noun, ref]


def judge(scan: Callable[[], Iterable[Found]], source: str | None, stored: Callable[[str], Stored]) -> Judgement:
    """Read the file twice, nouns first, and tell everything that is wrong with it.

    `stored` gives, for a source, the way to look up what it has stored. Raises FileError where the file itself can't
    be read or names no source.
    """
    judgement = Judgement(source=_source_of(scan(), source))
    references = References(stored(judgement.source))
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for found in scan():
        if found.noun in NOUN_SHAPES:
            _judge_one(judgement, seen, found, lambda found: _noun(references, found))
    for found in scan():
        if found.noun in ENTRY_SHAPES:
            _judge_one(judgement, seen, found, lambda found: entry_facts(found, references))
    return judgement


def noun_facts(found: Found) -> tuple[str, facts.Noun]:
    """The caller's id and the facts of a noun. Raises IntakeError with every problem."""
    shape = read(NOUN_SHAPES[found.noun], found.value)
    try:
        return shape.id, shape.facts()
    except FactError as error:
        raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None


def entry_facts(found: Found, references: Any) -> tuple[str, Any]:
    """The caller's id and the facts of an event or a release. Raises IntakeError with every problem."""
    shape = read(ENTRY_SHAPES[found.noun], found.value)
    return shape.id, shape.facts(references)


def _source_of(objects: Iterable[Found], given: str | None) -> str:
    name: Any = given
    for found in objects if given is None else ():
        if found.noun == "source":
            name = found.value
    if name is None:
        raise FileError("The file names no source; add “source” to it or give --source NAME.")
    if not isinstance(name, str) or not SOURCE.fullmatch(name):
        raise FileError("The source must be 1 to 100 letters, digits, “-”, “_” or “.”.")
    return name


def _noun(references: References, found: Found) -> tuple[str, object]:
    ref, noun = noun_facts(found)
    references.add(found.noun, ref, noun)
    return ref, noun


def _judge_one(
    judgement: Judgement,
    seen: dict[tuple[str, str], tuple[int, int]],
    found: Found,
    make: Callable[[Found], tuple[str, object]],
) -> None:
    try:
        ref, _ = make(found)
        number, line = seen.setdefault((found.noun, ref), (found.number, found.line))
        if number != found.number:
            raise IntakeError([Problem("/id", f"id “{ref}” is given already in line {line}.")])
    except IntakeError as error:
        judgement.bad.add(found.number)
        for problem in error.problems:
            _note(judgement, found, problem)
    else:
        judgement.counts[found.noun] += 1


def _note(judgement: Judgement, found: Found, problem: Problem) -> None:
    judgement.error_count += 1
    if len(judgement.errors) < ERRORS_KEPT:
        ref = found.value.get("id")
        line = line_of(found, problem.pointer)
        name = ref[:60] if isinstance(ref, str) else ""
        judgement.errors.append(Located(line, found.noun, name, problem.pointer, problem.sentence))


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
