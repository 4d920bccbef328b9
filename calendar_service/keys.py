"""The secret key of a site: set by the operator, or made at the first start and kept in the data folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from calendar_service.errors import SettingsError
from calendar_service.settings import Settings, kept_in

LENGTH: Final = 16
"""Characters of a secret key, at least."""
FILE: Final = "secret-key"


def secret_key(settings: Settings, dice: Callable[[], str]) -> bytes:
    """The key in 32 bytes. Raises SettingsError where it is too short, or cannot be read or kept."""
    text = (
        settings.secret_key
        or kept_in(settings.secret_key_file, "CALENDAR_SECRET_KEY_FILE")
        or _kept(settings.data_dir / FILE, dice)
    )
    if len(text) < LENGTH:
        raise SettingsError(f"CALENDAR_SECRET_KEY must have at least {LENGTH} characters.")
    return hashlib.sha256(text.encode()).digest()


def _kept(file: Path, dice: Callable[[], str]) -> str:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file, dice() + dice(), dice())
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret key can't be kept in {file.parent}; set CALENDAR_SECRET_KEY.") from error


def _make(file: Path, text: str, mark: str) -> None:
    """Make the file whole or not at all; another process that is faster has made the key."""
    part = file.with_name(f"{file.name}.{mark}")
    descriptor = None
    if not file.exists():
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
            os.link(part, file)
        except FileExistsError:
            pass
        finally:
            if descriptor is not None:
                os.close(descriptor)
            part.unlink(missing_ok=True)
