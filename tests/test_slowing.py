"""How guessing of passwords is slowed: by rules that let owners in, whatever others do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.slowing import ACCOUNT, ADDRESS, DEVICE, WINDOW, Pace, next_try, paces

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PACES = (ADDRESS, ACCOUNT, DEVICE)
agos = st.lists(st.integers(0, 2 * 3600), max_size=60)


def failures(agos: list[int]) -> list[datetime]:
    return [NOW - timedelta(seconds=ago) for ago in agos]


@pytest.mark.parametrize("pace", PACES)
def test_the_first_failures_are_free_and_then_each_doubles_the_wait(pace: Pace) -> None:
    just = [NOW - timedelta(seconds=1)]
    assert next_try(just * (pace.free - 1), NOW, pace) == NOW
    waits = [next_try(just * (pace.free + more), NOW, pace) - just[0] for more in range(3)]
    assert waits == [pace.first, pace.first * 2, pace.first * 4]


@given(agos, st.sampled_from(PACES))
def test_a_wait_is_bounded_whatever_came_before(agos: list[int], pace: Pace) -> None:
    assert NOW <= next_try(failures(agos), NOW, pace) <= NOW + pace.longest


@given(agos, st.sampled_from(PACES), st.integers(0, 7200))
def test_who_waits_as_long_as_told_is_let_in(agos: list[int], pace: Pace, longer: int) -> None:
    until = next_try(failures(agos), NOW, pace) + timedelta(seconds=longer)
    assert next_try(failures(agos), until, pace) == until


@given(agos, st.sampled_from(PACES))
def test_what_is_older_than_the_window_does_not_count(agos: list[int], pace: Pace) -> None:
    young = [at for at in failures(agos) if at > NOW - WINDOW]
    assert next_try(failures(agos), NOW, pace) == next_try(young, NOW, pace)


@given(agos, st.sampled_from(PACES), st.integers(0, 3600))
def test_another_failure_never_shortens_the_wait(agos: list[int], pace: Pace, ago: int) -> None:
    assert next_try(failures([*agos, ago]), NOW, pace) >= next_try(failures(agos), NOW, pace)


def greedy(pace: Pace, hours: int) -> list[datetime]:
    """The tries of who tries again the very moment that it is allowed."""
    at, tries = NOW, list[datetime]()
    while at < NOW + timedelta(hours=hours):
        until = next_try(tries, at, pace)
        if until == at:
            tries.append(at)
        at = until if until > at else at + timedelta(seconds=1)
    return tries


def most_in_an_hour(tries: list[datetime]) -> int:
    return max(sum(first <= at < first + WINDOW for at in tries) for first in tries)


def test_one_address_alone_can_not_make_an_account_wait_for_others() -> None:
    assert most_in_an_hour(greedy(ADDRESS, 12)) < ACCOUNT.free


def test_many_addresses_together_guess_few_passwords_of_one_account() -> None:
    tries = greedy(ACCOUNT, 24)
    assert most_in_an_hour(tries) <= 40
    assert len(tries) < 700


def test_no_number_of_failures_is_too_many_to_reckon_with() -> None:
    assert next_try([NOW] * 5000, NOW, ACCOUNT) == NOW + ACCOUNT.longest


def test_a_browser_that_is_known_is_counted_by_itself() -> None:
    [(key, pace)] = paces("alice@example.org", "192.0.2.1", "secret").items()
    assert (key.partition(":")[0], pace) == ("device", DEVICE)
    assert "secret" not in key


def test_strangers_are_counted_by_what_they_try_and_from_where() -> None:
    keys = paces("alice@example.org", "192.0.2.1")
    assert [(key.partition(":")[0], pace) for key, pace in keys.items()] == [("account", ACCOUNT), ("address", ADDRESS)]
    assert not any("alice" in key or "192" in key for key in keys)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:100::1", "2001:db8:1:1ff:ffff::2", True),
        ("2001:db8:1:100::1", "2001:db8:1:200::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_the_addresses_of_a_household_are_one(one: str, other: str, same: bool) -> None:
    assert (paces("a", one) == paces("a", other)) == same
