"""What tells guests, who have no account, apart: the secrets of their links, their addresses as hashes, and the stamps
of the forms that they were shown; all of them made under the site's secret key, without a database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from calendar_service.slowing import network_of

SHORTEST: Final = timedelta(seconds=4)
"""Nobody fills in a form in less."""
LONGEST: Final = timedelta(days=1)
"""How long a form that was shown is good."""

_STAMP: Final = re.compile(r"([0-9]{1,12})\.([0-9a-f]{32})")


def secret_of(key: bytes, draft: str) -> str:
    """The secret in a guest's link, from the draft's key: letters can repeat the link, while the database knows no more
    than a hash of it."""
    digest = hmac.new(key, b"guest, link\n" + draft.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def source_of(key: bytes, address: str) -> str:
    """Where somebody hands something in from, as a hash that nobody turns back without the key."""
    text = network_of(address).encode("utf-8", "surrogatepass")
    return hmac.new(key, b"guest, address\n" + text, hashlib.sha256).hexdigest()[:32]


def stamp_of(key: bytes, now: datetime) -> str:
    """What a form carries to tell when it was shown."""
    at = str(int(now.timestamp()))
    return f"{at}.{_signature(key, at)}"


def age_of(key: bytes, stamp: str, now: datetime) -> timedelta | None:
    """How long ago a form was shown; None where the stamp is not ours."""
    match = _STAMP.fullmatch(stamp)
    if match is None or not hmac.compare_digest(match[2], _signature(key, match[1])):
        return None
    return now - datetime.fromtimestamp(int(match[1]), UTC)


def _signature(key: bytes, at: str) -> str:
    return hmac.new(key, b"guest, form\n" + at.encode(), hashlib.sha256).hexdigest()[:32]
