"""A real Chromium against a real running server: what the tests of pages share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page

ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG: Final = "W" * 200
RIGHT_TO_LEFT: Final = "أمسية موسيقية: 24 أغنية!"
HOSTILE: Final = {
    "source": "hostile",
    "artists": [{"id": "a", "name": "A" * 100}],
    "venues": [{"id": "v", "name": "V" * 100, "zone": "Europe/Berlin", "city": "L" * 60}],
    "events": [
        {
            "id": name,
            "title": title,
            "kind": "concert",
            "status": status,
            "starts": "2099-01-02T20:00",
            "venue": "v",
            "credits": [{"artist": "a", "role": "performer"}],
            "description": "x" * 500,
            "url": f"https://example.org/{'x' * 300}",
        }
        for name, title, status in [("long", LONG, "cancelled"), ("rtl", RIGHT_TO_LEFT, "scheduled")]
    ],
}


COMMAND: Final = [sys.executable, "-m", "calendar_service"]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CALENDAR_")}
    return plain | {"CALENDAR_DATA_DIR": str(folder)} | {f"CALENDAR_{name}": text for name, text in settings.items()}


@contextmanager
def served(folder: Path, command: str, **settings: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, command, "--port", str(port)], env=environment(folder, **settings), stdout=out, stderr=out
        )
    base = f"http://localhost:{port}"
    try:
        _await_ready(process, base, log)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _await_ready(process: subprocess.Popen[bytes], base: str, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=5):
                return
        except URLError as error:
            if isinstance(error, urllib.request.HTTPError):
                error.close()
            time.sleep(0.2)
    pytest.fail(f"The server did not become ready:\n{log.read_text()}")


@contextmanager
def page_of(chromium: Browser, width: int = 1280, **options: Any) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def overflow(page: Page) -> int:
    """Pixels by which the content is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
