"""What a restore refuses, and that whatever goes wrong leaves everything as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from calendar_service.backups import lines
from calendar_service.backups.making import back_up
from calendar_service.backups.opening import opened
from calendar_service.backups.restoring import restore
from calendar_service.errors import DatabaseError, FileError, ServiceError
from calendar_service.store import migrations
from calendar_service.store.database import Database
from tests import golden
from tests.backups.conftest import STAMP
from tests.cast import EVENT, House, file_of
from tests.test_migrations import rows


def put(file: Path, url: str, data: Path, *, replace: bool = False) -> None:
    with opened(file) as backup:
        restore(url, data, backup, "mark", replace=replace)


def rewritten(saved: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a backup whose parts are changed; None leaves one out."""
    with ZipFile(saved) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def test_a_database_that_is_in_use_is_left_alone_unless_it_is_to_be_replaced(
    saved: Path, house: House, database_url: str, tmp_path: Path
) -> None:
    house.load(file_of(events=[EVENT]))
    before = rows(house.database)
    with pytest.raises(DatabaseError, match=r"The database is not empty \(it has \d+ rows in \w+\)"):
        put(saved, database_url, tmp_path)
    assert rows(house.database) == before
    put(saved, database_url, tmp_path, replace=True)
    assert golden.feeds(house.database) == golden.expected()


def test_one_that_was_only_served_is_empty(saved: Path, house: House, database_url: str, tmp_path: Path) -> None:
    from calendar_service.store.rendering import follow_site

    follow_site(house.database, house.edge())
    put(saved, database_url, tmp_path)
    assert golden.feeds(house.database) == golden.expected()


def flipped(name: str, content: bytes) -> bytes:
    return content.replace(b"Jeff Mills", b"Jeff Wills") if name == "tables/artists.jsonl" else content


def shorter(name: str, content: bytes) -> bytes:
    return content.rpartition(b"\n[")[0] + b"\n" if name == "tables/venues.jsonl" else content


def lacking(name: str, content: bytes) -> bytes | None:
    return None if name == "tables/items.jsonl" else content


def newer(name: str, content: bytes) -> bytes:
    return content.replace(b'"schema_version": "00', b'"schema_version": "99') if name == "manifest.json" else content


def later(name: str, content: bytes) -> bytes:
    return content.replace(b'"version": 1', b'"version": 2') if name == "manifest.json" else content


def strange(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    told = json.loads(content)
    told["files"].append({"name": "../.ssh/authorized_keys", "sha256": "0" * 64})
    return json.dumps(told).encode()


def other(name: str, content: bytes) -> bytes:
    """One column fewer, and checksums that fit: the backup of some other program."""
    if name != "manifest.json":
        return content
    told = json.loads(content)
    tags = next(table for table in told["tables"] if table["name"] == "tags")
    tags["columns"] = {("label" if column == "name" else column): kind for column, kind in tags["columns"].items()}
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (flipped, "The backup is damaged: tables/artists.jsonl is not what its manifest says."),
        (shorter, "The backup is damaged: tables/venues.jsonl is not what its manifest says."),
        (lacking, "is damaged: it lacks a part that its manifest names."),
        (newer, "The backup is of a newer version"),
        (later, "The file is no backup that this version of calendar-service can read."),
        (strange, "The backup holds a file that does not belong into one: '../.ssh/authorized_keys'."),
        (other, "The backup does not fit its version"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    saved: Path,
    small_house: House,
    sqlite_url: str,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
    sentence: str,
) -> None:
    small_house.load(file_of(events=[EVENT]))
    before = rows(small_house.database)
    with pytest.raises(ServiceError) as raised:
        put(rewritten(saved, tmp_path / "wrong", change), sqlite_url, tmp_path, replace=True)
    assert sentence in str(raised.value)
    assert rows(small_house.database) == before


@pytest.mark.parametrize("content", [b"", b"PK", b"{}\n", b"x" * 100_000])
def test_what_is_no_backup_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(FileError, match="is no backup, or it is damaged"), opened(tmp_path / "file"):
        pass


def test_half_of_a_backup_is_said_to_be_damaged(saved: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    for size in (len(content) // 2, len(content) - 30):
        (tmp_path / "file").write_bytes(content[:size])
        with pytest.raises(FileError, match="is no backup, or it is damaged"), opened(tmp_path / "file"):
            pass


def test_a_restore_that_breaks_leaves_everything_as_it_was(
    saved: Path, house: House, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.load(file_of(events=[EVENT]))
    before = rows(house.database)
    with opened(saved) as backup:
        whole = type(backup).batches

        def broken(self: object, part: object) -> object:
            if getattr(part, "name", "") == "media":
                raise FileError("The disk is gone.")
            return whole(self, part)  # type: ignore[arg-type]

        monkeypatch.setattr(type(backup), "batches", broken)
        with pytest.raises(FileError, match="The disk is gone"):
            restore(database_url, tmp_path / "data", backup, "mark", replace=True)
    assert rows(house.database) == before
    assert migrations.version_at(database_url) == migrations.versions()[-1]
    assert list((tmp_path / "data").glob("**/*")) == []


def test_a_backup_that_breaks_leaves_the_last_one_and_nothing_else(
    small_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kept" / "site.backup"
    target.parent.mkdir()
    back_up(small_house.database, tmp_path / "data", target, STAMP)
    last = target.read_bytes()

    def full(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lines, "encode", full)
    with pytest.raises(FileError, match=r"can't be written: No space left on device\."):
        back_up(small_house.database, tmp_path / "data", target, STAMP)
    assert [path.name for path in target.parent.iterdir()] == ["site.backup"]
    assert target.read_bytes() == last


def test_a_page_of_the_operator_is_not_taken_away(sqlite_url: str, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "pages").mkdir(parents=True)
    (old / "pages" / "about.md").write_text("# About us")
    (old / "secret-key").write_text("0123456789abcdef")
    database = Database.at(sqlite_url)
    back_up(database, old, tmp_path / "site.backup", STAMP)
    database.close()
    shutil.copytree(old, new)
    (new / "pages" / "about.md").write_text("# About me")
    (new / "secret-key").write_text("made at the first start of a new server")
    with pytest.raises(FileError, match=r"pages/about\.md says something else than in the backup"):
        put(tmp_path / "site.backup", sqlite_url, new)
    assert (new / "pages" / "about.md").read_text() == "# About me"
    put(tmp_path / "site.backup", sqlite_url, new, replace=True)
    assert (new / "pages" / "about.md").read_text() == "# About us"
    assert (new / "secret-key").read_text() == "0123456789abcdef"
    assert (new / "secret-key").stat().st_mode & 0o777 == 0o600
