"""Sharing: a button that only JavaScript shows, and beside it a plain message; no third party hears of either."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from calendar_service.web.paper import environment
from feeds.tongue import ENGLISH

PAGE = '{% import "share.html" as sharing with context %}{{ sharing.share(url, title) }}{{ sharing.scripts() }}'


def shared(url: str, title: str) -> str:
    return environment().from_string(PAGE).render(t=ENGLISH, url=url, title=title)


def test_the_message_has_title_and_address_whole() -> None:
    url, title = "https://calendar.example.org/events/a?b=c&d#e", 'Tom & Jerry: "100 %" + <more>?'
    [link] = re.findall(r'href="(mailto:[^"]*)"', shared(url, title))
    query = parse_qs(urlsplit(unescape(link)).query, strict_parsing=True)
    assert query == {"subject": [title], "body": [f"{title}\r\n{url}"]}
    assert "+" not in unescape(link).replace("%2B", "")


def test_the_button_waits_for_its_script_and_has_no_code_of_its_own() -> None:
    html = shared("https://calendar.example.org/events/a", '"><script>alert(1)</script>')
    [button] = re.findall(r"<button[^>]*>", html)
    assert " hidden " in button
    assert 'class="share"' in button
    assert 'data-url="https://calendar.example.org/events/a"' in button
    assert "<script>" not in html
    assert re.findall(r'(?:src|href)="(?!mailto:)([^"?]+)', html) == ["/static/share.js"]
