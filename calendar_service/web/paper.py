"""From a template to the bytes of a page."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from calendar_service.web.context import Context
from feeds.writers import links

_PACKAGE: Final = Path(__file__).parent.parent
_EMPTY: Final[dict[str, Any]] = {
    "problem": "",
    "noun": "",
    "description": "",
    "facts": [],
    "marks": (),
    "off": False,
    "in_calendar": True,
    "noindex": False,
    "alternates": [],
    "chosen": [],
    "follow": [],
}


def render(context: Context, template: str, shown: dict[str, Any]) -> bytes:
    """A page's bytes from a template."""
    base = context.site.addresses
    feed = base.to(shown["feed_path"]) if shown.get("feed_path") else ""
    given = {"site": context.site, "feed_url": feed, "subscribe": links.subscribe(feed, shown["title"]) if feed else []}
    given["canonical"] = base.to(shown["page_path"]) if shown.get("page_path") else ""
    return environment().get_template(template).render({**_EMPTY, **given, **shown}).encode()


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
    return made


@lru_cache
def _static(name: str) -> str:
    """The address of one of our files, with a hash of its content: it may be kept for ever."""
    content = (_PACKAGE / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"
