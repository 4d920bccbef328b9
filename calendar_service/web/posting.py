"""What is sent by forms: read with a limit, refused from other sites, and not too often from one address."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.web import answers
from calendar_service.web.paged import reader_of
from feeds.errors import FactError
from feeds.tongue import Tongue

SIZE_LIMIT: Final = 64 * 1024
"""Bytes of a form."""
A_MINUTE: Final = 30
"""Forms that one address may send in a minute."""


async def form_of(request: Request, most: int = SIZE_LIMIT) -> list[tuple[str, str]]:
    """The pairs of a form (application/x-www-form-urlencoded) of at most so many bytes. Raises ValueError."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            raise ValueError
    return parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=200, strict_parsing=bool(content))


def form_problem(error: Exception, t: Tongue) -> str:
    """What is wrong with a form that was sent."""
    if isinstance(error, FactError):
        return " ".join(problem.told(t) for problem in error.problems)
    return t("The form is not understood.")


def refusal(request: Request) -> Response | None:
    """Why this request may not change anything: it comes from another site, or too many came before it.

    A request with neither Origin nor Sec-Fetch-Site comes from no browser, which could be misled by another site.
    """
    t = reader_of(request).t
    if _is_foreign(request):
        return answers.sentence(t("This form was sent by another site; open the page here and send it again."), 403)
    address = request.client.host if request.client else "unknown"
    if not is_let(RateLimitItemPerMinute(A_MINUTE), "forms", address):
        return answers.sentence(t("Too many at once; wait a minute and try again."), 429, {"retry-after": "60"})
    return None


def is_let(limit: RateLimitItem, what: str, who: str) -> bool:
    """Whether somebody may do something once more within a limit; each process counts for itself."""
    return _limiter().hit(limit, what, who)


def _is_foreign(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


@lru_cache(maxsize=1)
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
