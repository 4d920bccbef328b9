"""Letters to guests: that something has come, how it was decided, and what is answered to who reports a mistake. They
repeat nothing that a stranger has typed."""

from __future__ import annotations

from starlette.requests import Request

from calendar_service import guests as marks
from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.languages import tongue_of
from calendar_service.mailing import Letter
from calendar_service.store import guests
from calendar_service.store.choices import hash_of
from calendar_service.store.guests import Decision
from calendar_service.store.writing import writing
from calendar_service.web.context import Context, context_of
from calendar_service.web.paged import reader_of
from feeds.tongue import Tongue


def send_arrival(request: Request, email: str, secret: str) -> None:
    """Send somebody the link of what was handed in with their address, once the answer is out."""
    context, t = context_of(request), reader_of(request).t
    mailer, site = context.mailer, context.site
    if mailer is None:
        return
    parts = (
        t("Hello,"),
        t("somebody, probably you, has suggested an event to {site}. A moderator looks at it. See how it stands, "
          "change it or take it back at this address, and show it to nobody else:", site=site.name),
        site.addresses.submission(secret),
        t("If it was not you, take it back there, or do nothing."),
    )  # fmt: skip

    def run() -> None:
        with context.database.reading() as session:
            is_let = guests.may_tell(session, email, context.clock())
        if is_let:
            mailer.send(_letter(context, email, t("Your event at {site}", site=site.name), parts))

    context.outbox.put(run)


def tell_decisions(request: Request) -> None:
    """Tell guests how what they have handed in was decided, once the answer is out."""
    context = context_of(request)
    mailer = context.mailer
    if mailer is None:
        return

    def run() -> None:
        with writing(context.database, context.edge()) as transaction:
            found = guests.take_decisions(transaction)
        for one in found:
            subject, parts = _decided(context, tongue_of(one.language), one)
            letter = _letter(context, one.email, subject, parts)
            # Each by itself: one that is not taken holds up no other.
            context.outbox.put(lambda letter=letter: mailer.send(letter))  # type: ignore[misc]

    context.outbox.put(run)


def send_answer(request: Request, report: models.Report, text: str) -> None:
    """Send who has reported a mistake what a moderator answers, once the answer is out: in the site's language."""
    context = context_of(request)
    mailer, site, t = context.mailer, context.site, context.site.tongue
    if mailer is None:
        return
    page = site.addresses.to(path_of(report.noun, report.slug))
    parts = (t("Hello,"), t("you have reported a mistake on this page:"), page, t("The moderators say:"), text)
    letter = _letter(context, report.contact, t("Your report at {site}", site=site.name), parts)
    context.outbox.put(lambda: mailer.send(letter))


def _decided(context: Context, t: Tongue, one: Decision) -> tuple[str, tuple[str, ...]]:
    site = context.site
    secret = marks.secret_of(context.secret_key, one.key)
    is_good = hash_of(secret) == one.secret_hash  # unless the site's key was changed meanwhile
    link = site.addresses.submission(secret) if is_good else t("the private link that you have kept")
    subject = t("Your event at {site}", site=site.name)
    if one.state == "published":
        return subject, (t("Hello,"), t("what you have suggested to {site} is public now. Thank you! See it here:",
                                        site=site.name), link)  # fmt: skip
    return subject, (
        t("Hello,"),
        t("what you have suggested to {site} was not published. The moderators say:", site=site.name),
        one.reason,
        t("You can mend it and send it again at this address:"),
        link,
    )


def _letter(context: Context, email: str, subject: str, parts: tuple[str, ...]) -> Letter:
    text = "\n\n".join((*parts, f"{context.site.name}\n{context.site.addresses.base}"))
    return Letter(email, subject, f"{text}\n", context.clock(), context.dice())
