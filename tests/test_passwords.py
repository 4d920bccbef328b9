"""Which passwords are good enough, and that checking them tells nothing by its time."""

from __future__ import annotations

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from calendar_service import passwords
from feeds.errors import FactError

KNOWN = ("jane.doe@example.org", "Jane Doe", "Night Calendar")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Passw0rd!2026!",
        "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abababababab",
        "correct horse battery staple",
        "jane.doe@example.org",
        "JaneDoe-2026",
        "NightCalendar1234",
        "Summer2026!!!",
        "zyxwvutsrqponm",
    ],
)
def test_what_anybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(FactError, match="password is easy to guess"):
        passwords.judge(password, KNOWN)


@pytest.mark.parametrize(
    "password", ["tausend kleine Boote", "xk2!Vq9#Lm0z", "Metropolis1927!", "пароль от моего шкафа"]
)
def test_what_is_long_and_ones_own_is_good(password: str) -> None:
    passwords.judge(password, KNOWN)


@pytest.mark.parametrize(("length", "good"), [(11, False), (12, True), (1000, True), (1001, False)])
def test_the_length_is_bounded(length: int, good: bool) -> None:
    password = ("vq9 lm0z xk2 " * 80)[:length]
    if good:
        passwords.judge(password)
    else:
        with pytest.raises(FactError, match="password must have 12 to 1000 characters"):
            passwords.judge(password)


def test_a_password_is_kept_so_that_only_it_fits() -> None:
    kept = passwords.make("tausend kleine Boote")
    assert kept.startswith("$argon2id$")
    assert "Boote" not in kept
    assert passwords.verify("tausend kleine Boote", kept) == (True, None)
    assert passwords.verify("tausend kleine boote", kept) == (False, None)
    assert passwords.verify("tausend kleine Boote", None) == (False, None)
    assert passwords.verify("a password that nobody has", None) == (False, None)
    assert passwords.verify("tausend kleine Boote", "no hash") == (False, None)


def test_the_same_letters_typed_on_another_machine_fit() -> None:
    kept = passwords.make("für die Übung allein")
    assert passwords.verify("fu\N{COMBINING DIAERESIS}r die U\N{COMBINING DIAERESIS}bung allein", kept)[0]


def test_what_is_no_unicode_fits_nothing_and_breaks_nothing() -> None:
    assert passwords.verify("\ud800" * 20, passwords.make("tausend kleine Boote")) == (False, None)


def test_a_hash_of_other_parameters_is_made_anew() -> None:
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash("tausend kleine Boote")
    right, better = passwords.verify("tausend kleine Boote", old)
    assert right
    assert better is not None
    assert passwords.verify("tausend kleine Boote", better) == (True, None)
    assert passwords.verify("another", old) == (False, None)


def test_nobodys_password_takes_the_same_work_as_somebodys(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, work, hashes = passwords.make("tausend kleine Boote"), list[str](), passwords._hashes

    class Spy(PasswordHash):
        def verify_and_update(self, password: str | bytes, hash: str | bytes) -> tuple[bool, str | None]:  # noqa: A002
            work.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify_and_update(password, hash)

    monkeypatch.setattr(passwords, "_hashes", Spy(hashes.hashers))
    for which in (kept, None):
        passwords.verify("wrong", which)
    [somebodys, nobodys] = work
    assert somebodys == nobodys != ""
