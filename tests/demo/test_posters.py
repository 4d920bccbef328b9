"""The pictures of the demo are small, all of them are shown, and they travel with the files that name them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from calendar_service import demo
from calendar_service.demo.season import season
from calendar_service.intake.beside import Beside
from tests.intake.files import judged

SMALL = 60_000
"""Bytes of a picture that everybody who installs the service gets."""


def images() -> Iterator[dict[str, str]]:
    """What the two load files say of pictures."""
    for name in ("announcement.json", "season.json"):
        filled = json.loads(season((demo.FOLDER / name).read_text("utf-8"), date(2027, 3, 5)))
        yield from (item["image"] for noun in ("events", "releases") for item in filled[noun] if "image" in item)


def test_each_picture_is_small_and_is_shown() -> None:
    files = {path.relative_to(demo.FOLDER).as_posix(): path for path in (demo.FOLDER / demo.POSTERS).iterdir()}
    assert files.keys() == {image["path"] for image in images()}
    assert {name for name, path in files.items() if path.stat().st_size >= SMALL} == set()


def test_each_picture_has_words_of_its_own() -> None:
    words = {(image["path"], image["alt"]) for image in images()}
    assert len(words) == len({path for path, _ in words}) == len({alt for _, alt in words}) > 4


def test_the_season_lies_beside_its_pictures_wherever_it_is_written(tmp_path: Path) -> None:
    path = demo.written(tmp_path / "season", date(2027, 3, 5))
    assert judged(tmp_path, path.read_text("utf-8"), beside=Beside(path.parent)).errors == []
