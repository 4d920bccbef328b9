"""How fast passwords may be guessed: when the next try is let in, from the failures of the last hour and the time now.

Failures are counted for each network address, and for each e-mail address whether or not it has an account. Nobody is
locked out: a wait is bounded; failures from one address alone never make an account wait (they are fewer in an hour
than an account has free); and a browser in which the account was signed in before is counted by itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(hours=1)
"""How long a failure counts."""


@dataclass(frozen=True, slots=True)
class Pace:
    """So many failures are free in a window; then the wait doubles with each, from the first to the longest."""

    free: int
    first: timedelta
    longest: timedelta


ADDRESS: Final = Pace(5, timedelta(seconds=30), timedelta(minutes=15))
"""Of a network address."""
ACCOUNT: Final = Pace(25, timedelta(seconds=30), timedelta(minutes=5))
"""Of an e-mail address, by whomever: only many addresses together use it up."""
GUEST: Final = Pace(6, timedelta(minutes=1), timedelta(minutes=15))
"""Of a network address from which drafts are handed in without an account; each counts, not failures alone."""
DEVICE: Final = Pace(10, timedelta(seconds=30), timedelta(minutes=5))
"""Of a browser in which the account was signed in before."""


def next_try(failures: Collection[datetime], now: datetime, pace: Pace) -> datetime:
    """When the next try is let in: at `now` or later. With time alone it never comes later than it was said."""
    counted = [at for at in failures if now - WINDOW < at <= now]
    if len(counted) < pace.free:
        return now
    wait = pace.longest
    # Beyond that doubling leads to numbers that no time span holds.
    if len(counted) - pace.free < 30:
        wait = min(pace.first * 2 ** (len(counted) - pace.free), pace.longest)
    return max(now, max(counted) + wait)


def paces(email: str, address: str, device: str | None = None) -> dict[str, Pace]:
    """Under which keys a sign-in is counted, at which pace. `device`: one that the account is known to have used."""
    if device is not None:
        return {f"device:{_hash(device)}": DEVICE}
    return {f"account:{_hash(email)}": ACCOUNT, f"address:{_hash(network_of(address))}": ADDRESS}


def network_of(address: str) -> str:
    """An address as far as it tells people apart: a household or a machine has 2^72 or more of IPv6's."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 56), strict=False))
    return str(found)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
