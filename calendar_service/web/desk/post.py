"""Letters to accounts: what they say, and how they are sent once the answer is out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.mailing import Letter
from calendar_service.store import claims
from calendar_service.store.entrance import Posted
from calendar_service.store.nouns import MODELS
from calendar_service.store.writing import Writing, writing
from calendar_service.web.context import Context, context_of
from calendar_service.web.paged import reader_of
from feeds.tongue import Tongue


def later(request: Request, work: Callable[[Writing], Posted | None]) -> None:
    """Do something after the answer is out, in a transaction, and send the letter that comes of it, if any.

    So an answer takes the same time whether or not there is the account that somebody asks about.
    """
    context, t = context_of(request), reader_of(request).t

    def run() -> None:
        with writing(context.database, context.edge()) as transaction:
            posted = work(transaction)
        if posted is not None and context.mailer is not None:
            context.mailer.send(letter_of(context, t, posted))

    context.outbox.put(run)


def send_invitation(request: Request, email: str, secret: str) -> None:
    """Send somebody the link of an invitation, once the answer is out.

    It names neither who invites nor to what: both are words that somebody typed. The page behind the link does.
    """
    context, t = context_of(request), reader_of(request).t
    site, mailer = context.site, context.mailer
    parts = (
        t("Hello,"),
        t("you are invited to work on what {site} shows. See to what, and accept within seven days, once, at this "
          "address:", site=site.name),
        site.addresses.invitation(secret),
        t("If you expect no invitation, do nothing: nobody gets to know."),
        f"{site.name}\n{site.addresses.base}",
    )  # fmt: skip
    letter = Letter(
        email, t("An invitation to {site}", site=site.name), "\n\n".join(parts) + "\n", context.clock(), context.dice()
    )
    if mailer is not None:
        context.outbox.put(lambda: mailer.send(letter))


def tell_claim(request: Request, number: int) -> None:
    """Tell who has made a claim how it was decided, once the answer is out: in the site's language."""
    context = context_of(request)
    mailer = context.mailer
    if mailer is None:
        return

    def run() -> None:
        with context.database.reading() as session:
            row = claims.find(session, number)
            account = session.get(models.Account, row.account_id) if row and row.account_id is not None else None
            if row is None or account is None or account.closed_at is not None:
                return
            letter = _decided(context, account.email, row, session.get_one(MODELS[row.noun], row.noun_id))
        mailer.send(letter)

    context.outbox.put(run)


def _decided(context: Context, email: str, row: models.Claim, thing: Any) -> Letter:
    """A letter on a claim, about a row of a venue or an artist."""
    site, t = context.site, context.site.tongue
    if row.state == "granted":
        parts = [t("you may look after “{name}” at {site} now, as you have asked:", name=thing.name, site=site.name)]
    else:
        parts = [t("you have asked to look after “{name}” at {site}. It was refused.", name=thing.name, site=site.name)]
    parts.append(site.addresses.to(path_of(row.noun, thing.slug)))
    if row.reason:
        parts += [t("The moderators say:"), row.reason]
    text = "\n\n".join((t("Hello,"), *parts, f"{site.name}\n{site.addresses.base}"))
    return Letter(email, t("Your claim at {site}", site=site.name), f"{text}\n", context.clock(), context.dice())


def letter_of(context: Context, t: Tongue, posted: Posted) -> Letter:
    """A letter in words. It repeats nothing that whoever asked for it has typed: else it could say anything."""
    site, link = context.site, context.site.addresses.letter(posted.secret)
    subject, parts = _words(t, posted.kind, site.name)
    text = "\n\n".join((t("Hello,"), parts[0], link, parts[1], f"{site.name}\n{site.addresses.base}"))
    return Letter(posted.account.email, subject, f"{text}\n", context.clock(), context.dice())


def _words(t: Tongue, kind: str, site: str) -> tuple[str, tuple[str, str]]:
    if kind == "confirm":
        return t("Your account at {site}", site=site), (
            t(
                "somebody, probably you, has registered at {site} with this address. Choose a password within three "
                "days, once, at this address:",
                site=site,
            ),
            t("If it was not you, do nothing: without a password there will be no account."),
        )
    if kind == "known":
        return t("Your account at {site}", site=site), (
            t(
                "somebody, probably you, wanted to register at {site} with this address. It has an account already. If "
                "you have forgotten its password, set a new one within an hour, once, at this address:",
                site=site,
            ),
            t("If it was not you, do nothing: everything stays as it is."),
        )
    return t("A new password at {site}", site=site), (
        t(
            "somebody, probably you, has asked for a new password at {site}. Set it within an hour, once, at this "
            "address:",
            site=site,
        ),
        t("If it was not you, do nothing: everything stays as it is."),
    )
