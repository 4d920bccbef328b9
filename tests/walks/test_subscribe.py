"""Real subscribers: vdirsyncer fetches the feeds of a running demo, khal shows what they hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.readers import javascript
from tests.test_cli import fetch, running

BIN = Path(sys.executable).parent


def subscribe(folder: Path, url: str) -> Path:
    """A folder of single files, as vdirsyncer keeps a subscription."""
    (folder / "vdirsyncer").write_text(
        f"""
[general]
status_path = "{folder}/status/"
[pair feed]
a = "local"
b = "remote"
collections = null
[storage local]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
[storage remote]
type = "http"
url = "{url}"
"""
    )
    (folder / "khal").write_text(
        f"""
[calendars]
[[feed]]
path = {folder}/calendar
type = calendar
readonly = True
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.sqlite
"""
    )
    (folder / "calendar").mkdir(exist_ok=True)
    environment = {**os.environ, "HOME": str(folder), "VDIRSYNCER_CONFIG": str(folder / "vdirsyncer")}
    for words in (["discover"], ["sync"]):
        ended = subprocess.run(
            [BIN / "vdirsyncer", *words], env=environment, input="y\n" * 4, capture_output=True, text=True, timeout=60
        )
        assert ended.returncode == 0, ended.stderr
    return folder / "calendar"


def khal(folder: Path, *words: str, zone: str = "Europe/Berlin") -> list[str]:
    """The lines that khal prints."""
    environment = {**os.environ, "HOME": str(folder), "TZ": zone, "PYTHONWARNINGS": "ignore"}
    command = [str(BIN / "khal"), "-c", str(folder / "khal"), *words]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return [line.strip() for line in ended.stdout.splitlines() if line.strip()]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu"])
def test_a_subscriber_anywhere_sees_the_announcement_on_its_days(tmp_path: Path, zone: str) -> None:
    with running(tmp_path, "demo") as (_, port):
        files = subscribe(tmp_path, f"http://127.0.0.1:{port}/artists/jeff-mills.ics?past=all")
    assert len(list(files.glob("*.ics"))) == 2
    found = khal(
        tmp_path, "list", "--format", "{start-date} {all-day} {title} | {location}", "--day-format", "",
        "2023-02-01", "60d", zone=zone,
    )  # fmt: skip
    place = "Anthology Film Archives, 32 Second Avenue, New York, NY 10003, US"
    assert found == [
        f"2023-02-22 True Jeff Mills: Metropolis @ Anthology Film Archives | {place}",
        "2023-03-03 True Jeff Mills – Metropolis Metropolis (3×vinyl, CD, digital) |",
    ]
    [text] = khal(tmp_path, "list", "--format", "{description}", "--day-format", "", "2023-02-22", "1d")[:1]
    assert text == "The hour is not announced."


def test_a_subscriber_to_everything_gets_each_entry_once(tmp_path: Path) -> None:
    with running(tmp_path, "demo") as (_, port):
        files = subscribe(tmp_path, f"http://127.0.0.1:{port}/calendar.ics?past=all")
        _, body = fetch(port, "/calendar.ics?past=all")
    assert len(list(files.glob("*.ics"))) == body.count(b"\r\nUID:") > 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu"])
@pytest.mark.parametrize("reader", ["ical.js", "ts-ics", "node-ical"])
def test_whole_days_are_the_same_days_for_readers_in_any_zone(zone: str, reader: str) -> None:
    feed = (Path(__file__).parent.parent / "golden" / "jeff-mills.ics").read_bytes()
    with javascript.JavaScript(zone) as node:
        found = node.read(reader, feed)
    assert [(str(entry.start), str(entry.end), entry.all_day) for entry in found] == [
        ("2023-02-22", "2023-02-23", True),
        ("2023-03-03", "2023-03-04", True),
    ]
