"""The messages of the code and of the templates, and the catalogues of translations kept in step with them.

`python -m tests.catalogue --write` adds what is new to each catalogue and takes out what is gone; a test fails while
a message has no translation. Nothing is compiled: the service reads the catalogues themselves.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT: Final = Path(__file__).parent.parent
LOCALES: Final = ROOT / "calendar_service" / "locale"
KEYWORDS: Final[dict[str, Any]] = {
    "t": None,
    "plural": (1, 2),
    "term": ((1, "c"), 2),
    "mark": ((1, "c"), 2),
}
PROBLEMS: Final[dict[str, Any]] = {"of": (2,), "problem": (2,), "Problem": (2,)}
"""In the files whose problems pages tell: the second argument is the sentence."""
TELLING: Final = (
    "calendar_service/intake/asking.py",
    "calendar_service/intake/window.py",
    "calendar_service/intake/durations.py",
    "calendar_service/store/naming.py",
    "calendar_service/intake/media.py",
    "calendar_service/intake/people.py",
    "calendar_service/intake/spoken.py",
    "calendar_service/intake/typed.py",
    "calendar_service/passwords.py",
    "calendar_service/store/accounts.py",
    "calendar_service/store/invitations.py",
    "calendar_service/store/bans.py",
    "calendar_service/store/guests.py",
    "calendar_service/store/letters.py",
    "calendar_service/store/memberships.py",
    "calendar_service/store/tokens.py",
    "calendar_service/web/desk/account.py",
    "calendar_service/web/desk/inviting.py",
    "calendar_service/web/desk/moderating.py",
    "calendar_service/web/desk/sources.py",
)


def messages() -> Catalog:
    """Every message of the sources, with the files where it stands."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(_sources()):
        name = path.relative_to(ROOT).as_posix()
        for message, context in _of_file(path, name):
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def catalogue(code: str) -> Catalog:
    """The translations into a language."""
    with (LOCALES / code / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def codes() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.name for path in LOCALES.glob("*/messages.po"))


def untranslated(code: str) -> list[str]:
    """The messages that a language does not have, or has only as a guess."""
    known = catalogue(code)
    missing = []
    for message in messages():
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        strings = found.string if found is not None else ""
        whole = all(strings) if isinstance(strings, tuple | list) else strings
        if found is None or found.fuzzy or not whole:
            missing.append(str(message.id))
    return missing


def write(code: str) -> None:
    """Bring a catalogue in step with the sources; what has no translation yet stands there empty."""
    known, fresh = catalogue(code), Catalog(locale=code, charset="utf-8", fuzzy=False)
    for message in messages():
        if message.id:
            found = known.get(message.id, message.context)
            fresh.add(message.id, found.string if found else "", locations=message.locations, context=message.context)
    content = io.BytesIO()
    write_po(content, fresh, width=118, omit_header=True, sort_output=True, include_lineno=False)
    forms = f"nplurals={known.num_plurals}; plural={known.plural_expr};"
    head = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"MIME-Version: 1.0\\n"\n'
    head += f'"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {forms}\\n"\n\n'
    (LOCALES / code / "messages.po").write_text(head + content.getvalue().decode(), "utf-8")


def _sources() -> Iterator[Path]:
    for folder in ("feeds", "calendar_service"):
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / "calendar_service" / "templates").rglob("*.html")


def _of_file(path: Path, name: str) -> Iterator[tuple[Any, str | None]]:
    keywords = KEYWORDS | (PROBLEMS if name in TELLING else {})
    method: Any = babel_extract if path.suffix == ".html" else "python"
    options = {"trimmed": "true"} if path.suffix == ".html" else {}
    with path.open("rb") as file:
        for _, message, _, context in extract(method, file, keywords, (), options):
            yield message, context


if __name__ == "__main__":
    for language in codes():
        if "--write" in sys.argv:
            write(language)
        for text in untranslated(language):
            print(f"{language}: {text}")
