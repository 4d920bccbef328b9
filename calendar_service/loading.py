"""Loading a file: the whole is judged first, without a lock; then it is stored in batches, each of them whole."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from calendar_service.errors import FileError
from calendar_service.intake.beside import Beside
from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.judge import Judgement, Stored, judge
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.scan import Found, scan
from calendar_service.intake.schema import load_schema
from calendar_service.pictures.shrinking import Measure, shrunk
from calendar_service.store import images, reading, rendering, sourced
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, Writing, persist
from calendar_service.work import Bar
from feeds import facts
from feeds.errors import FactError

T = TypeVar("T")

BATCH: Final = 500
"""Objects stored in one transaction."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to load: the source (in place of the file's own), whether to store at all, and whether errors stop it.

    `alone`: the file is a copy of what came through a pipe, so that no pictures lie beside it.
    """

    source: str | None = None
    dry_run: bool = False
    keep_going: bool = False
    alone: bool = False


@dataclass
class Report:
    """What was done, or would be: how many of each noun were created, revised, unchanged or withdrawn
    before; and the errors."""

    judgement: Judgement
    options: Options
    done: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether anything was wrong with the file."""
        return self.judgement.error_count > 0

    @property
    def refused(self) -> bool:
        """Whether nothing of the file is stored because of that."""
        return self.failed and not self.options.keep_going

    def add(self, counts: Mapping[tuple[str, str], int]) -> None:
        """So many more of each noun and verb."""
        for (noun, verb), number in counts.items():
            self.done.setdefault(noun, Counter())[verb] += number

    def lines(self) -> Iterator[str]:
        """The report for a person: errors first."""
        yield from (str(error) for error in self.judgement.errors)
        hidden = self.judgement.error_count - len(self.judgement.errors)
        if hidden:
            yield f"… and {hidden} more."
        if self.refused:
            yield f"Nothing is stored: {_errors(self.judgement.error_count)}."
            return
        for noun, counts in self.done.items():
            yield f"{noun}: " + ", ".join(f"{counts[verb]} {verb}" for verb in _verbs(counts))
        if self.failed:
            yield f"Left out: {_errors(self.judgement.error_count)} in {len(self.judgement.bad)} of the objects."
        if self.options.dry_run:
            yield "Nothing is stored: this was a dry run."


def _verbs(counts: Mapping[str, int]) -> Iterator[str]:
    """What is told of each noun: always three words, and a fourth where a file names what was taken out."""
    yield from ("created", "revised", "unchanged")
    if counts["withdrawn"]:
        yield "withdrawn"


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The file of that name; standard input (`-`) and pipes are first copied, since a file is read more than once."""
    path = Path(name)
    if name != "-" and (path.is_file() or path.is_dir() or not path.exists()):
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="calendar-load-") as copy:
        with nullcontext(sys.stdin.buffer) if name == "-" else path.open("rb") as pipe:
            shutil.copyfileobj(pipe, copy)
        copy.flush()
        yield Path(copy.name)


def schema_text() -> str:
    """The JSON Schema of load files, as text."""
    return json.dumps(load_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def load(
    database: Database, edge: Callable[[], Edge], path: Path, options: Options, check: Callable[[], None] = lambda: None
) -> Report:
    """Load a file. A load that is killed is finished by running it again; the same file twice changes nothing.

    `check` is called between batches and may end the load by raising. Raises FileError where the file can't be read.
    """
    beside = Beside(None if options.alone else path.parent, lambda digest: _kept(database, digest))
    judgement = judge(lambda: scan(path), options.source, lambda source: _stored(database, source), beside)
    report = Report(judgement, options)
    if report.refused:
        return report
    with Bar("Loading", judgement.counts.total()) as bar:
        for batch in _batches(path, judgement):
            if options.dry_run:
                report.add(_compare(database, judgement, batch, beside))
            else:
                _keep_pictures(database, edge, batch, beside)
                report.add(_store(database, edge, judgement, batch, beside))
            bar.advance(len(batch))
            check()
    if not options.dry_run:
        rendering.refresh(database, edge, lambda _: check())
    return report


def _batches(path: Path, judgement: Judgement) -> Iterator[list[Found]]:
    """The good objects of a file: what is referred to first, then what refers."""
    for names in (NOUN_SHAPES, ENTRY_SHAPES):
        good = _good(scan(path), names, judgement.bad)
        while batch := list(islice(good, BATCH)):
            yield batch


def _good(objects: Iterable[Found], names: Mapping[str, Any], bad: set[int]) -> Iterator[Found]:
    return (found for found in objects if found.noun in names and found.number not in bad)


def _keep_pictures(database: Database, edge: Callable[[], Edge], batch: Sequence[Found], beside: Beside) -> None:
    """Keep the new pictures of a batch: each in a transaction of its own, for making it small takes its time."""
    for path in dict.fromkeys(found.value["image"]["path"] for found in batch if found.value.get("image")):
        if _kept(database, beside.picture(path).digest):
            continue
        try:
            picture = shrunk(beside.content(path))
        except FactError as error:
            raise FileError(f"“{path}” was changed while it was loaded: {error}") from error
        if picture.measure != beside.picture(path):
            raise FileError(f"“{path}” was changed while it was loaded; run the load again.")
        persist(database, edge, partial(images.keep, picture=picture))


def _store(
    database: Database, edge: Callable[[], Edge], judgement: Judgement, batch: Sequence[Found], beside: Beside
) -> Counter[tuple[str, str]]:
    def store(transaction: Writing) -> Counter[tuple[str, str]]:
        done: Counter[tuple[str, str]] = Counter()
        if batch[0].noun in NOUN_SHAPES:
            sourced.store_nouns(transaction, judgement.source, batch, counting(done))
        else:
            sourced.store_entries(transaction, judgement.source, batch, counting(done), beside)
        return done

    return persist(database, edge, store)


def counting(done: Counter[tuple[str, str]]) -> sourced.Count:
    """Something that counts what is done."""
    return lambda noun, verb: done.update([(noun, verb)])


def _compare(
    database: Database, judgement: Judgement, batch: Sequence[Found], beside: Beside
) -> Counter[tuple[str, str]]:
    done: Counter[tuple[str, str]] = Counter()
    with database.reading() as session:
        if batch[0].noun in NOUN_SHAPES:
            sourced.compare_nouns(session, judgement.source, batch, counting(done))
        else:
            sourced.compare_entries(session, judgement.source, batch, counting(done), beside)
    return done


def _kept(database: Database, digest: str) -> Measure | None:
    with database.reading() as session:
        return images.measure(session, digest)


def _stored(database: Database, source: str) -> Stored:
    def look_up(noun: str, refs: Sequence[str]) -> Mapping[str, facts.Noun]:
        with database.reading() as session:
            rows = sourced.rows_of(session, noun, source, refs)
            return {ref: reading.NOUNS[noun](row) for ref, row in rows.items()}

    return look_up


def _errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count} errors"
