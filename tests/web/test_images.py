"""Pictures are handed out for ever, to be looked at and for nothing else."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event
from starlette.testclient import TestClient

from calendar_service.addresses import image_path
from calendar_service.pictures.shrinking import Picture, shrunk
from tests.cast import EVENT, House, file_of
from tests.pictures.made import photo
from tests.web.client import client_of


def shown(house: House, tmp_path: Path) -> tuple[TestClient, Picture]:
    """A site with an event that has a poster, and that poster."""
    content = photo(width=1500, height=1000)
    (tmp_path / "poster.jpg").write_bytes(content)
    house.load(file_of(events=[EVENT | {"image": {"path": "poster.jpg", "alt": "A tower."}}]))
    return client_of(house), shrunk(content)


def test_each_size_has_an_address_that_holds_for_ever(house: House, tmp_path: Path) -> None:
    client, picture = shown(house, tmp_path)
    tags = set()
    for size in picture.sizes:
        answer = client.get(image_path(picture.measure.digest, size.width))
        assert (answer.status_code, answer.content) == (200, size.content)
        assert Image.open(BytesIO(answer.content)).size == (size.width, size.height)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert int(answer.headers["content-length"]) == len(size.content)
        assert "set-cookie" not in answer.headers
        tags.add(answer.headers["etag"])
    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_who_has_it_is_told_so(small_house: House, tmp_path: Path) -> None:
    client, picture = shown(small_house, tmp_path)
    path = image_path(picture.measure.digest, 640)
    tag = client.get(path).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = client.get(path, headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer.headers["etag"], answer.headers["cache-control"][-9:]) == (tag, "immutable")
        assert "content-type" not in answer.headers
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    # The picture has no date, so that none is a reason to leave it out.
    assert client.get(path, headers={"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}).status_code == 200


def test_head_says_what_get_would(small_house: House, tmp_path: Path) -> None:
    client, picture = shown(small_house, tmp_path)
    path = image_path(picture.measure.digest, 320)
    got, headed = client.get(path), client.head(path)
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers == got.headers
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "name", ["{digest}-321", "{digest}-0320", "{digest}-0", "{digest}--320", "{digest}", "{DIGEST}-320", "{other}-320"]
)
@pytest.mark.parametrize("ending", [".webp", ".jpg", ""])
def test_there_is_nothing_else(small_house: House, tmp_path: Path, name: str, ending: str) -> None:
    client, picture = shown(small_house, tmp_path)
    digest = picture.measure.digest
    path = f"/images/{name.format(digest=digest, DIGEST=digest.upper(), other='0' * 64)}{ending}"
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, "There is nothing at this address.\n")
    assert answer.headers["cache-control"] == "no-store"


def test_odd_names_are_refused_without_a_question_to_the_database(small_house: House, tmp_path: Path) -> None:
    client, picture = shown(small_house, tmp_path)
    asked: list[str] = []
    event.listen(small_house.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for name in ("..%2f..%2fetc%2fpasswd", "%00-320", "a" * 64, "-320", f"{picture.measure.digest}-99999999999"):
        assert client.get(f"/images/{name}.webp").status_code == 404
    assert asked == []
    assert client.get(image_path(picture.measure.digest, 320)).status_code == 200
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
