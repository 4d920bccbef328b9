"""An event as a form: what is typed becomes what would be sent to the API, and back. Nothing typed is lost: what is not
understood stays in the draft as it stands, with a sentence beside its field; a name that is nobody's, or several
one's, stays as `{"name": …}` in the place of a slug, so that it is taken for none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from calendar_service.intake.typed import typed
from calendar_service.web.desk import form_parts
from calendar_service.web.desk.form_parts import LANGUAGES, Find, Given, Names, Object, Written, text_of
from feeds.errors import FactError
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, OfferKind, Role

PLAIN: Final = ("title", "kind", "description", "url", "room", "online_url", "owner")
FIELDS: Final = (
    *PLAIN,
    "when",
    "ends",
    "doors",
    "venue",
    "lineup",
    "tags",
    "minimum_age",
    "offer_kind",
    "offer_url",
    "price",
    "currency",
)
PLACE: Final = ("street", "city", "country", "zone")
"""What is said of a place that is not here yet, besides its name."""
_ROLE: Final[Mapping[str, Role]] = {
    EventKind.CLUB_NIGHT: Role.DJ,
    EventKind.TALK: Role.SPEAKER,
    EventKind.LISTENING_SESSION: Role.ARTIST,
}


def written(t: Tongue, given: Given, old: Object, today: date, find: Find) -> Written:
    """What a form says beside what it does not show of `old`, on a day (local)."""
    made = Written({**old, **{name: given.get(name, "").strip() for name in PLAIN}})
    made.body["owner"] = made.body["owner"] or None
    made.body["description"] = given.get("description", "").strip()
    times(t, given, today, made)
    _venue(t, given, made, find)
    if made.body["venue"] != old.get("venue"):
        made.body["zone"] = None  # the hours are those of the new place
    form_parts.line_up(t, given, old, made, find, _usual(made.body))
    made.body["offers"] = form_parts.offers(given, old, OfferKind.TICKETS)
    made.body["tags"] = form_parts.tags(given)
    age = given.get("minimum_age", "").strip()
    made.body["minimum_age"] = int(age) if re.fullmatch("[0-9]{1,3}", age) else age or None
    if not made.body["title"]:
        made.problems["title"] = t("The title is missing.")
    if made.body["kind"] not in list(EventKind):
        made.problems["kind"] = t("Choose what it is.")
    return made


def shown(t: Tongue, body: Object, names: Names) -> dict[str, str]:
    """What a form shows of a body; `names` are the names of slugs, by noun."""
    told = {name: text_of(body.get(name)) for name in (*PLAIN, "ends", "doors", "minimum_age")}
    told["when"] = text_of(body.get("starts")).replace("T", " ")
    told["ends"], told["doors"] = (told[name].replace("T", " ") for name in ("ends", "doors"))
    told["venue"], told["venue_slug"] = form_parts.name_shown(body.get("venue"), "venue", names)
    told |= _new_place(body.get("venue"))
    told["lineup"] = form_parts.lineup_shown(t, body, names, _usual(body))
    told["tags"] = form_parts.tags_shown(body)
    return told | form_parts.offer_shown(body)


def slugs_in(body: Object) -> dict[str, list[str]]:
    """The slugs that a form shows by their names, by noun."""
    artists = [text_of(credit.get("artist")) for credit in form_parts.acts(body)]
    return {"venue": [text_of(body.get("venue"))], "artist": artists}


def times(t: Tongue, given: Given, today: date, made: Written) -> None:
    """Read the start, the end and the doors of a form, on a day (local)."""
    text = given.get("when", "").strip()
    made.body["starts"], made.body["ends"] = text or None, given.get("ends", "").strip() or None
    made.body["doors"] = given.get("doors", "").strip() or None
    try:
        found = typed(text, today, LANGUAGES, "when")
        made.body["starts"] = found.starts
        made.body["ends"] = made.body["ends"] or found.ends
    except FactError as error:
        made.problems["when"] = " ".join(problem.told(t) for problem in error.problems)
        return
    for name in ("ends", "doors"):
        if made.body[name]:
            made.body[name] = _later(t, made, name, found.starts, today)


def _later(t: Tongue, made: Written, name: str, starts: str, today: date) -> str:
    """An end or the doors: an hour alone is of that night, and intake reads it so."""
    text = str(made.body[name])
    if re.fullmatch(r"\d{1,2}:\d\d", text):
        return text.zfill(5)
    after = date.fromisoformat(starts[:10]) if re.match(r"\d{4}-\d\d-\d\d", starts) else today
    try:
        # With the day before it, “23h” is as good as “23:00”.
        found = typed(f"{after:%d.%m.%Y} {text}", today, LANGUAGES, name).starts
        return found[11:] if "T" in found else text
    except FactError:
        pass
    try:
        return typed(text, after, LANGUAGES, name).starts
    except FactError as error:
        made.problems[name] = " ".join(problem.told(t) for problem in error.problems)
        return text


def _venue(t: Tongue, given: Given, made: Written, find: Find) -> None:
    text, slug = given.get("venue", "").strip(), given.get("venue_slug", "").strip()
    chosen = form_parts.meant(text, slug, "venue", find)
    if len(chosen) == 1:
        made.body["venue"] = chosen[0].slug
        return
    made.body["venue"] = {"name": text, **_place_typed(given)} if text else None
    if len(chosen) > 1:
        made.choices["venue"] = chosen
        made.problems["venue"] = t("Several places are called so; choose the one that is meant.")
    elif text:
        made.problems["venue"] = t("No place here is called “{name}”.", name=text)


def _place_typed(given: Given) -> dict[str, str]:
    """What is said of a place that is not here yet."""
    return {part: text for part in PLACE if (text := given.get(f"venue_{part}", "").strip())}


def _new_place(venue: Any) -> dict[str, str]:
    found = venue if isinstance(venue, dict) else {}
    return {f"venue_{part}": text for part in PLACE if (text := text_of(found.get(part)))}


def _usual(body: Object) -> Role:
    """What an act does in an event of this kind, where nothing else is said."""
    return _ROLE.get(text_of(body.get("kind")), Role.PERFORMER)
