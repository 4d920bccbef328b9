"""From a template to the bytes of a page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from calendar_service.languages import CODES, tongue_of
from calendar_service.publishing.site import Site
from feeds.tongue import Tongue

_PACKAGE: Final = Path(__file__).parent.parent
_EMPTY: Final[dict[str, Any]] = {
    "problem": "",
    "noun": "",
    "description": "",
    "facts": [],
    "marks": (),
    "off": False,
    "noindex": False,
    "alternates": [],
    "page_path": "",
    "metas": [],
    "data": [],
    "is_home": False,
    "subscribe_path": "",
    "current": "",
    "records": [],
    "route": [],
    "place": "",
    "years": [],
    "report_path": "",
}


@dataclass(frozen=True)
class Reader:
    """For whom a page is made: the language, and whether the address asks for it, so that links keep it."""

    t: Tongue
    asked: bool = False

    def to(self, path: str) -> str:
        """A link of this site, in the language that the address has asked for."""
        if not self.asked or not path.startswith("/") or path.startswith("//"):
            return path
        head, mark, tail = path.partition("#")
        return f"{head}{'&' if '?' in head else '?'}lang={self.t.code}{mark}{tail}"

    @cached_property
    def key(self) -> str:
        """What tells the pages of one reader from those of another."""
        return f"{self.t.code}{'!' if self.asked else ''}"


def render(site: Site, reader: Reader, template: str, shown: dict[str, Any]) -> bytes:
    """A page's bytes from a template."""
    t = reader.t
    given = {**_EMPTY, **shown}
    path = given["page_path"]
    given |= {
        "site": site,
        "t": t,
        "plural": t.plural,
        "term": t.term,
        "to": reader.to,
        "canonical": site.addresses.to(reader.to(path)) if path else "",
        "languages": _languages(path) if path else [],
        "own_pages": site.own.listed(t) if site.own else [],
    }
    return environment().get_template(template).render(given).encode()


def _languages(path: str) -> list[tuple[Tongue, str]]:
    """The same page in each language."""
    readers = [Reader(tongue_of(code), asked=True) for code in CODES]
    return [(reader.t, reader.to(path)) for reader in readers]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where templates come from; everything that they show is escaped."""
    made = Environment(
        loader=FileSystemLoader(_PACKAGE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = _static
    made.tests["ours"] = is_ours
    return made


def is_ours(address: str) -> bool:
    """Whether an address is of this site."""
    return not urlsplit(address).netloc


@lru_cache
def _static(name: str) -> str:
    """The address of one of our files, with a hash of its content: it may be kept for ever."""
    content = (_PACKAGE / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"
