"""The page of an event that is entered: what it has of its own beside the page of any draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from calendar_service.web.desk import event_form, form_parts
from calendar_service.web.desk.draft_page import Sort, understood
from calendar_service.web.desk.form_parts import Fact, Object, Written, text_of
from calendar_service.web.desk.forms import Filled
from feeds import terms
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, OfferKind

_FIELD: Final[Mapping[str, str]] = {"starts": "when", "credits": "lineup"}
_KINDS: Final = tuple(EventKind)
_OF_OFFER: Final = ("price", "currency")


def _field_of(pointer: str, _: Written) -> str:
    parts = pointer.strip("/").split("/")
    if parts[0] == "offers":
        return parts[-1] if parts[-1] in _OF_OFFER else "offer_url"
    return _FIELD.get(parts[0], parts[0])


def _when(t: Tongue, body: Object, zone: str | None) -> str:
    return understood(t, text_of(body.get("starts")), zone)


def _hints(t: Tongue, body: Object, zone: str | None) -> dict[str, str]:
    return {"when": _when(t, body, zone)}


def _facts(t: Tongue, body: Object, told: dict[str, str], zone: str | None) -> list[Fact]:
    kind = body.get("kind")
    place = (told["venue"], told.get("venue_street", ""), told.get("venue_city", ""), told.get("venue_country", ""))
    return [
        (t("What it is"), t.sentence_case(t.term("kind", terms.KINDS[EventKind(kind)])) if kind in _KINDS else ""),
        (t("When"), _when(t, body, zone) or told["when"]),
        (t("Ends"), told["ends"]),
        (t("Doors"), told["doors"]),
        (t("Where"), ", ".join(part for part in place if part)),
        (t("Room"), told["room"]),
        (t("Online at"), told["online_url"]),
        (t("Who"), told["lineup"]),
        (t("Tickets: where"), told["offer_url"]),
        (t("Price"), form_parts.price_shown(told)),
        (t("Page of its own"), told["url"]),
        (t("Minimum age, in years"), told["minimum_age"]),
        (t("Tags"), told["tags"]),
        (t("In words"), told["description"]),
    ]


def _lists(t: Tongue, _: Filled) -> dict[str, Any]:
    return {
        "kinds": [(kind.value, t.sentence_case(t.term("kind", terms.KINDS[kind]))) for kind in EventKind],
        "offers": [(kind.value, t.term("offer", terms.OFFERS[kind])) for kind in OfferKind],
    }


EVENT: Final = Sort(
    noun="event",
    new="/desk/events/new",
    template="event.html",
    first=("kind", "owner", "offer_kind"),
    is_field=lambda name: name in event_form.FIELDS,
    written=event_form.written,
    shown=event_form.shown,
    slugs_in=event_form.slugs_in,
    field_of=_field_of,
    hints=_hints,
    when=_when,
    facts=_facts,
    lists=_lists,
    title=lambda t: t("New event"),
)
"""Events at the desk."""
