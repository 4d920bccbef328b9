"""Pictures of load files: what is wrong with them is told in one sentence each, before anything is stored."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from calendar_service.intake.beside import NOTHING, Beside
from calendar_service.intake.schema import load_schema
from calendar_service.pictures.shrinking import Measure, digest_of
from feeds.errors import FactError
from tests.intake.files import event, problems, release, without
from tests.pictures.made import bomb, filed, halves, photo

IMAGE = {"path": "posters/one.jpg", "alt": "Red beside blue."}
OUTSIDE = "path must stay in the folder of the load file: not begin with “/”, and hold no “..”."
ADDRESS = "path must be a file beside the load file, not an address; nothing is fetched."
NO_PATH = "path must be the path of a file, with “/” between folders, such as posters/one.jpg."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for load files, with a good picture in it, and another one beside the folder."""
    made = tmp_path / "files"
    (made / "posters").mkdir(parents=True)
    (made / "posters" / "one.jpg").write_bytes(photo())
    (tmp_path / "secret.jpg").write_bytes(photo())
    return made


def wrong(folder: Path, image: Any) -> list[tuple[str, str]]:
    """What is wrong with an event that has this image: the same as with a release."""
    found = problems(folder, events=[event(image=image)])
    assert problems(folder, releases=[release(image=image)]) == found
    return found


def test_good_images_are_good(folder: Path) -> None:
    assert wrong(folder, IMAGE) == []
    assert wrong(folder, None) == []
    assert wrong(folder, IMAGE | {"path": "./posters/one.jpg"}) == []
    (folder / "über uns.jpg").write_bytes(photo())
    assert wrong(folder, IMAGE | {"path": "über uns.jpg"}) == []


def test_alternative_text_is_asked_for(folder: Path) -> None:
    asked = "alt is missing: say in a sentence what the picture shows, for those who don’t see it."
    assert wrong(folder, without("alt", IMAGE)) == [("/image/alt", asked)]
    assert wrong(folder, IMAGE | {"alt": " \n"}) == [("/image/alt", "alt must not be empty.")]
    too_long = "alt has 501 characters; at most 500 are allowed."
    assert wrong(folder, IMAGE | {"alt": "x" * 501}) == [("/image/alt", too_long)]
    assert wrong(folder, IMAGE | {"alt": "x" * 500}) == []


def test_other_shapes_are_refused(folder: Path) -> None:
    assert wrong(folder, "posters/one.jpg") == [("/image", "image must be an object.")]
    assert wrong(folder, without("path", IMAGE)) == [("/image/path", "path is missing.")]
    assert wrong(folder, IMAGE | {"width": 3}) == [("/image/width", "“width” is no field here; known are path, alt.")]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("../secret.jpg", OUTSIDE),
        ("posters/../../secret.jpg", OUTSIDE),
        ("posters/../posters/one.jpg", OUTSIDE),
        ("..", OUTSIDE),
        ("/etc/passwd", OUTSIDE),
        ("https://posters.example/one.jpg", ADDRESS),
        ("HTTP:posters/one.jpg", ADDRESS),
        ("//posters.example/one.jpg", ADDRESS),
        ("file:///etc/passwd", ADDRESS),
        ("data:image/png;base64,AAAA", ADDRESS),
        ("C:/posters/one.jpg", ADDRESS),
        ("posters\\one.jpg", NO_PATH),
        ("..\\secret.jpg", NO_PATH),
        ("posters/one.jpg\0.png", NO_PATH),
        ("posters/\none.jpg", NO_PATH),
        ("posters/one.jpg\ud800", NO_PATH),
        ("posters/one\u202egpj.jpg", NO_PATH),
        ("", NO_PATH),
        (" ", NO_PATH),
        ("posters/none.jpg", "path leads to no file: there is no “posters/none.jpg” beside the load file."),
        ("posters/one.jpg/more", "path can’t be read: Not a directory."),
        ("posters", "path leads to what is no file."),
        (".", "path leads to what is no file."),
        ("x" * 1001, "path must have at most 1000 characters."),
        ("x" * 1000, "path can’t be read: File name too long."),
    ],
)
def test_only_files_of_the_folder_are_opened(folder: Path, path: str, sentence: str) -> None:
    assert wrong(folder, IMAGE | {"path": path}) == [("/image/path", sentence)]


def test_links_may_not_lead_out_of_the_folder(folder: Path) -> None:
    (folder / "out.jpg").symlink_to(folder.parent / "secret.jpg")
    (folder / "out").symlink_to(folder.parent)
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    (folder / "within.jpg").symlink_to("posters/one.jpg")
    sentence = "path leads out of the folder of the load file."
    for path in ("out.jpg", "out/secret.jpg", "out/files/../secret.jpg"):
        expected = OUTSIDE if ".." in path else sentence
        assert wrong(folder, IMAGE | {"path": path}) == [("/image/path", expected)]
    [(_, loop)] = wrong(folder, IMAGE | {"path": "loop.jpg"})
    assert loop.startswith("path can’t be read: ")
    assert wrong(folder, IMAGE | {"path": "within.jpg"}) == []


def test_a_name_that_the_file_system_cannot_hold_is_no_file(folder: Path) -> None:
    with pytest.raises(FactError, match="path leads to no file"):
        Beside(folder).picture("posters/one.jpg\ud800")


def test_a_folder_that_is_itself_a_link_holds_its_pictures(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert wrong(link, IMAGE) == []


def test_pipes_are_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.jpg")
    assert wrong(folder, IMAGE | {"path": "pipe.jpg"}) == [("/image/path", "path leads to what is no file.")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg/>", "The picture is an SVG, which may hold programs; give a JPEG, PNG, WebP, AVIF or GIF."),
        (b"<html>", "The file is no JPEG, PNG, WebP, AVIF or GIF."),
        (b"", "The file is no JPEG, PNG, WebP, AVIF or GIF."),
        (bomb(30_000, 30_000), "The picture has more than 40 million pixels; give a smaller one."),
        (photo()[:3000], "The picture is damaged or cut off, and can’t be read."),
        (filed(halves(900, 100)), "The picture is more than 8 times as long on one side as on the other; cut it."),
        (photo() + bytes(20 * 2**20), "The picture has more than 20 MB; give a smaller one."),
    ],
    ids=["svg", "html", "nothing", "bomb", "cut off", "ribbon", "too large"],
)
def test_what_is_no_good_picture_is_refused(folder: Path, content: bytes, sentence: str) -> None:
    (folder / "poster.jpg").write_bytes(content)
    assert wrong(folder, IMAGE | {"path": "poster.jpg"}) == [("/image/path", sentence)]


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    found = problems(folder, events=[event(image={"path": "../a.jpg"}), event(id="f", image=IMAGE, tags=["a", "A"])])
    assert [pointer for pointer, _ in found] == ["/image/path", "/image/alt", "/tags"]


def test_a_picture_is_looked_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    beside = Beside(folder)
    original = beside.content

    def content(path: str) -> bytes:
        looks.append(path)
        return original(path)

    monkeypatch.setattr(beside, "content", content)
    (folder / "broken.jpg").write_bytes(b"broken")
    for _ in range(3):
        assert beside.picture("posters/one.jpg") == Measure(digest_of(photo()), 900, 600)
        with pytest.raises(FactError, match="The file is no JPEG"):
            beside.picture("broken.jpg")
    assert looks == ["posters/one.jpg", "broken.jpg"]


def test_what_is_kept_already_is_not_judged_again(folder: Path) -> None:
    (folder / "kept.jpg").write_bytes(b"kept by an earlier version, which knew this format")
    measure = Measure(digest_of((folder / "kept.jpg").read_bytes()), 640, 480)
    beside = Beside(folder, lambda digest: measure if digest == measure.digest else None)
    assert beside.picture("kept.jpg") == measure
    assert beside.picture("posters/one.jpg").width == 900


def test_beside_standard_input_lies_nothing() -> None:
    with pytest.raises(FactError, match="no picture lies beside standard input; load the file by its name"):
        NOTHING.picture("posters/one.jpg")


@pytest.mark.parametrize(
    ("image", "fits"),
    [(IMAGE, True), (None, True), ({"path": "a.jpg"}, False), ("a.jpg", False), (IMAGE | {"url": "x"}, False)],
)
def test_the_schema_knows_images(image: Any, fits: bool) -> None:
    judge = Draft202012Validator(load_schema())
    for lists in ({"events": [event(image=image)]}, {"releases": [release(image=image)]}):
        assert judge.is_valid(lists) == fits
