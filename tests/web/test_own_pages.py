"""The operator's own pages: Markdown that can do no harm, read again when it changes, in the reader's language."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from calendar_service.languages import tongue_of
from calendar_service.publishing import own
from calendar_service.publishing.own import OwnPages, rendered, shown
from calendar_service.web.paper import Reader, render
from feeds.tongue import ENGLISH
from tests.cast import SITE

GERMAN = tongue_of("de")


def pages(folder: Path, **files: str) -> OwnPages:
    """Pages of a folder; `privacy_de` is the file privacy.de.md."""
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.md").write_text(text, "utf-8")
    return OwnPages(folder, "en")


def test_the_first_heading_is_the_title_and_stands_once(tmp_path: Path) -> None:
    here = pages(tmp_path, imprint="# Imprint & *more*\n\nJane Doe, [mail](mailto:jane@example.org)\n\n# Second\n")
    content = shown(here, "imprint", ENGLISH)
    assert content is not None
    assert content["title"] == "Imprint & more"
    html = render(SITE, Reader(ENGLISH), "own.html", content).decode()
    assert html.count("<h1") == 1
    assert ">Imprint &amp; more</h1>" in html
    assert "<h2>Second</h2>" in html
    assert '<a href="mailto:jane@example.org" rel="noopener">mail</a>' in html
    assert "https://calendar.example.org/pages/imprint" in html


def test_a_page_without_a_heading_is_called_like_its_file(tmp_path: Path) -> None:
    here = pages(tmp_path, **{"house-rules": "Be kind.\n"})
    assert [(page.title, page.path) for page in here.listed(ENGLISH)] == [("House rules", "/pages/house-rules")]


def test_the_readers_language_comes_first_then_the_sites_then_any(tmp_path: Path) -> None:
    here = pages(tmp_path, privacy="# Privacy", privacy_de="# Datenschutz", imprint_de="# Impressum", about="# About")

    def titles(t: object) -> list[tuple[str, str]]:
        return [(page.title, page.language) for page in here.listed(t)]  # type: ignore[arg-type]

    assert titles(ENGLISH) == [("About", "en"), ("Impressum", "de"), ("Privacy", "en")]
    assert titles(GERMAN) == [("About", "en"), ("Impressum", "de"), ("Datenschutz", "de")]
    content = shown(here, "about", GERMAN)
    assert content is not None
    assert '<h1 lang="en"' in render(SITE, Reader(GERMAN), "own.html", content).decode()


def test_there_is_no_page_that_nobody_wrote(tmp_path: Path) -> None:
    assert OwnPages(tmp_path / "missing", "en").listed(ENGLISH) == []
    assert shown(OwnPages(tmp_path / "missing", "en"), "about", ENGLISH) is None
    here = pages(tmp_path, about="# About")
    for name in ("imprint", "../about", "About", "about.md", ""):
        assert shown(here, name, ENGLISH) is None


def test_other_files_are_no_pages(tmp_path: Path) -> None:
    for name in ("Notes.md", "notes.txt", ".hidden.md", "a b.md", "über.md", "x.DE.md", "-.md.bak"):
        (tmp_path / name).write_text("# No")
    (tmp_path / "folder.md").mkdir()
    assert OwnPages(tmp_path, "en").listed(ENGLISH) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>body{display:none}</style>",
        "<iframe src=https://evil.example></iframe>",
        "<img src=x onerror=alert(1)>",
        "<p style='color:red' onclick=alert(1)>x</p>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](https://tracker.example/pixel.png)",
        "![x](//tracker.example/pixel.png)",
        "![x](/\\tracker.example/pixel.png)",
        "![x](data:image/png;base64,AAAA)",
        "| a |\n|--:|\n| b |",
    ],
)
def test_nothing_in_a_file_reaches_the_page_that_could_harm(text: str) -> None:
    html = rendered(text)[1]
    tags = re.findall(r"<[^>]*>", html)
    assert [tag for tag in tags if re.match(r"<(script|style|iframe|object|form)", tag)] == []
    assert [tag for tag in tags if tag.startswith("<img") and not re.search(r'src="/[^/\\]', tag)] == []
    assert [tag for tag in tags if re.search(r"\s(on\w+|style)\s*=|javascript:|data:|vbscript:", tag)] == []


def test_pictures_of_this_site_are_shown_and_others_only_said() -> None:
    html = rendered("![our hall](/images/abc-480.webp) and ![theirs](https://elsewhere.example/a.png)")[1]
    assert '<img src="/images/abc-480.webp" alt="our hall">' in html
    assert "and theirs" in html
    assert "elsewhere" not in html


def test_a_file_that_has_changed_is_read_again_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = pages(tmp_path, about="# One", imprint="# Imprint")
    read: list[str] = []
    content = own._content

    def noted(path: Path) -> bytes | None:
        read.append(path.name)
        return content(path)

    monkeypatch.setattr(own, "_content", noted)
    assert [page.title for page in here.listed(ENGLISH)] == ["One", "Imprint"]
    before = here.fingerprint
    here.listed(ENGLISH)
    assert read == ["about.md", "imprint.md"]
    (tmp_path / "about.md").write_text("# Two")
    os.utime(tmp_path / "about.md", ns=(1, 1))
    assert [page.title for page in here.listed(GERMAN)] == ["Two", "Imprint"]
    assert read == ["about.md", "imprint.md", "about.md"]
    changed = here.fingerprint
    assert changed != before
    (tmp_path / "imprint.md").unlink()
    assert [page.title for page in here.listed(ENGLISH)] == ["Two"]
    assert here.fingerprint not in (before, changed)


def test_broken_text_is_shown_as_far_as_it_goes_and_said_once_in_the_log(tmp_path: Path) -> None:
    (tmp_path / "about.md").write_bytes("# Über uns\n\nM\xfcnchen".encode("latin-1"))
    here = OwnPages(tmp_path, "en")
    with capture_logs() as logs:
        first, again = here.listed(ENGLISH), here.listed(GERMAN)
    assert [page.title for page in first] == [page.title for page in again] == ["�ber uns"]
    assert "M�nchen" in first[0].html
    assert [(line["log_level"], line["file"]) for line in logs] == [("warning", "about.md")]


def test_a_mark_of_byte_order_is_no_part_of_the_title(tmp_path: Path) -> None:
    (tmp_path / "about.md").write_bytes(b"\xef\xbb\xbf# About\r\n\r\nText\r\n")
    [page] = OwnPages(tmp_path, "en").listed(ENGLISH)
    assert (page.title, page.html.strip()) == ("About", "<p>Text</p>")


def test_too_many_and_too_large_files_are_left_out(tmp_path: Path) -> None:
    for number in range(own.PAGES_LIMIT + 5):
        (tmp_path / f"page-{number:02}.md").write_text("# Page")
    assert len(OwnPages(tmp_path, "en").listed(ENGLISH)) == own.PAGES_LIMIT
    (tmp_path / "page-00.md").write_text("x" * (own.SIZE_LIMIT + 1))
    with capture_logs() as logs:
        assert len(OwnPages(tmp_path, "en").listed(ENGLISH)) == own.PAGES_LIMIT - 1
    assert [line["file"] for line in logs] == ["page-00.md"]
    (tmp_path / "page-00.md").write_text("x" * own.SIZE_LIMIT)
    assert len(OwnPages(tmp_path, "en").listed(ENGLISH)) == own.PAGES_LIMIT


def test_a_long_title_stays_a_link() -> None:
    assert len(rendered(f"# {'word ' * 100}")[0]) <= own.TITLE_LIMIT
