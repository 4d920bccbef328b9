"""Small pictures of each page type for docs/screenshots: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import ARGUMENTS, page_of, served

FOLDER: Final = Path(__file__).parent.parent.parent / "docs" / "screenshots"
WIDTHS: Final = (360, 768, 1280)
SCHEMES: Final = ("light", "dark")
COLOURS: Final = (48, 44, 40, 32, 24, 16)
"""Palettes that are tried, the finest first, until a picture is small enough."""
MOST: Final = 60_000
"""Bytes that a picture may have."""
TOTAL: Final = 2_500_000
"""Bytes that all of them may have."""
PAGES: Final = {
    "listing": "/",
    "filter": "/?kind=concert&city=berlin-de",
    "month": "/?view=month",
    "releases": "/releases",
    "archive": "/archive/2023",
    "event": "/events/metropolis-2023-02-22",
    "release": "/releases/metropolis-metropolis",
    "venue": "/venues/kornspeicher",
    "artist": "/artists/bjorn-halvorsen",
    "label": "/organizers/moss-tide-records",
    "series": "/series/slow-water-tour",
    "city": "/cities/berlin-de",
    "directory": "/artists",
    "subscribe": "/subscribe?artist=jeff-mills",
    "report": "/report?noun=event&slug=metropolis-2023-02-22",
    "404": "/nothing-here",
}


def main() -> None:
    """Take all of them anew; what is no longer made goes, but only once all others are there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), "demo") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        sizes = {path: size for scheme in SCHEMES for path, size in _taken(browser, site, scheme).items()}
        browser.close()
    for path in set(FOLDER.glob("*.png")) - set(sizes):
        path.unlink()
    sys.exit(_complaint(sizes))


def _taken(browser: Browser, site: str, scheme: Any) -> dict[Path, int]:
    """The pictures of all pages in one scheme, and their bytes."""
    sizes = {}
    for width in WIDTHS:
        with page_of(browser, width=width, color_scheme=scheme, reduced_motion="reduce", locale="en-GB") as page:
            for name, address in PAGES.items():
                path = FOLDER / f"{name}-{width}-{scheme}.png"
                path.write_bytes(_small(_shot(page, site, name, address)))
                sizes[path] = path.stat().st_size
    return sizes


def _shot(page: Page, site: str, name: str, address: str) -> bytes:
    page.goto(site + address, wait_until="networkidle")
    if name == "filter":
        page.locator(".narrow").evaluate("it => it.open = true")
    return page.screenshot()


def _small(content: bytes) -> bytes:
    """The same with a palette, as fine as its bytes allow; the coarsest where none does."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        picture.quantize(colours, kmeans=1, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < MOST:
            break
    return out.getvalue()


def _complaint(sizes: dict[Path, int]) -> str | None:
    """A sentence where the pictures are too large for a repository."""
    large = sorted(path.name for path, size in sizes.items() if size >= MOST)
    if large or sum(sizes.values()) >= TOTAL:
        return f"Too large: {', '.join(large) or 'nothing alone'}; together {sum(sizes.values())} bytes."
    return None


if __name__ == "__main__":
    main()
