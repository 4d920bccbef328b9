"""Requests and answers: who asks, what is asked again, what is waited for, and what is raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx2

from calendar_service.client.errors import ProblemError, UnreachableError, problem_of

Object = dict[str, Any]
Selection = Mapping[str, str | int | Sequence[str]]

PATCH_TYPE: Final = "application/merge-patch+json"
_FAR: Final = 5
"""Redirects in a row that are followed: names that were changed again and again."""
_NEVER_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: `body` is sent as JSON, `content` as it is. `seen`: the ETag of what is changed. `key`: under which a
    request that comes twice makes something once."""

    method: str
    path: str
    body: Any = None
    query: Selection = field(default_factory=dict)
    seen: str = ""
    key: str = ""
    content: bytes = b""
    media_type: str = "application/json"

    def headers(self) -> dict[str, str]:
        """What is said beside the body."""
        given = {"if-match": self.seen, "idempotency-key": self.key}
        has_body = self.body is not None or bool(self.content)
        return {name: value for name, value in given.items() if value} | (
            {"content-type": self.media_type} if has_body else {}
        )

    @property
    def may_come_twice(self) -> bool:
        """Whether it does no harm where the first one did arrive and its answer did not."""
        return self.method == "GET" or bool(self.key)


class Wire:
    """A connection to one calendar.

    What is refused for a while (429, 503 with Retry-After) is asked again after that, and what did not arrive after a
    second or more; at most `tries` times, and with at most `patience` seconds of waiting in all.
    """

    def __init__(self, http: httpx2.Client, sleep: Callable[[float], None], tries: int, patience: float) -> None:
        self.http = http
        self._sleep = sleep
        self._tries = tries
        self._patience = patience

    def send(self, ask: Ask) -> httpx2.Response:
        """The answer to a request. Raises ProblemError, ChangedError, UnreachableError."""
        waited = 0.0
        for turn in range(1, self._tries + 1):
            outcome = self._once(ask)
            pause = _pause(outcome, ask, turn)
            if pause is None or turn == self._tries or waited + pause > self._patience:
                break
            self._sleep(pause)
            waited += pause
        return _judged(outcome)

    def object(self, ask: Ask) -> Object:
        """The object that is answered."""
        found: Object = self.send(ask).json()
        return found

    def _once(self, ask: Ask) -> httpx2.Response | httpx2.TransportError:
        url = self.http.base_url.join(ask.path.removeprefix("/"))
        params: Any = {
            name: value if isinstance(value, str | int) else list(value) for name, value in ask.query.items()
        }
        body: Any = {"json": ask.body} if ask.body is not None else {"content": ask.content or None}
        try:
            for _ in range(_FAR):
                answer = self.http.request(ask.method, url, params=params or None, headers=ask.headers(), **body)
                further = _elsewhere(answer)
                if further is None:
                    break
                url, params = further, None
        except httpx2.TransportError as error:
            return error
        return answer


def _elsewhere(answer: httpx2.Response) -> httpx2.URL | None:
    """Where a thing is that was given another name. Another host is told nothing: it would learn the token."""
    if answer.status_code != 308 or "location" not in answer.headers:
        return None
    here, there = answer.request.url, answer.request.url.join(answer.headers["location"])
    return there if (there.scheme, there.host, there.port) == (here.scheme, here.host, here.port) else None


def _pause(outcome: httpx2.Response | httpx2.TransportError, ask: Ask, turn: int) -> float | None:
    """Seconds after which to ask again; None where that would be of no use, or not be safe."""
    if isinstance(outcome, httpx2.TransportError):
        return float(2 ** (turn - 1)) if ask.may_come_twice or isinstance(outcome, _NEVER_SENT) else None
    after = _seconds(outcome.headers)
    if outcome.status_code not in (429, 503) or after is None:
        return None
    # Who is refused for asking too often has done nothing yet; behind a 503 part of a batch may be stored already.
    if outcome.status_code == 503 and not (ask.may_come_twice or ask.seen):
        return None
    return after


def _seconds(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for; a date is so many seconds after that of the answer, by the clock of who
    answers (RFC 9110 section 10.2.3)."""
    after = headers.get("retry-after", "")
    if after.isascii() and after.isdigit():
        return float(after)
    try:
        found = (parsedate_to_datetime(after) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError):  # no date, or one with a zone and one without
        return None
    return max(found, 0.0)


def _judged(outcome: httpx2.Response | httpx2.TransportError) -> httpx2.Response:
    if isinstance(outcome, httpx2.TransportError):
        raise UnreachableError(f"The calendar does not answer ({type(outcome).__name__}).") from outcome
    if outcome.status_code < 300:
        return outcome
    raise _refusal(outcome)


def _refusal(answer: httpx2.Response) -> ProblemError:
    """What an answer says of itself; one that is not ours says what a proxy makes of it."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        return problem_of(answer.status_code, answer.json())
    return problem_of(answer.status_code, {"detail": f"This is no answer of the calendar: {answer.reason_phrase}."})
