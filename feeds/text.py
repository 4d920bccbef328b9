"""Cleaning of text and addresses, once, at intake: behind it facts are clean and no writer cleans again."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from feeds.errors import FactError

LINE_LIMIT: Final = 200
"""Characters of a title or a name, after cleaning (SUMMARY stays below 255 with its marks)."""

TEXT_LIMIT: Final = 20_000
"""Characters of a description, after cleaning."""

URL_LIMIT: Final = 2_000
"""Characters of an address, after percent-encoding."""

_BREAKS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# C0 and C1 but LF and TAB, byte order marks, lone surrogates, and what XML can't carry: no reader is glad of
# them, `ical` and ics.py reject the whole feed.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
    "|[" + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)) + "]"
)
# Embeddings, overrides and isolates turn around what stands beside a title; the plain marks (U+200E/F) don't.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*\.?")


def clean_text(value: str) -> str:
    """Text of several lines: LF as the only line end, no control characters, NFC, no blank ends."""
    if value.isascii() and value.isprintable():  # most texts; nothing of what follows stands in them
        return value.strip()
    value = _FORBIDDEN.sub("", _BREAKS.sub("\n", value))
    return unicodedata.normalize("NFC", value).strip()


def clean_line(value: str) -> str:
    """Text of one line: as `clean_text`, every run of white space one blank, no bidirectional overrides."""
    return _SPACES.sub(" ", clean_text(_BIDI.sub("", value)))


def line_of(value: str, field: str, limit: int = LINE_LIMIT) -> str:
    """A cleaned line that is neither empty nor longer than `limit` characters.

    Raises FactError, naming the field.
    """
    line = clean_line(value)
    if not line:
        raise FactError.of(field, f"{field} must not be empty.")
    if len(line) > limit:
        raise FactError.of(field, f"{field} has {len(line)} characters; at most {limit} are allowed.")
    return line


def text_of(value: str, field: str, limit: int = TEXT_LIMIT) -> str:
    """A cleaned text, perhaps empty, of at most `limit` characters. Raises FactError, naming the field."""
    text = clean_text(value)
    if len(text) > limit:
        raise FactError.of(field, f"{field} has {len(text)} characters; at most {limit} are allowed.")
    return text


def url_of(value: str, field: str) -> str:
    """An http or https address, percent-encoded to plain ASCII (RFC 3986). Raises FactError, naming the field.

    A host in other letters is written in its IDNA form; a user name or password in the address is refused, since
    feeds are public.
    """
    wrong = FactError.of(field, f"{field} must be an http:// or https:// address.")
    value = value.strip()
    if clean_line(value) != unicodedata.normalize("NFC", value) or " " in value:
        raise wrong
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except ValueError as error:  # UnicodeError is one: bad ports, brackets and hosts
        raise wrong from error
    if parts.scheme.lower() not in ("http", "https") or not _is_host(host, parts.netloc) or "@" in parts.netloc:
        raise wrong
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    url = urlunsplit((parts.scheme.lower(), netloc, *(_encode(part) for part in parts[2:])))
    if len(url) > URL_LIMIT:
        raise FactError.of(field, f"{field} has {len(url)} characters; at most {URL_LIMIT} are allowed.")
    return url


def _is_host(host: str, netloc: str) -> bool:
    return bool(_HOST.fullmatch(host)) or (bool(host) and netloc.startswith("[") and ":" in host)


def _encode(part: str) -> str:
    # "%" stays as it is only where it begins an escape; elsewhere it is one itself.
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", part), safe=_SAFE)
