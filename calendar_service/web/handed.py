"""Feeds as they are handed out: status, headers and bytes for what a reader asks (RFC 9110), made once per body.

The work of a poll is here, so nothing in `Handed.answer` is done that could have been done before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Final

from calendar_service.publishing.pressed import Pressed
from calendar_service.publishing.recipes import Recipe

PUBLIC: Final = b"public, max-age=900, stale-while-revalidate=3600, stale-if-error=604800"
PRIVATE: Final = b"private, max-age=900"
PAGES: Final = b"public, no-cache"
PAGE_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of pages: nothing inline, nothing from anybody else."""

Header = tuple[bytes, bytes]
Answer = tuple[int, list[Header], bytes]

_TAG: Final = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_SAFE: Final[list[Header]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]

_SAFE_PAGE: Final[list[Header]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", PAGE_POLICY),
]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a body is handed out at one address: under which file name, to whom, and whether gzip may be used.

    `page`: it is a page, asked about each time, whose language the browser may choose; `by_device`: and it is another
    one for other devices.
    """

    file_name: str
    attachment: bool = False
    private: bool = False
    gzip: bool = True
    page: bool = False
    by_device: bool = False


PAGE: Final = Manner("", page=True)
"""How pages are handed out."""


@dataclass(slots=True)
class Asking:
    """What the headers of a request say about a body that the reader may have."""

    tags: bytes | None = None
    since: bytes | None = None
    gzip: bool = False

    @classmethod
    def of(cls, headers: Iterable[Header]) -> Asking:
        """From the headers of an ASGI scope, whose names are in lower case."""
        asking = cls()
        codings = b""
        for name, value in headers:
            if name == b"if-none-match":
                asking.tags = value if asking.tags is None else asking.tags + b", " + value
            elif name == b"accept-encoding":
                codings = codings + b"," + value if codings else value
            elif name == b"if-modified-since":
                asking.since = value
        if codings:
            asking.gzip = takes_gzip(codings)
        return asking


@dataclass(slots=True)
class Handed:
    """What one address answers. Its lists of headers hold for one body, and are made anew for the next one."""

    recipe: Recipe
    manner: Manner
    # By its number: an address that is remembered must not keep a body that has left the shelf.
    _number: int = -1
    _etag: bytes = b""
    _known: list[Header] = field(default_factory=list, repr=False)
    _identity: list[Header] = field(default_factory=list, repr=False)
    _gzip: list[Header] | None = field(default=None, repr=False)

    def needs_gzip(self, asking: Asking, body: Pressed) -> bool:
        """Whether this reader wants a gzip that is not made yet."""
        return asking.gzip and self.manner.gzip and body.gzip is None

    def answer(self, asking: Asking, body: Pressed) -> Answer:
        """Status, headers and bytes for a reader."""
        if self._number != body.number:
            self._prepare(body)
        if asking.tags is not None:
            if asking.tags == self._etag or _has(asking.tags, self._etag):
                return 304, self._known, b""
        elif asking.since is not None and _is_since(asking.since, body.changed_at):
            return 304, self._known, b""
        if asking.gzip and self.manner.gzip and body.gzip is not None:
            return 200, self._gzip or self._prepare_gzip(body.gzip), body.gzip
        return 200, self._identity, body.made.content

    def _prepare(self, body: Pressed) -> None:
        self._etag = body.etag.encode()
        self._known = [
            (b"etag", self._etag),
            (b"last-modified", format_datetime(body.changed_at.astimezone(UTC), usegmt=True).encode()),
            *self._keeping(),
            *self._privacy(),
        ]
        described = [(b"content-type", self.recipe.form.media_type.encode()), *self._name(), *self._known]
        described += _SAFE_PAGE if self.manner.page else _SAFE
        self._identity = [*described, (b"content-length", str(len(body.made.content)).encode())]
        self._gzip = None
        self._number = body.number

    def _prepare_gzip(self, content: bytes) -> list[Header]:
        length = (b"content-length", str(len(content)).encode())
        self._gzip = [*self._identity[:-1], (b"content-encoding", b"gzip"), length]
        return self._gzip

    def _keeping(self) -> list[Header]:
        varies = [b"Accept-Encoding"] if self.manner.gzip else []
        if self.manner.page:
            varies += [b"User-Agent"] if self.manner.by_device else []
            return [(b"cache-control", PAGES), (b"vary", b", ".join([b"Accept-Language", *varies]))]
        kept = (b"cache-control", PRIVATE if self.manner.private else PUBLIC)
        return [kept, (b"vary", b"Accept-Encoding")] if varies else [kept]

    def _name(self) -> list[Header]:
        if self.manner.page:
            return []
        kind = "attachment" if self.manner.attachment else "inline"
        return [(b"content-disposition", f'{kind}; filename="{self.manner.file_name}"'.encode())]

    def _privacy(self) -> list[Header]:
        if self.manner.page:
            return [(b"referrer-policy", b"strict-origin-when-cross-origin")]
        if self.manner.private:
            # The address is a secret: no search engine may list it, and no page that is opened from it may see it.
            return [(b"x-robots-tag", b"noindex"), (b"referrer-policy", b"no-referrer")]
        return [(b"access-control-allow-origin", b"*"), (b"referrer-policy", b"strict-origin-when-cross-origin")]


@lru_cache(maxsize=512)
def takes_gzip(codings: bytes) -> bool:
    """Whether an Accept-Encoding asks for gzip by its name (RFC 9110 section 12.5.3); `*` alone does not ask for it."""
    for part in codings.decode("latin-1").casefold().split(","):
        name, _, parameters = part.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", parameters)
    return False


def _has(given: bytes, etag: bytes) -> bool:
    # Weak comparison, in any number of lines (RFC 9110 section 13.1.2).
    return given.strip() == b"*" or etag in _TAG.findall(given)


@lru_cache(maxsize=512)
def _date_of(value: bytes) -> datetime | None:
    try:
        found = parsedate_to_datetime(value.decode("latin-1"))
    except (ValueError, IndexError, TypeError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _is_since(value: bytes, changed_at: datetime) -> bool:
    since = _date_of(value)
    return since is not None and changed_at.replace(microsecond=0) <= since
