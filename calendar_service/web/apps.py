"""Calendar apps as the dialog tells of them: buttons by the visitor's platform, and how soon each sees a change."""

from __future__ import annotations

from dataclasses import dataclass

from calendar_service.web.platforms import ORDER, Platform
from feeds.tongue import Tongue
from feeds.writers.links import GOOGLE_BY_URL, NAMES, App, ways


@dataclass(frozen=True, slots=True)
class Way:
    """A way into one app: its button, and what is to be known of it.

    `help` is for when the button fails, and `by_hand` where that app has an address pasted.
    """

    label: str
    url: str
    note: str = ""
    help: tuple[str, ...] = ()
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """What is handed to apps: the feed's absolute address, its name, and whether it is too large for Google."""

    url: str
    name: str
    heavy: bool = False


def ways_of(t: Tongue, platform: Platform, feed: Handout) -> list[Way]:
    """The ways into those apps that have a link, the likeliest first."""
    found = ways(feed.url, feed.name)
    return [_way(t, platform, app, found[app], heavy=feed.heavy) for app in ORDER[platform]]


def refresh(t: Tongue) -> list[tuple[str, str]]:
    """How often each app looks for changes, as far as is known (feed checklist, 2.1)."""
    return [
        (t("Apple Calendar"), t("As you set it, from every 5 minutes to every week")),
        (NAMES[App.GOOGLE], t("Every 4 to 24 hours; nobody can change that")),
        (t("Outlook.com, Microsoft 365 and the new Outlook"), t("About every 3 hours, at times only after a day")),
        (t("Outlook, classic"), t("Every hour, if it may follow the calendar's wish")),
        ("Thunderbird", t("Every 30 minutes, unless set otherwise")),
        ("GNOME, Evolution", t("Every hour, unless set otherwise")),
        (NAMES[App.ICSX5], t("Every day, unless set otherwise")),
        ("Nextcloud", t("Every hour, as the calendar wishes")),
        ("Proton", t("Every 4 to 16 hours")),
        ("Fastmail", t("About every hour")),
        ("Yahoo", t("Every 8 to 12 hours")),
    ]


def _way(t: Tongue, platform: Platform, app: App, url: str, *, heavy: bool) -> Way:
    match app:
        case App.WEBCAL:
            return Way(_webcal_label(t, platform), url)
        case App.GOOGLE:
            return Way(NAMES[app], url, "", _google_help(t, platform, heavy=heavy), GOOGLE_BY_URL)
        case App.ICSX5:
            return Way(NAMES[app], url, t("A free app: it puts the calendar into that of your phone."))
        case App.MICROSOFT_365:
            return Way(NAMES[app], url, t("Outlook of work or school."))
    return Way(NAMES[app], url)


def _webcal_label(t: Tongue, platform: Platform) -> str:
    match platform:
        case Platform.APPLE:
            return t("Apple Calendar")
        case Platform.WINDOWS:
            return t("Outlook or Thunderbird on this computer")
        case Platform.LINUX:
            return t("Thunderbird, GNOME Calendar or KOrganizer")
    return t("The calendar app of this device")


def _google_help(t: Tongue, platform: Platform, *, heavy: bool) -> tuple[str, ...]:
    if platform is Platform.ANDROID:
        first = t("Google's app cannot subscribe, but shows what you subscribe to in a browser. Copy the address, open "
                  "the page below as a “desktop site”, and paste it there.")  # fmt: skip
    else:
        first = t("Where Google says that it cannot: copy the address, and paste it on the page below.")
    if not heavy:
        return (first,)
    return (
        first,
        t("This is a large calendar, and Google stops reading near one megabyte. There, better subscribe to what you "
          "care about most: an artist, a venue, a city, or only what is to come."),
    )  # fmt: skip
