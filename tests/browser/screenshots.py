"""Small pictures of each page type for docs/screenshots: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.serving import ARGUMENTS, page_of, served

FOLDER: Final = Path(__file__).parent.parent.parent / "docs" / "screenshots"
WIDTHS: Final = (360, 768, 1280)
SCHEMES: Final = ("light", "dark")
COLOURS: Final = 48
PAGES: Final = {
    "listing": "/",
    "filter": "/?kind=concert&city=berlin-de",
    "month": "/?view=month",
    "releases": "/releases",
    "event": "/events/metropolis-2023-02-22",
    "release": "/releases/metropolis-metropolis",
    "venue": "/venues/kornspeicher",
    "tour": "/series/slow-water-tour",
    "directory": "/artists",
    "subscribe": "/subscribe?artist=jeff-mills",
    "report": "/report?noun=event&slug=metropolis-2023-02-22",
}


def main() -> None:
    """Take all of them anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), "demo") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for scheme in SCHEMES:
            for width in WIDTHS:
                with page_of(browser, width=width, color_scheme=scheme, locale="en-GB") as page:
                    for name, path in PAGES.items():
                        page.goto(site + path, wait_until="networkidle")
                        if name == "filter":
                            page.locator(".narrow summary").click()
                        _keep(page.screenshot(), FOLDER / f"{name}-{width}-{scheme}.png")
        browser.close()


def _keep(content: bytes, path: Path) -> None:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
