"""An export is taken up by any database, gives the same export again, and the same feeds, byte for byte."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from slugify import slugify
from sqlalchemy import text

from calendar_service.exports import objects
from calendar_service.exports.taking import take_up
from calendar_service.exports.writing import beside, write
from calendar_service.intake.asking import asked_of
from calendar_service.intake.entries import EventShape, ReleaseShape
from calendar_service.intake.problems import read
from calendar_service.pictures.shrinking import Measure
from calendar_service.publishing.recipes import SelectionRecipe
from calendar_service.store import choices, renaming, rendering, withdrawing
from calendar_service.store.database import Database
from calendar_service.store.nouns import MODELS, NAMES
from calendar_service.store.writing import writing
from feeds import facts
from feeds.registry import FORMATS
from feeds.text import clean_text
from tests import golden
from tests.cast import ADDRESSES, EVENT, RELEASE, SITE, Clock, House, edge_of, file_of
from tests.fixtures.databases import ALL_KINDS, Databases
from tests.store import programme
from tests.strategies import events, release_dates


@pytest.fixture(params=ALL_KINDS)
def target(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """A migrated database of each kind in turn."""
    with databases.database(request.param, migrated=True) as url:
        database = Database.at(url)
        yield database
        database.close()


@pytest.fixture(scope="module")
def moving(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A catalogue with a life behind it, exported to `all.jsonl` in its folder."""
    folder = tmp_path_factory.mktemp("moving")
    with databases.database("sqlite", migrated=True) as url:
        house = House(url, folder)
        live(house)
        (folder / "all.jsonl").write_bytes(exported(house.database, folder))
        yield house
        house.database.close()


def live(house: House) -> None:
    """Give a catalogue a life: several sources, revisions, news, other names, what was withdrawn."""
    golden.fill(house.database)
    programme.fill(house)
    house.clock.advance(hours=2)
    house.load(file_of(events=[EVENT], releases=[RELEASE]) | {"source": "second"})
    house.clock.advance(days=1)
    moved = EVENT | {"starts": "2026-12-06T21:00", "previous_starts": ["2026-12-05T20:00"], "tags": ["Techno", "Live!"]}
    later = RELEASE | {"dates": [{**RELEASE["dates"][0], "date": "2027-04-02", "previous_dates": ["2027-03-05"]}]}
    house.load(file_of(events=[moved], releases=[later]) | {"source": "second"})
    house.clock.advance(days=1)
    with writing(house.database, house.edge()) as transaction:
        renaming.rename(transaction, "artist", "jeff-mills", "the-wizard")
        renaming.rename(transaction, "event", "moved-2026-12-05", "moved")
        withdrawing.withdraw(transaction, "event", "off-2026-12-05")
    rendering.refresh(house.database, house.edge)
    choices.save(house.database, house.edge(), "format=vinyl")
    with house.database.engine.execution_options(writing=True).begin() as connection:
        for statement in (
            "UPDATE venues SET source = NULL, source_id = NULL",  # as if entered by hand
            "UPDATE items SET source = NULL, source_id = NULL WHERE slug = 'moved'",
            "UPDATE earlier_times SET zone = 'Asia/Tokyo' WHERE time LIKE '%T%'",
        ):
            connection.execute(text(statement))


def exported(database: Database, folder: Path) -> bytes:
    """The export of a database, with its pictures in a folder."""
    sink = io.BytesIO()
    write(database, sink, beside(folder))
    return sink.getvalue()


def pictures(folder: Path) -> dict[str, bytes]:
    """The pictures of an export in a folder."""
    return {path.name: path.read_bytes() for path in (folder / "pictures").iterdir()}


def entry_of(content: bytes) -> dict[str, Any]:
    """What is kept of the entry of the only event of an export."""
    [event] = [line for line in map(json.loads, content.splitlines()) if line["type"] == "event"]
    entry: dict[str, Any] = event["kept"]["entry"]
    return entry


def feeds_of(database: Database) -> dict[str, bytes]:
    """All feeds of all sorts, on a day after everything was said."""
    asked: list[tuple[str, str]] = [("past", "all")]
    with database.reading() as session:
        slugs = session.execute(
            text(
                "SELECT 'artist', slug FROM artists UNION SELECT 'venue', slug FROM venues UNION "
                "SELECT 'organizer', slug FROM organizers UNION SELECT 'series', slug FROM series UNION "
                "SELECT 'tag', slug FROM tags ORDER BY 1, 2"
            )
        ).all()
        found: dict[str, bytes] = {}
        options: list[list[tuple[str, str]]] = [[], [("alarm", "PT2H"), ("onsale", "1"), ("partial", "tentative")]]
        for pairs in ([], *([(name, slug)] for name, slug in slugs[::9]), [("artist", "jeff-mills")]):
            for more in options:
                for form in FORMATS if not more else FORMATS[:1]:
                    recipe = SelectionRecipe(asked_of([*asked, *pairs, *more]), form)
                    found[f"{pairs}{more}.{form.ending}"] = recipe.make(session, SITE, DAY, None).content
    return found


DAY = Clock().now.date().replace(day=30)


def test_export_load_export_is_the_same_and_so_is_every_feed(moving: House, target: Database, tmp_path: Path) -> None:
    first = moving.folder / "all.jsonl"
    judgement = take_up(target, edge_of(Clock())(), first, moving.folder)
    assert [str(error) for error in judgement.errors] == []
    assert exported(target, tmp_path) == first.read_bytes()
    assert pictures(moving.folder) == pictures(tmp_path) != {}
    assert feeds_of(target) == feeds_of(moving.database)


def test_what_comes_after_is_new_and_old_names_lead_on(moving: House, target: Database, tmp_path: Path) -> None:
    take_up(target, edge_of(Clock())(), moving.folder / "all.jsonl", moving.folder)
    there = House(target.engine.url.render_as_string(hide_password=False), tmp_path)
    there.edge = edge_of(there.clock, replace(ADDRESSES, base="https://elsewhere.example.org"))
    there.clock.advance(days=3)
    report = there.load(file_of(events=[EVENT, EVENT | {"id": "new", "title": "New"}]) | {"source": "second"})
    assert list(report.lines())[-1] == "event: 1 created, 1 revised, 0 unchanged"
    with there.database.reading() as session:
        assert renaming.current(session, "artist", "jeff-mills") == "the-wizard"
        assert renaming.past(session, "event", "off-2026-12-05") == renaming.Past(None)
    there.database.close()


def test_lines_that_would_be_others_here_move_their_stamps(
    small_house: House, databases: Databases, tmp_path: Path
) -> None:
    small_house.load(file_of(events=[EVENT]))
    before = exported(small_house.database, tmp_path)
    (tmp_path / "all.jsonl").write_bytes(before)
    small_house.clock.advance(days=1)
    with databases.database("sqlite", migrated=True) as url:
        target = Database.at(url)
        edge = edge_of(small_house.clock, replace(ADDRESSES, base="https://elsewhere.example.org"))
        take_up(target, edge(), tmp_path / "all.jsonl", tmp_path)
        entry = entry_of(exported(target, tmp_path))
        target.close()
    was = entry_of(before)
    assert (entry["uid"], entry["revision"]) == (was["uid"], was["revision"] + 1)
    assert entry["changed_at"] == small_house.clock.now.isoformat()


def test_an_export_of_nothing_is_its_header(small_house: House, tmp_path: Path) -> None:
    assert exported(small_house.database, tmp_path) == b'{"type": "export", "version": 1}\n'


def test_without_pictures_nothing_names_one(moving: House) -> None:
    sink = io.BytesIO()
    write(moving.database, sink, None)
    assert b"pictures/" not in sink.getvalue()
    assert b'"type": "image"' not in sink.getvalue()


def test_what_readers_have_confided_is_not_in_it(moving: House, tmp_path: Path) -> None:
    secrets = choices.Secrets.of("editing" * 4, b"key")
    choices.follow(moving.database, moving.edge(), secrets, "artist=jeff-mills")
    content = exported(moving.database, tmp_path)
    assert choices.hash_of(secrets.reading).encode() not in content
    assert {json.loads(line)["type"] for line in content.splitlines()} == {
        "export", "image", "tag", "news", "retired", "selection", "event", "release", *MODELS
    }  # fmt: skip


class Nouns:
    """The nouns of some facts, each under a slug of its own."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Any] = {}

    def named(self, found: Any) -> Any:
        """The same with slugs of their own, wherever a noun stands."""
        if isinstance(found, tuple):
            return tuple(self.named(item) for item in found)
        if isinstance(found, facts.Credit):
            return replace(found, who=self.named(found.who))
        if isinstance(found, facts.Imprint):
            return replace(found, label=self.named(found.label))
        if type(found) not in NAMES:
            return found
        noun = NAMES[type(found)]
        made = replace(found, slug=f"{noun}-{len(self.known)}")
        self.known[noun, made.slug] = made
        return made

    def get(self, noun: str, ref: str) -> Any:
        return self.known.get((noun, ref))

    def picture(self, path: str) -> Measure:
        raise AssertionError(path)

    def missing(self, noun: str, ref: str) -> str:
        raise AssertionError(noun, ref)


PARTS = ("credits", "works", "series", "announcements")


def different(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({slugify(tag) or tag.casefold(): tag for tag in tags}.values())


@given(events())
def test_any_event_that_can_be_told_can_be_exported(event: facts.Event) -> None:
    nouns = Nouns()
    if event.venue and event.room:
        event = replace(event, venue=replace(event.venue, rooms=(event.room,)))
    places = {name: nouns.named(getattr(event, name)) for name in ("venue", "previous_venue", *PARTS)}
    event = replace(event, **places, tags=different(event.tags), description=clean_text(event.description))
    fields = json.loads(json.dumps(objects.event_fields(event)))
    assert read(EventShape, {"id": "e", **fields}).facts(nouns) == event


@given(release_dates())
def test_any_release_date_that_can_be_told_can_be_exported(date: facts.ReleaseDate) -> None:
    nouns = Nouns()
    release = replace(date.release, **{name: nouns.named(getattr(date.release, name)) for name in ("imprints", *PARTS)})
    release = replace(release, tags=different(release.tags), description=clean_text(release.description))
    date = replace(date, release=release)
    fields = {**objects.release_fields(date.release), "dates": [objects.date_fields("d", date)]}
    shape = read(ReleaseShape, {"id": "r", **json.loads(json.dumps(fields))})
    assert shape.facts(nouns) == [("d", date)]
