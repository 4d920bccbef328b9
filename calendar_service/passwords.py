"""Passwords: which are good enough, and how they are kept and checked (argon2id).

Checking takes the same time whether or not there is anything to check against, so that it tells nobody who has an
account; and few are checked at once, since each takes 64 MB.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from feeds.errors import FactError

SHORTEST: Final = 12
"""Characters of a password, at least: long ones are safe without rules on what they are made of (NIST SP 800-63B)."""
LONGEST: Final = 1_000
OWN: Final = 6
"""Characters that must be left of a password without what anybody would guess."""
AT_ONCE: Final = 4
"""Passwords that are hashed or checked at the same moment, in each process."""

# The words of the lists of stolen passwords, as far as long ones are made of them.
COMMON: Final = (
    "password", "passwort", "passwd", "passw0rd", "pssw0rd", "pa55word", "admin", "administrator", "root", "user",
    "welcome", "willkommen", "letmein", "changeme", "change", "default", "login", "secret", "geheim", "iloveyou",
    "ichliebedich", "hallo", "hello", "test", "master", "monkey", "dragon", "sunshine", "princess", "football",
    "baseball", "superman", "batman", "trustno", "shadow", "michael", "jordan", "charlie", "whatever", "computer",
    "internet", "samsung", "google", "facebook", "starwars", "pokemon", "minecraft", "fuckyou", "schatz",
    "sommer", "winter", "summer", "spring", "autumn", "correcthorsebatterystaple", "correcthorse", "calendar",
    "kalender", "mypassword", "abc", "qwe", "asd", "zxc", "123", "1q2w3e4r", "q1w2e3r4", "1qaz2wsx", "zaq12wsx",
    "qazwsx", "onetwothree",
)  # fmt: skip
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
    "azertyuiop", "qsdfghjklm", "wxcvbn",
)  # fmt: skip
_RUN: Final = 4
"""Neighbours on a keyboard or in the alphabet that make a run."""

_gate = BoundedSemaphore(AT_ONCE)
_hashes = PasswordHash((Argon2Hasher(),))


def judge(password: str, known: Iterable[str] = ()) -> None:
    """Raise FactError where a password is too short, too long, or easy to guess.

    `known`: what others know of its owner and of the site, such as the e-mail address and the site's name.
    """
    text = _plain(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise FactError.of("password", "password must have {least} to {most} characters.", least=SHORTEST, most=LONGEST)
    if len(set(_left(text, known))) < OWN:
        raise FactError.of(
            "password",
            "password is easy to guess: it holds little besides your name or address, the name of this site, common "
            "words, and keys that lie side by side. Several words that have nothing to do with each other are good.",
        )


def make(password: str) -> str:
    """A password as it is kept. It takes a tenth of a second and 64 MB: never inside a transaction."""
    with _gate:
        return _hashes.hash(_bytes(password))


def verify(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether a password is the one that is kept; and how it is to be kept from now on, where that has changed.

    Where none is kept, it takes as long to say no.
    """
    with _gate:
        nobodys = _nobodys()  # made by the first call, whoever it asks for
        try:
            right, better = _hashes.verify_and_update(_bytes(password[: LONGEST * 2]), kept or nobodys)
        except PwdlibError:  # what is kept is no hash: nobody has this password
            return False, None
    return right and kept is not None, better if kept else None


@cache
def _nobodys() -> str:
    return _hashes.hash("a password that nobody has")


def _plain(password: str) -> str:
    # The same letters, typed on another machine, may come in other code points.
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")


def _left(text: str, known: Iterable[str]) -> str:
    """What is left of a password without what anybody would try first."""
    left = _signs(text)
    words = {_signs(word) for line in known for word in (line, *re.split(r"[\W_]+", line))}
    for word in sorted({*words, *COMMON, *_runs()}, key=lambda word: (-len(word), word)):
        if len(word) > 2:
            left = left.replace(word, "")
    return left


def _signs(text: str) -> str:
    """Its letters and digits alone."""
    return re.sub(r"[\W_]", "", text.casefold())


@cache
def _runs() -> frozenset[str]:
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    return frozenset(row[start : start + _RUN] for row in rows for start in range(len(row) - _RUN + 1))
