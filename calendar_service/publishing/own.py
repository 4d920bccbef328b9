"""The operator's own pages (imprint, privacy, …): Markdown files in the data folder, read when they have changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, Final

import nh3
import structlog
from markdown_it import MarkdownIt
from markdown_it.token import Token

from feeds.text import clean_line
from feeds.tongue import Tongue

PAGES_LIMIT: Final = 30
"""Files that are read; each is linked in the footer of every page."""
SIZE_LIMIT: Final = 200_000
"""Bytes of a file."""
LOOK_SECONDS: Final = 2.0
"""Between two looks at the folder."""
TITLE_LIMIT: Final = 80
"""Characters of a title, so that the footer stays one."""

FILE: Final = re.compile(r"([a-z0-9-]{1,60})(?:\.([a-z]{2,3}))?\.md")
"""What a file of the folder is called: `privacy.md`, `privacy.de.md`."""
FOLDER: Final = "pages"
"""The folder in the data folder."""

_TAGS: Final = {
    "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "a", "img", "strong", "em", "s", "code", "pre", "blockquote",
    "hr", "br", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
_MARKDOWN: Final = MarkdownIt("js-default")  # raw HTML in a file is shown as text

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the operator's: the name in its address, its language, its title, and the rest as clean HTML."""

    name: str
    language: str
    title: str
    html: str

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/pages/{self.name}"


@dataclass(frozen=True)
class OwnPages:
    """The files of a folder: `privacy.md` in the site's language, `privacy.de.md` in another.

    The folder may be missing. A file is read again when its time or its size is another one.
    """

    folder: Path
    language: str
    _read: dict[Path, tuple[tuple[int, int], OwnPage | None]] = field(default_factory=dict, compare=False, repr=False)

    def listed(self, t: Tongue) -> list[OwnPage]:
        """One page for each name, in the reader's language where there is one, ordered by name: for the footer."""
        found: dict[str, list[OwnPage]] = {}
        for page in self._pages():
            found.setdefault(page.name, []).append(page)
        return [min(pages, key=lambda page: self._distance(page, t)) for _, pages in sorted(found.items())]

    def page(self, name: str, t: Tongue) -> OwnPage | None:
        """The page of a name in the reader's language, else in the site's, else in any; None where there is none."""
        return next((page for page in self.listed(t) if page.name == name), None)

    @property
    def fingerprint(self) -> str:
        """Another one whenever a file was changed, added or removed: what shows the footer is made anew then."""
        return " ".join(f"{path.name}:{stamp[0]}:{stamp[1]}" for path, stamp in self._files())

    def _distance(self, page: OwnPage, t: Tongue) -> tuple[bool, bool, str]:
        return page.language != t.code, page.language != self.language, page.language

    def _pages(self) -> Iterator[OwnPage]:
        for path, stamp in self._files():
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                known = self._read[path] = (stamp, self._page(path))
            if known[1] is not None:
                yield known[1]

    def _files(self) -> list[tuple[Path, tuple[int, int]]]:
        """The first files by name, each with its time and size."""
        try:
            paths = sorted(path for path in self.folder.iterdir() if FILE.fullmatch(path.name))
            stats = [(path, path.stat()) for path in paths[:PAGES_LIMIT] if path.is_file()]
        except OSError:  # no folder, or a file that has gone at this moment
            return []
        return [(path, (stat.st_mtime_ns, stat.st_size)) for path, stat in stats]

    def _page(self, path: Path) -> OwnPage | None:
        match = FILE.fullmatch(path.name)
        content = _content(path)
        if match is None or content is None:
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            _log.warning("a page is not in UTF-8: what could not be read of it is shown as �", file=path.name)
            text = content.decode("utf-8", errors="replace")
        name, language = match[1], match[2] or self.language
        title, html = rendered(text)
        return OwnPage(name, language, title or name.replace("-", " ").capitalize(), html)


def watch(pages: OwnPages, changed: Callable[[], object]) -> None:
    """Call `changed` whenever a file was changed, added or removed, from a thread that ends with its process."""

    def look() -> None:
        before = pages.fingerprint
        while True:
            sleep(LOOK_SECONDS)
            now = pages.fingerprint
            if now != before:
                before = now
                changed()

    Thread(target=look, name="own pages", daemon=True).start()


def shown(pages: OwnPages, name: str, t: Tongue) -> dict[str, Any] | None:
    """What the page `/pages/{name}` shows; None where there is none."""
    page = pages.page(name, t)
    if page is None:
        return None
    return {"title": page.title, "page_path": page.path, "current": page.path, "own": page}


def rendered(text: str) -> tuple[str, str]:
    """Title and clean HTML of a Markdown text. The first heading is the title, if it is of the first level; it does
    not stand in the HTML, and other headings of that level go down one."""
    tokens = _MARKDOWN.parse(text)
    title = ""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title = _words(tokens[1])
        tokens = tokens[3:]
    for token in tokens:
        _tame(token)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    # The renderer lets nothing through that is not Markdown; this is the second lock on the same door.
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener")
    return clean_line(title)[:TITLE_LIMIT].rstrip(), clean


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        _log.warning("a page can not be read, and is not shown", file=path.name, error=error.strerror)
        return None
    if len(content) > SIZE_LIMIT:
        _log.warning("a page has more bytes than fit, and is not shown", file=path.name, most=SIZE_LIMIT)
        return None
    return content


def _words(inline: Token) -> str:
    return "".join(token.content for token in inline.children or () if token.type in ("text", "code_inline", "image"))


def _tame(token: Token) -> None:
    """Leave one heading of the first level to the page, and show no picture of another site, only what it shows."""
    if token.type in ("heading_open", "heading_close") and token.tag == "h1":
        token.tag = "h2"
    for child in token.children or ():
        if child.type == "image" and not _is_ours(str(child.attrs.get("src", ""))):
            child.type, child.tag, child.nesting, child.children = "text", "", 0, None


def _is_ours(address: str) -> bool:
    # Browsers read a backslash as a slash: two of either begin the address of another host.
    return address.startswith("/") and address[1:2] not in ("/", "\\")
