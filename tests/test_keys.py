"""The secret key: set, read from a file, or made once and kept where only its owner can read it."""

from __future__ import annotations

import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calendar_service.errors import SettingsError
from calendar_service.keys import FILE, secret_key
from calendar_service.settings import load_settings


def numbers() -> str:
    return secrets.token_hex(16)


def test_a_key_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "new" / "data")
    first = secret_key(settings, numbers)
    assert len(first) == 32
    assert secret_key(settings, lambda: "another" * 5) == first
    file = settings.data_dir / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == [FILE]


def test_processes_that_begin_together_have_one_key(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: secret_key(settings, numbers), range(8)))
    assert len(keys) == 1


def test_a_key_that_is_set_counts_before_one_in_a_file_and_one_that_is_kept(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("the key of the file\n")
    kept = secret_key(load_settings(data_dir=tmp_path), numbers)
    filed = secret_key(load_settings(data_dir=tmp_path, secret_key_file=tmp_path / "key"), numbers)
    given = secret_key(
        load_settings(data_dir=tmp_path, secret_key="the key that is set", secret_key_file=tmp_path / "key"), numbers
    )
    assert len({kept, filed, given}) == 3
    assert filed == secret_key(load_settings(data_dir=tmp_path, secret_key="the key of the file"), numbers)


def test_a_key_that_is_too_short_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="at least 16 characters"):
        secret_key(load_settings(data_dir=tmp_path, secret_key="short"), numbers)
    with pytest.raises(SettingsError, match="CALENDAR_SECRET_KEY_FILE can't be read"):
        secret_key(load_settings(data_dir=tmp_path, secret_key_file=tmp_path / "none"), numbers)
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="The secret key can't be kept"):
        secret_key(load_settings(data_dir=tmp_path / "file" / "data"), numbers)
