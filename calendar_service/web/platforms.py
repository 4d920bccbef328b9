"""On what a page is read, as far as a browser tells, and which calendar apps come first there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from feeds.writers.links import App


class Platform(StrEnum):
    """Kinds of devices that subscribe in different ways. `IOS_OTHER`: an iPhone or iPad, but another browser than
    Safari, which alone hands webcal to the calendar."""

    APPLE = "apple"
    IOS_OTHER = "ios-other"
    ANDROID = "android"
    WINDOWS = "windows"
    LINUX = "linux"
    OTHER = "other"


ORDER: Final[Mapping[Platform, tuple[App, ...]]] = {
    Platform.APPLE: (App.WEBCAL, App.GOOGLE, App.OUTLOOK, App.MICROSOFT_365),
    Platform.IOS_OTHER: (App.GOOGLE, App.OUTLOOK, App.MICROSOFT_365, App.WEBCAL),
    Platform.ANDROID: (App.ICSX5, App.GOOGLE, App.OUTLOOK, App.MICROSOFT_365),
    Platform.WINDOWS: (App.OUTLOOK, App.GOOGLE, App.MICROSOFT_365, App.WEBCAL),
    Platform.LINUX: (App.WEBCAL, App.GOOGLE, App.OUTLOOK, App.MICROSOFT_365),
    Platform.OTHER: (App.GOOGLE, App.WEBCAL, App.OUTLOOK, App.MICROSOFT_365),
}
"""The apps that have a link, the likeliest first (feed checklist, "Subscribe links")."""

_IOS: Final = re.compile(r"\b(?:iPhone|iPad|iPod)\b")
# Apple has all browsers there use its engine, so that each calls itself Safari, and then itself.
_OTHER_BROWSER: Final = re.compile(
    r"\b(?:CriOS|FxiOS|EdgiOS|OPiOS|OPT|OPX|DuckDuckGo|Ddg|YaBrowser|Focus|Klar|GSA|UCBrowser|MQQBrowser|Instagram"
    r"|FBAN|FBAV|Line|MicroMessenger|Snapchat|LinkedInApp|Twitter|Pinterest|musical_ly|BytedanceWebview)\b"
)


def platform_of(user_agent: str) -> Platform:
    """The platform behind a User-Agent header. What is inside of an app's own window has no “Version/… Safari/”."""
    if "Windows Phone" in user_agent or "CrOS" in user_agent:
        return Platform.OTHER
    if _IOS.search(user_agent):
        safari = "Version/" in user_agent and "Safari/" in user_agent and not _OTHER_BROWSER.search(user_agent)
        return Platform.APPLE if safari else Platform.IOS_OTHER
    for word, platform in _WORDS:
        if word in user_agent:
            return platform
    return Platform.OTHER


# Android calls itself Linux too.
_WORDS: Final = (
    ("Android", Platform.ANDROID),
    ("Macintosh", Platform.APPLE),
    ("Windows NT", Platform.WINDOWS),
    ("Linux", Platform.LINUX),
    ("X11", Platform.LINUX),
)
