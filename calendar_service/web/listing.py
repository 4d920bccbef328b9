"""The listing: a selection as a page, by nights, with the ways to narrow it, to move in time, and to subscribe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from calendar_service.intake.selection import EVERYDAY, Asked, Selection
from calendar_service.intake.window import Window
from calendar_service.publishing import plans
from calendar_service.publishing.plans import feed_path, page_path, title_of
from calendar_service.store import listing as store
from calendar_service.store.choosing import Chosen, chosen
from calendar_service.store.facets import NAMES as FACETS
from calendar_service.store.facets import Facets, facets
from calendar_service.store.naming import there_of
from calendar_service.web import heads, months, shared, views
from calendar_service.web.filters import filters
from calendar_service.web.leaf import Leaf, address_of
from calendar_service.web.paged import Scene
from calendar_service.web.subscribe import subscribe_path
from feeds.registry import FORMATS
from feeds.tongue import Tongue

PAGE_SIZE: Final = 100
"""Entries on a page; more go on to the next."""
YEARS: Final = 60
"""Years of the archive that are linked."""
RECENT: Final = 20
"""Entries of the past shown below those to come."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A link to another part of the same selection; `here`: it is what the page shows."""

    name: str
    href: str
    here: bool = False


def shown(session: Session, scene: Scene, asked: Asked, leaf: Leaf) -> dict[str, Any]:
    """What the page of a selection shows; what is not understood of it is said, and the rest shown."""
    selection, missing = there_of(session, asked.selection)
    problems = [problem.told(scene.t) for problem in (*asked.problems, *missing)]
    asked, found = Asked(selection, asked.options), chosen(session, selection)
    found = replace(found, choice=store.settled(session, found.choice))
    title = title_of(scene.t, selection, found.titles)
    path = address_of(selection, leaf)
    return {
        "title": _headed(scene.t, selection, title) or scene.site.name,
        "name": title,
        "is_home": not title,
        "page_path": path,
        "alternates": alternates(scene, asked),
        "problem": " ".join(problems),
        "noindex": bool(problems) or leaf.number > 1 or (bool(selection.named) and selection.only() is None),
        "subscribe_path": subscribe_path(asked),
        "follow": selection.within(EVERYDAY).pairs() if selection.named or selection.near else [],
        "window": selection.window,
        "year": "",
        "filters": filters(
            scene.t,
            selection,
            found.titles,
            _facets(session, scene, selection, found, leaf),
            lambda one: address_of(one, replace(leaf, number=1)),
        ),
        "metas": shared.metas(scene, _head(scene, path, title)),
        "views": _views(scene.t, selection, leaf),
        "jumps": _jumps(scene, selection),
        "everything": page_path(selection.within(EVERYDAY)),
    } | _body(session, scene, selection, found, leaf)


def _headed(t: Tongue, selection: Selection, title: str) -> str:
    """A title as a heading: a word of ours gets a capital, a name stays as it is."""
    words = ("kind", "format", "status")
    return t.sentence_case(title) if selection.named and selection.named[0][0] in words else title


def _facets(session: Session, scene: Scene, selection: Selection, found: Chosen, leaf: Leaf) -> Facets:
    days = selection.window.days(scene.today, 0)
    if leaf.view == "month":
        days = months.days_of(scene, selection, leaf)
    chosen_ones = [name for name, _ in selection.named if name in FACETS]
    whole = facets(session, found.choice, days, [name for name in FACETS if name not in chosen_ones])
    values = dict(whole.values)
    taken = {name: selection.of(name).wanted for name in chosen_ones}
    for name in chosen_ones:
        # Within a name it is “or”: its other values are counted as if none of them were chosen yet.
        others = tuple(pair for pair in selection.named if pair[0] != name)
        choice = store.settled(session, chosen(session, replace(selection, named=others)).choice)
        values |= facets(session, choice, days, [name], taken).values
    return replace(whole, values={name: values[name] for name in FACETS if name in values})


def _head(scene: Scene, path: str, title: str) -> heads.Head:
    site = scene.site
    text = plans.described(scene.t, site.name, title)
    return heads.Head(title or site.name, site.addresses.to(path), text, heads.site_picture(site))


def shown_year(session: Session, scene: Scene, asked: Asked, leaf: Leaf, window: Window) -> dict[str, Any]:
    """A year of a selection: of everything, the archive."""
    year = window.first.year if window.first else scene.today.year
    within = replace(asked, selection=asked.selection.within(window))
    found = shown(session, scene, within, leaf) | {"year": str(year)}
    if not found["is_home"]:
        return found
    title = scene.t("Archive {year}", year=year)
    metas = shared.metas(scene, _head(scene, found["page_path"], title))
    return found | {"title": title, "is_home": False, "metas": metas}


def alternates(scene: Scene, asked: Asked) -> list[tuple[Any, str]]:
    """The same as a feed, in each format."""
    return [(form, scene.site.addresses.to(feed_path(asked, form.ending))) for form in FORMATS]


def _body(session: Session, scene: Scene, selection: Selection, found: Chosen, leaf: Leaf) -> dict[str, Any]:
    if leaf.view == "month":
        return {"view": "month"} | months.shown(session, scene, selection, found.choice, leaf)
    return {"view": "list"} | _list(session, scene, selection, found, leaf.number)


def _list(session: Session, scene: Scene, selection: Selection, found: Chosen, number: int) -> dict[str, Any]:
    window, today = selection.window, scene.today
    rows = store.by_night(session, found.choice, window.days(today, 0), PAGE_SIZE + 1, (number - 1) * PAGE_SIZE)
    plain = window == EVERYDAY and number == 1 and selection != Selection()
    past = store.ended(session, found.choice, today, RECENT) if plain else []
    return {
        "groups": views.groups(scene.t, views.with_facts(session, rows[:PAGE_SIZE]), today),
        "past": views.groups(scene.t, views.with_facts(session, past), today),
        "number": number,
        "years": _years(session, scene, selection, found) if number == 1 else [],
        "previous": address_of(selection, Leaf(number=number - 1)) if number > 1 else "",
        "next": address_of(selection, Leaf(number=number + 1)) if len(rows) > PAGE_SIZE else "",
    }


def _views(t: Tongue, selection: Selection, leaf: Leaf) -> list[Jump]:
    everyday = selection.within(EVERYDAY)
    return [
        Jump(t("List"), address_of(selection, Leaf()), leaf.view == "list"),
        Jump(t("Month"), address_of(everyday, Leaf("month")), leaf.view == "month"),
    ]


def _jumps(scene: Scene, selection: Selection) -> list[Jump]:
    """Today, this weekend, the next 30 days; everything to come."""
    t, today = scene.t, scene.today
    # On a Sunday the weekend is what is left of it; it begins with the evening of Friday.
    friday = today + timedelta(days=(4 - today.weekday()) % 7) if today.weekday() < 5 else today
    sunday = today + timedelta(days=6 - today.weekday())
    spans = (
        (t("Today"), Window(first=today, last=today)),
        (t("This weekend"), Window(first=friday, last=sunday)),
        (t("Next 30 days"), Window(first=today, last=today + timedelta(days=30))),
        (t("All"), EVERYDAY),
    )
    return [Jump(name, page_path(selection.within(window)), selection.window == window) for name, window in spans]


def _years(session: Session, scene: Scene, selection: Selection, found: Chosen) -> list[Jump]:
    jumps = []
    for year in store.years(session, found.choice, scene.today)[:YEARS]:
        whole = Window(first=date(year, 1, 1), last=date(year, 12, 31))
        jumps.append(Jump(str(year), page_path(selection.within(whole)), selection.window == whole))
    return jumps
