"""A picture is kept once, for ever the same, and an entry's facts come back with it, on all databases."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from calendar_service import loading, models
from calendar_service.errors import FileError
from calendar_service.intake.beside import Beside
from calendar_service.pictures.shrinking import digest_of, shrunk
from calendar_service.store import images, reading
from calendar_service.store.rendering import load_items
from calendar_service.store.writing import writing
from feeds import facts
from tests.cast import EVENT, RELEASE, House, file_of
from tests.pictures.made import filed, halves, photo
from tests.test_cli import run

ALT = "A tower before a sun."


def illustrated(path: str = "poster.jpg", alt: str = ALT) -> dict[str, Any]:
    """The cast's event with a picture."""
    return EVENT | {"image": {"path": path, "alt": alt}}


def put(folder: Path, content: bytes, name: str = "poster.jpg") -> bytes:
    (folder / name).write_bytes(content)
    return content


def stored(house: House, noun: str = "event") -> facts.Image | None:
    """The picture of the only event, or of the only release."""
    with house.database.reading() as session:
        number = session.scalars(select(models.Item.id).where(models.Item.noun == noun)).one()
        item = load_items(session, {number})[number]
        if isinstance(item, models.Event):
            return reading.event(item).image
        assert isinstance(item, models.Release)
        return reading.release(item).image


def kept(house: House) -> list[tuple[str, int, int]]:
    """Digest, width and bytes of everything that is kept, in order."""
    image, size = models.Image, models.ImageSize
    with house.database.reading() as session:
        statement = select(image.digest, size.width, func.length(size.content)).join(size, size.image_id == image.id)
        return sorted(map(tuple, session.execute(statement)))


def log(house: House) -> list[tuple[str, str]]:
    with house.database.reading() as session:
        rows = session.scalars(select(models.Change).order_by(models.Change.revision))
        return [(row.noun, row.verb) for row in rows]


def test_facts_come_back_with_their_picture(house: House, tmp_path: Path) -> None:
    poster = put(tmp_path, photo(orientation=6, width=3000, height=2000))
    cover = put(tmp_path, filed(halves(500, 500), "PNG"), "cover.png")
    report = house.load(
        file_of(events=[illustrated()], releases=[RELEASE | {"image": {"path": "cover.png", "alt": "Red and blue."}}])
    )
    assert list(report.lines())[-2:] == [
        "event: 1 created, 0 revised, 0 unchanged",
        "release: 1 created, 0 revised, 0 unchanged",
    ]
    assert stored(house) == facts.Image(digest_of(poster), 1280, 1920, ALT)
    assert stored(house, "release") == facts.Image(digest_of(cover), 500, 500, "Red and blue.")


def test_each_size_is_kept_as_it_was_made(house: House, tmp_path: Path) -> None:
    poster = put(tmp_path, photo(width=1500, height=1000))
    house.load(file_of(events=[illustrated()]))
    picture = shrunk(poster)
    with house.database.reading() as session:
        for size in picture.sizes:
            content = images.find(session, picture.measure.digest, size.width)
            assert content == size.content
            assert Image.open(BytesIO(content)).size == (size.width, size.height)
        assert images.find(session, picture.measure.digest, 321) is None
        assert images.find(session, "0" * 64, 320) is None
        assert images.measure(session, picture.measure.digest) == picture.measure
        assert images.measure(session, "0" * 64) is None


def test_the_same_picture_again_stores_and_changes_nothing(house: House, tmp_path: Path) -> None:
    put(tmp_path, photo())
    house.load(file_of(events=[illustrated()]))
    before, written = kept(house), log(house)
    assert len(before) == 3
    house.clock.advance(days=1)

    put(tmp_path, photo(), "copy.jpg")
    assert house.load(file_of(events=[illustrated()])).done["event"] == {"unchanged": 1}
    assert house.load(file_of(events=[illustrated("copy.jpg")])).done["event"] == {"unchanged": 1}

    assert (kept(house), log(house)) == (before, written)


def test_a_picture_that_is_kept_is_not_decoded_again(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, photo())
    house.load(file_of(events=[illustrated()]))

    def refuse(_: bytes) -> None:
        raise AssertionError("decoded again")

    monkeypatch.setattr("calendar_service.intake.beside.measured", refuse)
    monkeypatch.setattr(loading, "shrunk", refuse)
    assert house.load(file_of(events=[illustrated()])).done["event"] == {"unchanged": 1}


def test_one_picture_of_many_entries_is_kept_once(house: House, tmp_path: Path) -> None:
    put(tmp_path, photo())
    events = [illustrated() | {"id": f"e{number}"} for number in range(4)]
    house.load(file_of(events=events, releases=[RELEASE | {"image": events[0]["image"]}]))
    assert len(kept(house)) == 3
    assert stored(house, "release") is not None


def test_another_picture_and_other_words_revise_the_entry(house: House, tmp_path: Path) -> None:
    put(tmp_path, photo())
    house.load(file_of(events=[illustrated()]))
    assert house.load(file_of(events=[illustrated(alt="Other words.")])).done["event"] == {"revised": 1}
    found = stored(house)
    assert found is not None
    assert found.alt == "Other words."

    other = put(tmp_path, photo(width=700, height=500))
    assert house.load(file_of(events=[illustrated()])).done["event"] == {"revised": 1}
    assert stored(house) == facts.Image(digest_of(other), 700, 500, ALT)

    assert house.load(file_of(events=[EVENT])).done["event"] == {"revised": 1}
    assert stored(house) is None
    # Pages that somebody has open may still show the old ones.
    assert {digest for digest, _, _ in kept(house)} == {digest_of(photo()), digest_of(other)}


def test_a_picture_does_not_move_the_calendar_entry(house: House, tmp_path: Path) -> None:
    house.load(file_of(events=[EVENT]))
    put(tmp_path, photo())
    house.clock.advance(days=1)
    house.load(file_of(events=[illustrated()]))
    with house.database.reading() as session:
        assert session.scalars(select(models.Entry.revision)).all() == [0]
    assert log(house)[-1] == ("event", "revised")


def test_a_dry_run_judges_and_keeps_nothing(house: House, tmp_path: Path) -> None:
    put(tmp_path, photo())
    assert house.load(file_of(events=[illustrated()]), dry_run=True).done["event"] == {"created": 1}
    assert house.load(file_of(events=[illustrated("none.jpg")]), dry_run=True).failed
    assert kept(house) == []


def test_with_an_error_no_picture_is_kept(house: House, tmp_path: Path) -> None:
    put(tmp_path, photo())
    assert house.load(file_of(events=[illustrated(), illustrated("none.jpg") | {"id": "other"}])).refused
    assert kept(house) == []
    report = house.load(file_of(events=[illustrated(), illustrated("none.jpg") | {"id": "other"}]), keep_going=True)
    assert (report.done["event"], len(kept(house))) == ({"created": 1}, 3)


def test_without_a_folder_there_are_no_pictures(small_house: House, tmp_path: Path) -> None:
    put(tmp_path, photo())
    report = small_house.load(file_of(events=[illustrated()]), alone=True)
    assert [error.sentence for error in report.judgement.errors] == [
        "path can’t be used here: no picture lies beside standard input; load the file by its name."
    ]
    assert not small_house.load(file_of(events=[EVENT]), alone=True).failed


def test_a_picture_that_changes_while_it_is_loaded_ends_the_load(
    small_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, photo())
    original = Beside.content
    looks: list[str] = []

    def content(self: Beside, path: str) -> bytes:
        looks.append(path)
        return photo() if len(looks) == 1 else photo(width=700, height=500)

    monkeypatch.setattr(Beside, "content", content)
    with pytest.raises(FileError, match=r"“poster\.jpg” was changed while it was loaded; run the load again"):
        small_house.load(file_of(events=[illustrated()]))
    monkeypatch.setattr(Beside, "content", original)
    assert not small_house.load(file_of(events=[illustrated()])).failed


def test_two_that_keep_the_same_picture_keep_one(house: House) -> None:
    picture = shrunk(photo())
    with writing(house.database, house.edge()) as transaction:
        first = images.keep(transaction, picture)
        assert images.keep(transaction, picture) is first
    with writing(house.database, house.edge()) as transaction:
        assert images.keep(transaction, picture).id == first.id
    assert len(kept(house)) == 3
    assert log(house) == []


def test_the_database_refuses_an_entry_whose_picture_is_not_kept(house: House, tmp_path: Path) -> None:
    house.load(file_of(events=[EVENT]))
    with house.database.writing() as session:
        session.connection().exec_driver_sql("SAVEPOINT here")
        with pytest.raises(Exception, match=r"fk_items_image_id|FOREIGN KEY"):
            session.connection().exec_driver_sql("UPDATE items SET image_id = 4711")
        session.rollback()
    with house.database.reading() as session, pytest.raises(LookupError, match="is not kept"):
        images.kept(session, "0" * 64)


def test_the_command_takes_pictures_beside_a_file_and_none_through_a_pipe(tmp_path: Path) -> None:
    put(tmp_path, photo())
    text = json.dumps(file_of(events=[illustrated()]))
    (tmp_path / "file.json").write_text(text)
    piped = run(tmp_path, "load", "-", text=text)
    assert (piped.returncode, piped.stdout) == (1, "")
    assert "/image/path: path can’t be used here: no picture lies beside standard input" in piped.stderr
    assert "event: 1 created" in run(tmp_path, "load", str(tmp_path / "file.json"), "--dry-run").stdout
    assert "event: 1 created" in run(tmp_path, "load", "file.json").stdout
