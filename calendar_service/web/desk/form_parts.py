"""What forms of events and of releases have in common: who takes part, what is offered, tags; and what becomes of a
text that is not understood: it stays in the draft as it stands, with a sentence beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from babel import Locale

from calendar_service.store.named import Named
from feeds import terms
from feeds.tongue import Tongue
from feeds.vocabulary import Role

Object = dict[str, Any]
Given = Mapping[str, str]
Names = Mapping[str, Mapping[str, Named]]
"""The names of slugs, by noun."""
Find = Callable[[str, str], Sequence[Named]]
"""What is called so: a noun and a name to those that are called exactly so."""

Fact = tuple[str, str]
"""A label, and what is said."""

LANGUAGES: Final = (Locale("en", "GB"), Locale("de"))
"""Those in which days and months are understood, whatever the page speaks."""
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)\s*")


@dataclass
class Written:
    """What a form says: the body of the thing, and a sentence for each field that is not understood; `choices` are
    those that may be meant by a name, by field; `rows` the numbers that the form has for the parts of its list."""

    body: Object
    problems: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Sequence[Named]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)


def line_up(t: Tongue, given: Given, old: Object, made: Written, find: Find, usual: Role) -> None:
    """A line for each act, in the usual role where none stands in brackets. What else has a credit (organizers,
    partners) stays as it was."""
    credits: list[Object] = []
    unknown = []
    for line in given.get("lineup", "").splitlines():
        if not line.strip():
            continue
        name, role = _act(t, line.strip(), usual)
        found = find("artist", name)
        credits.append({"artist": found[0].slug if found else {"name": name}, "role": role})
        if not found:
            unknown.append(name)
    others = [
        credit for credit in listed(old.get("credits")) if not (isinstance(credit, dict) and credit.get("artist"))
    ]
    made.body["credits"] = credits + others
    if unknown:
        made.problems["lineup"] = t("New here: {names}. Add them, or correct the names.", names=t.listed(unknown))
        made.choices["lineup"] = [Named("", name) for name in unknown]


def lineup_shown(t: Tongue, body: Object, names: Names, usual: Role) -> str:
    """The acts of a body, a line for each."""
    return "\n".join(_line(t, credit, names, usual) for credit in acts(body))


def new_acts(body: Object) -> list[str]:
    """The names of acts that are not here yet."""
    return [reference(credit["artist"]) for credit in acts(body) if isinstance(credit["artist"], dict)]


def offers(given: Given, old: Object, usual: str, ending: str = "") -> list[Object]:
    """The first offer is what the form shows, in fields with this ending; what else is known of it, and the others,
    stay. `usual`: its kind where none is chosen."""
    known = [offer for offer in listed(old.get("offers")) if isinstance(offer, dict)]
    shown = {"kind": given.get(f"offer_kind{ending}", ""), "url": given.get(f"offer_url{ending}", "").strip()}
    price = given.get(f"price{ending}", "").strip().replace(",", ".")
    currency = given.get(f"currency{ending}", "").strip().upper()
    said = shown["url"] or price or shown["kind"] == "free"
    first = {**(known[0] if known else {}), **shown, "price": price or None, "currency": currency if price else ""}
    first["kind"] = first["kind"] or usual
    return ([first] if said else []) + known[1:]


def offer_shown(body: Object, ending: str = "") -> dict[str, str]:
    """The fields of the first offer."""
    known = [offer for offer in listed(body.get("offers")) if isinstance(offer, dict)]
    offer = known[0] if known else {}
    told = {"offer_kind": offer.get("kind"), "offer_url": offer.get("url")}
    told |= {"price": offer.get("price"), "currency": offer.get("currency")}
    return {f"{name}{ending}": text_of(value) for name, value in told.items()}


def price_shown(told: Mapping[str, str], ending: str = "") -> str:
    """The price with its currency."""
    return " ".join(part for part in (told[f"price{ending}"], told[f"currency{ending}"]) if part)


def tags(given: Given) -> list[str]:
    """The tags between commas."""
    return [tag for part in given.get("tags", "").split(",") if (tag := part.strip())]


def tags_shown(body: Object) -> str:
    """The tags with commas between."""
    return ", ".join(text_of(tag) for tag in listed(body.get("tags")))


def meant(text: str, slug: str, noun: str, find: Find) -> Sequence[Named]:
    """Those that a name may mean; the one alone that was chosen of them."""
    found = find(noun, text) if text else ()
    return [one for one in found if one.slug == slug] or list(found)


def name_shown(value: Any, noun: str, names: Names) -> tuple[str, str]:
    """The name and the slug of what a field names; no slug where it is only a name."""
    slug = reference(value)
    known = None if isinstance(value, dict) else names.get(noun, {}).get(slug)
    return (known.name, known.slug) if known else (slug, "")


def acts(body: Object) -> list[Object]:
    """The credits of artists."""
    return [credit for credit in listed(body.get("credits")) if isinstance(credit, dict) and credit.get("artist")]


def reference(value: Any) -> str:
    """A slug, or a name that has none."""
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def listed(value: Any) -> list[Any]:
    """A list, whatever stands there."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text, whatever stands there."""
    return value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)


def _act(t: Tongue, line: str, usual: Role) -> tuple[str, str]:
    """The name in a line, and the role behind it in brackets where that is one."""
    match = _IN_BRACKETS.fullmatch(line)
    if match:
        word = match[2].strip().casefold()
        for role in Role:
            if word in (role.value, t.term("role", terms.ROLES[role]).casefold()):
                return match[1], role.value
    return line, usual.value


def _line(t: Tongue, credit: Object, names: Names, usual: Role) -> str:
    name, role = name_shown(credit.get("artist"), "artist", names)[0], text_of(credit.get("role"))
    if role == usual or role not in list(Role):
        return name
    return f"{name} ({t.term('role', terms.ROLES[Role(role)])})"
