"""Who is at the desk: the cookies of a sign-in and of a browser that is known, and the account behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_service import models
from calendar_service.errors import AccessError
from calendar_service.permissions import Caller
from calendar_service.store import signins
from calendar_service.store.entrance import Entered
from calendar_service.web.context import context_of
from calendar_service.web.paged import reader_of

SIGN_IN: Final = "sign-in"
DEVICE: Final = "device"
COOKIE_DAYS: Final = 400
"""As long as browsers keep a cookie at most; the server ends a sign-in that is not used long before."""
HOME: Final = "/desk"
"""Where who has signed in goes, unless they were on the way to another place."""
ACCOUNT: Final = "/desk/account"

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_INSIDE: Final = re.compile(r"/desk(/[A-Za-z0-9_-]+)*(\?[A-Za-z0-9_=&%+.~-]*)?")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in: as a caller, with the account, the sign-in and the secret of its cookie."""

    caller: Caller
    account: models.Account
    sign_in: models.SignIn
    secret: str


def visitor_of(request: Request) -> Visitor | None:
    """Who is signed in here, if anybody. It asks the database: in a thread."""
    context, secret = context_of(request), cookie_of(request, SIGN_IN)
    if secret is None:
        return None
    now = context.clock()
    try:
        with context.database.reading() as session:
            caller = signins.caller_of(session, secret, now)
            sign_in = signins.current(session, secret, now)
            account = session.get_one(models.Account, sign_in.account_id)
    except AccessError:
        return None
    signins.touch(context.database, secret, now)
    return Visitor(caller, account, sign_in, secret)


def cookie_of(request: Request, name: str) -> str | None:
    """The secret of a cookie of ours, where it has the shape of one."""
    value = request.cookies.get(_name(request, name), "")
    return value if _SECRET.fullmatch(value) else None


def welcome(request: Request, entered: Entered, goal: str = "") -> Response:
    """Send somebody who has signed in on their way, with the cookies that say so from now on."""
    response = on(request, inside(goal))
    set_cookie(request, response, SIGN_IN, entered.secret)
    set_cookie(request, response, DEVICE, entered.device)
    return response


def set_cookie(request: Request, response: Response, name: str, secret: str) -> None:
    """Have the browser keep a secret: no script reads it, no other site sends it with a form."""
    response.set_cookie(_name(request, name), secret, max_age=COOKIE_DAYS * 24 * 3600, **_manner(request))


def forget_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_name(request, name), **_manner(request))


def on(request: Request, path: str) -> Response:
    """Lead on to a page, which is then got by GET: loading that again sends nothing twice."""
    headers = {"cache-control": "private, no-store", "referrer-policy": "same-origin"}
    return RedirectResponse(reader_of(request).to(path), 303, headers)


def to_sign_in(request: Request, goal: str) -> Response:
    """Have somebody sign in first, and come back."""
    return on(request, f"/desk/sign-in?{urlencode({'next': goal})}")


def inside(goal: str) -> str:
    """A path of the desk; whatever else a link asks for leads to the usual page, and to no other site."""
    return goal if _INSIDE.fullmatch(goal) else HOME


def _name(request: Request, name: str) -> str:
    # A cookie of this name is only taken from https, for all paths, and from this very host (RFC 6265bis, 4.1.3.2).
    return f"__Host-{name}" if request.url.scheme == "https" else name


def _manner(request: Request) -> dict[str, Any]:
    return {"path": "/", "httponly": True, "secure": request.url.scheme == "https", "samesite": "lax"}
