"""What all tests share: the long form of some checks runs only when asked for."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from calendar_service import passwords
from tests.cast import House

# The same zone data on every machine, also where a test does not import the application first.
zoneinfo.reset_tzpath(to=[])

pytest_plugins = ["tests.fixtures.databases"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also run the long form of the checks (marked deep)")


def pytest_configure(config: pytest.Config) -> None:
    # Few examples where people and CI wait, many in `./run bench deep`; the clock never decides.
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    settings.register_profile("quick", max_examples=12, deadline=None, suppress_health_check=health)
    settings.register_profile("deep", max_examples=400, deadline=None, suppress_health_check=health)
    settings.load_profile("deep" if config.getoption("--deep") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--deep"):
        for item in items:
            item.add_marker(pytest.mark.timeout(3600))
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if not item.get_closest_marker("deep")]


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A migrated database of each kind in turn, with a clock and dice."""
    made = House(database_url, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def small_house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """The same on SQLite alone."""
    made = House(sqlite_url, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that take no time: for tests that are not about hashing."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_hashes", quick)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()
