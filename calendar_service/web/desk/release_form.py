"""A release as a form: its formats in one box for each date, `triple vinyl, CD, digital`; what is typed becomes what
would be sent to the API, and back. As in `event_form` nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from calendar_service.intake.media import media_of, medium_told
from calendar_service.intake.typed import typed
from calendar_service.languages import CODES, tongue_of
from calendar_service.web.desk import form_parts
from calendar_service.web.desk.form_parts import LANGUAGES, Find, Given, Names, Object, Written, listed, text_of
from feeds.errors import FactError
from feeds.facts import Medium
from feeds.tongue import Tongue
from feeds.vocabulary import Format, OfferKind, ReleaseKind, Role

PLAIN: Final = ("title", "kind", "description", "url", "owner")
FIELDS: Final = (*PLAIN, "lineup", "label", "label_slug", "label_number", "tags")
OF_DATE: Final = ("when", "formats", "territory", "offer_kind", "offer_url", "price", "currency", "date_id")
"""Fields that stand once for each date, with its number behind: `when-0`."""
OF_MEDIUM: Final = ("medium", "number", "barcode")
"""Fields that stand once for each medium, with the numbers of its date and its own behind: `barcode-0-1`."""
_NUMBERED: Final = re.compile(rf"(?:(?:{'|'.join(OF_DATE)})-\d{{1,3}}|(?:{'|'.join(OF_MEDIUM)})-\d{{1,3}}-\d{{1,3}})")
_SAYING: Final = ("when", "formats", "offer_url", "price")


def is_field(name: str) -> bool:
    """Whether a field of the form is one of the release."""
    return name in FIELDS or _NUMBERED.fullmatch(name) is not None


def written(t: Tongue, given: Given, old: Object, today: date, find: Find) -> Written:
    """What a form says beside what it does not show of `old`, on a day (local)."""
    made = Written({**old, **{name: given.get(name, "").strip() for name in PLAIN}})
    made.body["owner"] = made.body["owner"] or None
    form_parts.line_up(t, given, old, made, find, Role.ARTIST)
    _label(t, given, old, made, find)
    made.body["tags"] = form_parts.tags(given)
    _dates(t, given, old, made, today)
    if not made.body["title"]:
        made.problems["title"] = t("The title is missing.")
    if made.body["kind"] not in list(ReleaseKind):
        made.problems["kind"] = t("Choose what it is.")
    return made


def shown(t: Tongue, body: Object, names: Names) -> dict[str, str]:
    """What a form shows of a body; `names` are the names of slugs, by noun."""
    told = {name: text_of(body.get(name)) for name in PLAIN}
    told["lineup"] = form_parts.lineup_shown(t, body, names, Role.ARTIST)
    imprint = _first(body.get("imprints"))
    told["label"], told["label_slug"] = form_parts.name_shown(imprint.get("label"), "organizer", names)
    told["label_number"] = text_of(imprint.get("catalogue_number"))
    told["tags"] = form_parts.tags_shown(body)
    for row, one in enumerate(_objects(body.get("dates")) or [{}]):
        told |= _date_shown(t, one, row)
    return told


def slugs_in(body: Object) -> dict[str, list[str]]:
    """The slugs that a form shows by their names, by noun."""
    artists = [text_of(credit.get("artist")) for credit in form_parts.acts(body)]
    return {"organizer": [text_of(_first(body.get("imprints")).get("label"))], "artist": artists}


def rows_of(given: Given) -> list[int]:
    """The numbers that the form has for dates."""
    found = (re.fullmatch(r"when-(\d{1,3})", name) for name in given)
    return sorted({int(match[1]) for match in found if match})


def media_shown(given: Given, row: int) -> list[int]:
    """The numbers that the form has for the media of a date."""
    found = (re.fullmatch(rf"medium-{row}-(\d{{1,3}})", name) for name in given)
    return sorted({int(match[1]) for match in found if match})


def field_of(pointer: str, made: Written) -> str:
    """The field of the form that shows what a pointer into the body names."""
    parts = [*pointer.strip("/").split("/"), "", "", "", ""]
    if parts[0] == "credits":
        return "lineup"
    if parts[0] == "imprints":
        return "label_number" if parts[2] == "catalogue_number" else "label"
    if parts[0] != "dates":
        return parts[0]
    place = int(parts[1]) if parts[1].isdecimal() else 0
    row = made.rows[place] if place < len(made.rows) else 0
    if parts[2] == "media":
        beside = {"barcode": "barcode", "catalogue_number": "number"}.get(parts[4])
        return f"{beside}-{row}-{parts[3]}" if beside else f"formats-{row}"
    if parts[2] == "offers":
        return f"{parts[4] if parts[4] in ('price', 'currency') else 'offer_url'}-{row}"
    return f"territory-{row}" if parts[2] == "territory" else f"when-{row}"


def media_in(value: Object) -> list[Medium]:
    """The media of a date as facts, as far as they are understood."""
    return [medium for one in _objects(value.get("media")) if (medium := _medium(one)) is not None]


def _label(t: Tongue, given: Given, old: Object, made: Written, find: Find) -> None:
    """The first imprint is what the form shows; the others stay."""
    name, number = given.get("label", "").strip(), given.get("label_number", "").strip()
    known = _objects(old.get("imprints"))
    found = form_parts.meant(name, given.get("label_slug", "").strip(), "organizer", find)
    first: Object = {"label": found[0].slug if len(found) == 1 else {"name": name}, "catalogue_number": number}
    made.body["imprints"] = ([first] if name or number else []) + known[1:]
    if len(found) > 1:
        made.choices["label"] = found
        made.problems["label"] = t("Several labels are called so; choose the one that is meant.")
    elif name and not found:
        made.problems["label"] = t("No label here is called “{name}”.", name=name)
    elif number and not name:
        made.problems["label"] = t("The catalogue number needs its label.")


def _dates(t: Tongue, given: Given, old: Object, made: Written, today: date) -> None:
    """Each date that says something; one that is emptied goes."""
    known = {text_of(one.get("id")): one for one in _objects(old.get("dates"))}
    rows = rows_of(given)
    saying = [row for row in rows if any(given.get(f"{name}-{row}", "").strip() for name in _SAYING)]
    made.rows = saying or rows[:1] or [0]
    dates = []
    for row in made.rows:
        ref = given.get(f"date_id-{row}", "").strip()
        dates.append(_date(t, given, row, known.get(ref, {}) if ref else {}, made, today))
    if len(dates) > 1:
        _name(dates)
    made.body["dates"] = dates


def _date(t: Tongue, given: Given, row: int, old: Object, made: Written, today: date) -> Object:
    text = given.get(f"when-{row}", "").strip()
    one: Object = {**old, "date": text or None}
    try:
        found = typed(text, today, LANGUAGES, "when")
        if found.ends is None:
            one["date"] = found.starts
        else:
            made.problems[f"when-{row}"] = t("It comes out on one day; write the first one.")
    except FactError as error:
        made.problems[f"when-{row}"] = " ".join(problem.told(t) for problem in error.problems)
    one["territory"] = given.get(f"territory-{row}", "").strip().upper()
    one["media"] = _media(t, given, row, made)
    one["offers"] = form_parts.offers(given, old, OfferKind.PREORDER, f"-{row}")
    return one


def _media(t: Tongue, given: Given, row: int, made: Written) -> list[Object]:
    """The formats of a date, each with the numbers that stood beside it."""
    text = given.get(f"formats-{row}", "").strip()
    try:
        found = media_of(text, [t, *map(tongue_of, CODES)], "formats")
    except FactError as error:
        made.problems[f"formats-{row}"] = " ".join(problem.told(t) for problem in error.problems)
        return [{"format": text}]
    spare = [
        tuple(given.get(f"{name}-{row}-{place}", "").strip() for name in OF_MEDIUM) for place in media_shown(given, row)
    ]
    same = len(spare) == len(found)
    media = []
    for place, medium in enumerate(found):
        told = medium_told(t, medium)
        beside = next((one for one in spare if one[0] == told), spare[place] if same else ("", "", ""))
        spare = spare if same else [one for one in spare if one is not beside]
        plain = {"format": medium.format.value, "quantity": medium.quantity, "edition": medium.edition}
        media.append({**plain, "catalogue_number": beside[1], "barcode": beside[2]})
    return media


def _date_shown(t: Tongue, one: Object, row: int) -> dict[str, str]:
    told = {f"when-{row}": text_of(one.get("date")).replace("T", " "), f"date_id-{row}": text_of(one.get("id"))}
    told[f"territory-{row}"] = text_of(one.get("territory"))
    texts = []
    for place, value in enumerate(_objects(one.get("media"))):
        medium = _medium(value)
        texts.append(medium_told(t, medium) if medium else text_of(value.get("format")))
        if medium:
            told[f"medium-{row}-{place}"] = texts[-1]
            told[f"number-{row}-{place}"] = text_of(value.get("catalogue_number"))
            told[f"barcode-{row}-{place}"] = text_of(value.get("barcode"))
    told[f"formats-{row}"] = ", ".join(texts)
    return told | form_parts.offer_shown(one, f"-{row}")


def _medium(value: Object) -> Medium | None:
    """A medium as facts; None for one that is not understood."""
    quantity, name = value.get("quantity", 1), value.get("format")
    if name not in list(Format) or type(quantity) is not int:
        return None
    return Medium(Format(str(name)), quantity, text_of(value.get("edition")))


def _name(dates: Sequence[Object]) -> None:
    """Give each date a name of its own, for ever the same: those that have one keep it."""
    taken = {text_of(one.get("id")) for one in dates}
    free: Iterator[str] = (str(number) for number in range(1, 10_000) if str(number) not in taken)
    for one in dates:
        one["id"] = text_of(one.get("id")) or next(free)


def _first(value: Any) -> Object:
    return next(iter(_objects(value)), {})


def _objects(value: Any) -> list[Object]:
    return [one for one in listed(value) if isinstance(one, dict)]
