"""An event as a form: what is typed becomes what would be sent to the API, and back. Nothing typed is lost: what is not
understood stays in the draft as it stands, with a sentence beside its field; a name that is nobody's, or several
one's, stays as `{"name": …}` in the place of a slug, so that it is taken for none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from babel import Locale

from calendar_service.intake.typed import typed
from calendar_service.store.named import Named
from feeds import terms
from feeds.errors import FactError
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, Role

Object = dict[str, Any]
Given = Mapping[str, str]
Find = Callable[[str, str], Sequence[Named]]
"""What is called so: a noun and a name to those that are called exactly so."""

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
LANGUAGES: Final = (Locale("en", "GB"), Locale("de"))
"""Those in which days and months are understood, whatever the page speaks."""
_ROLE: Final[Mapping[str, Role]] = {
    EventKind.CLUB_NIGHT: Role.DJ,
    EventKind.TALK: Role.SPEAKER,
    EventKind.LISTENING_SESSION: Role.ARTIST,
}
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)\s*")


@dataclass
class Written:
    """What a form says: the body of the event, and a sentence for each field that is not understood; `choices` are
    those that may be meant by a name, by field."""

    body: Object
    problems: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Sequence[Named]] = field(default_factory=dict)


def written(t: Tongue, given: Given, old: Object, today: date, find: Find) -> Written:
    """What a form says beside what it does not show of `old`, on a day (local)."""
    made = Written({**old, **{name: given.get(name, "").strip() for name in PLAIN}})
    made.body["owner"] = made.body["owner"] or None
    made.body["description"] = given.get("description", "").strip()
    _times(t, given, today, made)
    _venue(t, given, made, find)
    _line_up(t, given, old, made, find)
    _offer(given, old, made)
    made.body["tags"] = [tag for part in given.get("tags", "").split(",") if (tag := part.strip())]
    age = given.get("minimum_age", "").strip()
    made.body["minimum_age"] = int(age) if re.fullmatch("[0-9]{1,3}", age) else age or None
    if not made.body["title"]:
        made.problems["title"] = t("The title is missing.")
    if made.body["kind"] not in list(EventKind):
        made.problems["kind"] = t("Choose what it is.")
    return made


def shown(t: Tongue, body: Object, names: Mapping[str, Mapping[str, Named]]) -> dict[str, str]:
    """What a form shows of a body; `names` are the names of slugs, by noun."""
    told = {name: _text(body.get(name)) for name in (*PLAIN, "ends", "doors", "minimum_age")}
    told["when"] = _text(body.get("starts")).replace("T", " ")
    told["ends"], told["doors"] = (told[name].replace("T", " ") for name in ("ends", "doors"))
    venue = _reference(body.get("venue"))
    known = None if isinstance(body.get("venue"), dict) else names.get("venue", {}).get(venue)
    told["venue"], told["venue_slug"] = (known.name, known.slug) if known else (venue, "")
    told |= _new_place(body.get("venue"))
    told["lineup"] = "\n".join(_line(t, body, credit, names) for credit in _acts(body))
    told["tags"] = ", ".join(_text(tag) for tag in _listed(body.get("tags")))
    offers = [offer for offer in _listed(body.get("offers")) if isinstance(offer, dict)]
    offer = offers[0] if offers else {}
    told |= {"offer_kind": _text(offer.get("kind")), "offer_url": _text(offer.get("url"))}
    return told | {"price": _text(offer.get("price")), "currency": _text(offer.get("currency"))}


def slugs_in(body: Object) -> dict[str, list[str]]:
    """The slugs that a form shows by their names, by noun."""
    artists = [_text(credit.get("artist")) for credit in _acts(body)]
    return {"venue": [_text(body.get("venue"))], "artist": artists}


def new_acts(body: Object) -> list[str]:
    """The names of acts that are not here yet."""
    return [_reference(credit["artist"]) for credit in _acts(body) if isinstance(credit["artist"], dict)]


def _times(t: Tongue, given: Given, today: date, made: Written) -> None:
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
        found = typed(f"{after.isoformat()} {text}", today, LANGUAGES, name).starts
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
    found = find("venue", text) if text else ()
    chosen = [one for one in found if one.slug == slug] or list(found)
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
    return {f"venue_{part}": text for part in PLACE if (text := _text(found.get(part)))}


def _line_up(t: Tongue, given: Given, old: Object, made: Written, find: Find) -> None:
    """A line for each act. What else has a credit (organizers, partners) stays as it was."""
    credits: list[Object] = []
    unknown = []
    for line in given.get("lineup", "").splitlines():
        if not line.strip():
            continue
        name, role = _act(t, line.strip(), made.body["kind"])
        found = find("artist", name)
        credits.append({"artist": found[0].slug if found else {"name": name}, "role": role})
        if not found:
            unknown.append(name)
    others = [
        credit for credit in _listed(old.get("credits")) if not (isinstance(credit, dict) and credit.get("artist"))
    ]
    made.body["credits"] = credits + others
    if unknown:
        made.problems["lineup"] = t("New here: {names}. Add them, or correct the names.", names=t.listed(unknown))
        made.choices["lineup"] = [Named("", name) for name in unknown]


def _act(t: Tongue, line: str, kind: str) -> tuple[str, str]:
    """The name in a line, and the role behind it in brackets where that is one."""
    match = _IN_BRACKETS.fullmatch(line)
    if match:
        word = match[2].strip().casefold()
        for role in Role:
            if word in (role.value, t.term("role", terms.ROLES[role]).casefold()):
                return match[1], role.value
    return line, _ROLE.get(kind, Role.PERFORMER).value


def _line(t: Tongue, body: Object, credit: Object, names: Mapping[str, Mapping[str, Named]]) -> str:
    slug, role = _reference(credit.get("artist")), _text(credit.get("role"))
    known = None if isinstance(credit.get("artist"), dict) else names.get("artist", {}).get(slug)
    name = known.name if known else slug
    usual = _ROLE.get(_text(body.get("kind")), Role.PERFORMER).value
    if role == usual or role not in list(Role):
        return name
    return f"{name} ({t.term('role', terms.ROLES[Role(role)])})"


def _offer(given: Given, old: Object, made: Written) -> None:
    """The first offer is what the form shows; what else is known of it, and the others, stay."""
    offers = [offer for offer in _listed(old.get("offers")) if isinstance(offer, dict)]
    shown = {"kind": given.get("offer_kind", ""), "url": given.get("offer_url", "").strip()}
    price, currency = given.get("price", "").strip().replace(",", "."), given.get("currency", "").strip().upper()
    said = shown["url"] or price or shown["kind"] == "free"
    first = {**(offers[0] if offers else {}), **shown, "price": price or None, "currency": currency if price else ""}
    first["kind"] = first["kind"] or "tickets"
    made.body["offers"] = ([first] if said else []) + offers[1:]


def _reference(value: Any) -> str:
    """A slug, or a name that has none."""
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _acts(body: Object) -> list[Object]:
    return [credit for credit in _listed(body.get("credits")) if isinstance(credit, dict) and credit.get("artist")]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)
