"""The page of a release that is entered: what it has of its own beside the page of any draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from calendar_service.intake.media import media_told
from calendar_service.web.desk import form_parts, release_form
from calendar_service.web.desk.draft_page import Sort, understood
from calendar_service.web.desk.form_parts import Fact, Object, listed, text_of
from calendar_service.web.desk.forms import Filled
from feeds import terms
from feeds.tongue import Tongue
from feeds.vocabulary import OfferKind, ReleaseKind

_MOST: Final = 200
_KINDS: Final = tuple(ReleaseKind)


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date as the form shows it: its number there, the numbers and names of its media, whether it is open, and
    whether what is folded in it is."""

    number: int
    media: list[tuple[int, str]]
    open: bool
    more: bool


def _hints(t: Tongue, body: Object, _: str | None) -> dict[str, str]:
    found = {}
    for row, one in enumerate(one for one in listed(body.get("dates")) if isinstance(one, dict)):
        found[f"when-{row}"] = understood(t, text_of(one.get("date")), None)
        media = release_form.media_in(one)
        found[f"formats-{row}"] = t("Read as: {formats}", formats=media_told(t, media)) if media else ""
    return found


def _when(t: Tongue, body: Object, _: str | None) -> str:
    """The first date, and on what it comes out then."""
    for one in listed(body.get("dates")):
        if isinstance(one, dict):
            parts = (understood(t, text_of(one.get("date")), None), media_told(t, release_form.media_in(one)))
            return " · ".join(part for part in parts if part)
    return ""


def _facts(t: Tongue, body: Object, told: dict[str, str], _: str | None) -> list[Fact]:
    kind = body.get("kind")
    dates = [fact for row in release_form.rows_of(told) for fact in _date_facts(t, told, row)]
    word = t.term("kind", terms.RELEASE_KINDS[ReleaseKind(kind)]) if kind in _KINDS else ""
    label = " ".join(part for part in (told["label"], told["label_number"]) if part)
    return [
        (t("What it is"), t.sentence_case(word)),
        *dates,
        (t("Who"), told["lineup"]),
        (t("Label"), label),
        (t("Page of its own"), told["url"]),
        (t("Tags"), told["tags"]),
        (t("In words"), told["description"]),
    ]


def _date_facts(t: Tongue, told: dict[str, str], row: int) -> list[Fact]:
    """One date; from the second on its number stands behind each label."""
    number = f" {row + 1}" if row else ""
    when = understood(t, told[f"when-{row}"], None) or told[f"when-{row}"]
    numbers = [
        f"{told[f'medium-{row}-{place}']}: {beside}"
        for place in release_form.media_shown(told, row)
        if (beside := " ".join(filter(None, (told[f"number-{row}-{place}"], told[f"barcode-{row}-{place}"]))))
    ]
    return [
        (f"{t('When')}{number}", when),
        (f"{t('Formats')}{number}", told[f"formats-{row}"]),
        (f"{t('Numbers')}{number}", "\n".join(numbers)),
        (f"{t('Country')}{number}", told[f"territory-{row}"]),
        (f"{t('Order at')}{number}", told[f"offer_url-{row}"]),
        (f"{t('Price')}{number}", form_parts.price_shown(told, f"-{row}")),
    ]


def _lists(t: Tongue, filled: Filled) -> dict[str, Any]:
    numbers = release_form.rows_of(filled.values) or [0]
    # One more than there are: whoever needs it finds it, and whoever does not sees it folded.
    numbers += [numbers[-1] + 1] if len(numbers) < _MOST else []
    return {
        "kinds": [(kind.value, t.sentence_case(t.term("kind", terms.RELEASE_KINDS[kind]))) for kind in ReleaseKind],
        "offers": [(kind.value, t.term("offer", terms.OFFERS[kind])) for kind in _OFFERS],
        "dates": [_row(filled, number) for number in numbers],
    }


def _row(filled: Filled, number: int) -> DateRow:
    ending = f"-{number}"
    media = [
        (place, filled.value(f"medium-{number}-{place}")) for place in release_form.media_shown(filled.values, number)
    ]
    says = any(filled.value(f"{name}{ending}") for name in ("when", "formats"))
    beside = [f"{name}-{number}-{place}" for name in ("number", "barcode") for place, _ in media]
    folded = [*(f"{name}{ending}" for name in ("offer_url", "price", "currency", "territory")), *beside]
    wrong = any(name in filled.problems for name in folded)
    return DateRow(
        number,
        media,
        says or wrong or any(f"{name}{ending}" in filled.problems for name in ("when", "formats")),
        wrong or any(filled.value(name) for name in folded),
    )


_OFFERS: Final = (OfferKind.PREORDER, *(kind for kind in OfferKind if kind is not OfferKind.PREORDER))

RELEASE: Final = Sort(
    noun="release",
    new="/desk/releases/new",
    template="release.html",
    first=("kind", "owner", "offer_kind", "date_id"),
    is_field=release_form.is_field,
    written=release_form.written,
    shown=release_form.shown,
    slugs_in=release_form.slugs_in,
    field_of=release_form.field_of,
    hints=_hints,
    when=_when,
    facts=_facts,
    lists=_lists,
    title=lambda t: t("New release"),
)
"""Releases at the desk."""
