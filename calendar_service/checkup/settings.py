"""Looking at settings: what is not wrong in itself, but would be wrong for a site that people subscribe to."""

from __future__ import annotations

import os
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from calendar_service import keys
from calendar_service.checkup.remarks import Remark, Remarks, fine, note, wrong
from calendar_service.errors import SettingsError
from calendar_service.settings import Settings, metrics_token


def remarks(settings: Settings, now: datetime) -> Remarks:
    """All about the settings, with nothing made or changed. `now` is aware."""
    yield _base_url(settings)
    yield _data_folder(settings.data_dir)
    yield _secret_key(settings)
    yield fine(
        "time zone", f"in {settings.time_zone} it is {now.astimezone(ZoneInfo(settings.time_zone)):%Y-%m-%d %H:%M}."
    )
    yield _proxies(settings.trusted_proxies)
    yield _metrics(settings)


def _base_url(settings: Settings) -> Remark:
    about, base = "CALENDAR_BASE_URL", settings.base_url
    if not base:
        return note(
            about, f"it is not set: addresses in feeds begin with {settings.addresses.base}, for this machine alone."
        )
    if urlsplit(base).scheme != "https":
        return note(about, f"{base} is not https: calendar apps on phones refuse it.")
    return fine(about, f"{base}.")


def _data_folder(folder: Path) -> Remark:
    about = "data folder"
    if not folder.exists():
        above = next(path for path in folder.absolute().parents if path.exists())
        if os.access(above, os.W_OK | os.X_OK):
            return note(about, f"{folder} is made at the first start.")
        return wrong(about, f"{folder} is not there and can't be made: {above} is not writable for this user.")
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return wrong(about, f"{folder} must be a folder that this user can read and write.")
    return fine(about, f"{folder} can be read and written.")


def _secret_key(settings: Settings) -> Remark:
    about, file = "secret key", settings.data_dir / keys.FILE
    if settings.secret_key:
        if len(settings.secret_key) < keys.LENGTH:
            return wrong(about, f"CALENDAR_SECRET_KEY must have at least {keys.LENGTH} characters.")
        return fine(about, "it is that of CALENDAR_SECRET_KEY; keep it beside your backups, which hold none.")
    if settings.secret_key_file is None and not file.exists():
        return note(about, "it is made at the first start.")
    return _key_in(settings, settings.secret_key_file or file)


def _key_in(settings: Settings, file: Path) -> Remark:
    about = "secret key"
    try:
        keys.secret_key(settings, str)  # it is there, so that no dice are thrown
        others = file.stat().st_mode & 0o077
    except (SettingsError, OSError) as error:
        return wrong(about, str(error))
    if others and file.is_file():
        return wrong(about, f"{file} can be read by other users; right is chmod 600.")
    return fine(about, f"{file} is there, for this user alone.")


def _proxies(given: str) -> Remark:
    about = "CALENDAR_TRUSTED_PROXIES"
    names = [name.strip() for name in given.split(",") if name.strip()]
    if "*" in names:
        return note(
            about,
            "everybody is believed who says where they come from; right only where nobody but a proxy can connect.",
        )
    if strange := [name for name in names if not _is_place(name)]:
        return wrong(
            about, f"“{strange[0]}” is no address and no network; right is for example 10.0.0.5 or 10.0.0.0/24."
        )
    return fine(about, f"{', '.join(names) or 'nobody'}.")


def _metrics(settings: Settings) -> Remark:
    about = "/metrics"
    try:
        token = metrics_token(settings)
    except SettingsError as error:
        return wrong(about, str(error))
    return fine(about, f"answered to this machine{', and to who has its token' if token else ' alone'}.")


def _is_place(name: str) -> bool:
    for kind in (ip_address, ip_network):
        try:
            kind(name)
        except ValueError:
            continue
        return True
    return False
