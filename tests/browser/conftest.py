"""Servers and the browser, for all tests of pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import ARGUMENTS, COMMAND, HOSTILE, environment, served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, served."""
    with served(tmp_path_factory.mktemp("demo"), "demo") as base:
        yield base


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Words that no layout likes, served."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "hostile.json"
    file.write_text(json.dumps(HOSTILE))
    subprocess.run([*COMMAND, "load", str(file)], env=environment(folder), check=True, capture_output=True)
    with served(folder, "serve") as base:
        yield base


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for this file; not longer, as its event loop would be in the way of other tests."""
    found = next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "google-chrome"))), None)
    if found is None:
        sentence = "Pages are tested in Chromium, which is not installed: apt-get install chromium."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()
