"""Pages of directories: all venues, artists, organizers, series, cities and tags, by letters and by search."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.addresses import FOLDERS, path_of
from calendar_service.store.directories import DIGITS, MOST, OTHER, Find, Name, directory
from calendar_service.web.leaf import with_pairs
from calendar_service.web.paged import Scene, hand_page, pairs_of
from feeds.tongue import Tongue

Handler = Callable[[Request], Awaitable[Response]]

NAMES: Final = ("letter", "q", "page")
Q_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A name of a directory, where it is, and how much is to come."""

    name: str
    href: str
    place: str
    coming: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that names begin with; `here`: it is the one that is shown."""

    name: str
    href: str
    here: bool


def directory_of(noun: str) -> Handler:
    """The directory of a noun."""
    return partial(_handed, noun)


async def _handed(noun: str, request: Request) -> Response:
    return await hand_page(request, partial(_show, noun, pairs_of(request)))


def _show(noun: str, pairs: Sequence[tuple[str, str]], session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
    t, find, path = scene.t, find_of(pairs), f"/{FOLDERS[noun]}"
    found = directory(session, noun, scene.today, find)
    unknown = [name for name, _ in pairs if name not in NAMES]
    given = [("letter", find.letter)] if find.letter else []
    given += [("q", find.q)] if find.q else []
    return "directory.html", {
        "title": _title(t, noun),
        "current": path,
        "page_path": with_pairs(path, [*given, *([("page", str(find.number))] if find.number > 1 else [])]),
        "noindex": bool(find.q or unknown or find.number > 1),
        "problem": _problem(t, unknown[0]) if unknown else "",
        "path": path,
        "q": find.q,
        "letters": _letters(t, path, found.letters, find.letter),
        "names": [_line(t, noun, name) for name in found.names],
        "previous": with_pairs(path, [*given, ("page", str(find.number - 1))]) if find.number > 1 else "",
        "next": with_pairs(path, [*given, ("page", str(find.number + 1))]) if found.more else "",
    }


def find_of(pairs: Sequence[tuple[str, str]]) -> Find:
    """What the parameters of an address ask for; what is not understood is left out."""
    given = dict(reversed(pairs))
    letter = given.get("letter", "").strip().casefold()
    known = letter in (DIGITS, OTHER) or (len(letter) == 1 and "a" <= letter <= "z")
    number = given.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 5 else 1
    return Find(letter if known else "", given.get("q", "").replace("\0", "").strip()[:Q_LIMIT], max(1, page))


def _title(t: Tongue, noun: str) -> str:
    titles = {
        "venue": t("Venues"),
        "artist": t("Artists"),
        "organizer": t("Organizers and labels"),
        "series": t("Series"),
        "city": t("Cities"),
        "tag": t("Tags"),
    }
    return titles[noun]


def _problem(t: Tongue, name: str) -> str:
    text = t("“{name}” is not a name that is known here; known are {names}.", name=name[:40], names=", ".join(NAMES))
    return f"{text} {t('The rest of what was asked for is shown.')}"


def _letters(t: Tongue, path: str, letters: Sequence[str], here: str) -> list[Letter]:
    words = {OTHER: t("Others")}
    found = [
        Letter(words.get(letter, letter.upper()), with_pairs(path, [("letter", letter)]), letter == here)
        for letter in letters
    ]
    return [Letter(t("All"), path, not here), *found] if len(found) > 1 else []


def _line(t: Tongue, noun: str, name: Name) -> Line:
    country = t.country(name.country) if name.country else ""
    place = country if noun == "city" else ", ".join(part for part in (name.city, country) if part)
    number = min(name.coming, MOST)
    coming = t.plural("{number} date", "{number} dates", number) if number else ""
    if name.coming > MOST:
        coming = t("{number}+ dates", number=t.number(MOST))
    return Line(name.name, path_of(noun, name.slug), place, coming)
