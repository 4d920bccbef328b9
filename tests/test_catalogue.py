"""Every word of the interface can be said in every language, and is."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from calendar_service.languages import CODES
from calendar_service.web.paper import environment
from tests import catalogue

FOLDER = catalogue.ROOT / "calendar_service" / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
SPOKEN = {"aria-label", "title", "alt", "placeholder", "content"}
"""Attributes that people read or hear."""
NAMES = ("OpenStreetMap", "×")
"""What is called alike in every language."""


@pytest.mark.parametrize("code", catalogue.codes())
def test_every_message_is_translated(code: str) -> None:
    assert catalogue.untranslated(code) == []


@pytest.mark.parametrize("code", catalogue.codes())
def test_a_translation_fills_in_what_its_message_does(code: str) -> None:
    for message in catalogue.catalogue(code):
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            names = {name for text in ids for name in re.findall(r"\{(\w+)\}", text)}
            for text in strings:
                assert set(re.findall(r"\{(\w+)\}", str(text))) <= names, message.id
                assert set(re.findall(r"\{(\w+)\}", str(text))) | {"number"} >= names, message.id


@pytest.mark.parametrize("code", catalogue.codes())
def test_a_catalogue_holds_nothing_that_is_gone(code: str) -> None:
    known = {(message.context, message.id) for message in catalogue.messages()}
    assert [item.id for item in catalogue.catalogue(code) if (item.context, item.id) not in known] == []


def test_there_is_english_and_german() -> None:
    assert set(CODES) >= {"en", "de"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_nothing_by_itself(name: str) -> None:
    """All words of a template go through the catalogue: what stands in it as text has no letters."""
    source = (Path(catalogue.ROOT) / "calendar_service" / "templates" / name).read_text("utf-8")
    tree = environment().parse(source)
    # What is filled in becomes a sign that is no letter, so that the HTML around it can be read.
    html = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "\N{OBJECT REPLACEMENT CHARACTER}"
        for part in tree.find_all((nodes.TemplateData, nodes.Name, nodes.Const))
        if isinstance(part, nodes.TemplateData) or not isinstance(part, nodes.Const)
    )
    reader = _Words()
    reader.feed(re.sub(r"\{#.*?#\}", "", html, flags=re.S))
    assert reader.found == []


class _Words(HTMLParser):
    """Collects text with letters, in content and in attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN and value and tag != "meta":
                self._judge(value)

    def handle_data(self, data: str) -> None:
        self._judge(data)

    def _judge(self, text: str) -> None:
        text = re.sub(r'\s[a-z-]+="[^"]*"', "", text)  # attributes that a macro gives
        for name in NAMES:
            text = text.replace(name, "")
        if re.search(r"[^\W\d_]", text):
            self.found.append(text.strip())
