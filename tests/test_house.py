"""The laws of the house hold, the judge would notice if they did not, and the locks keep what they promise."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.house import judge

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_the_house_keeps_its_laws() -> None:
    assert judge(ROOT) == []


INNOCENT = {
    "feeds/__init__.py": "",
    "feeds/errors.py": "'''Errors.'''",
    "feeds/text.py": "'''Text.'''\nfrom urllib.parse import quote\nfrom feeds.errors import FactError",
    "feeds/when.py": "'''When.'''\nfrom datetime import datetime, time\nimport zoneinfo\nfrom . import text",
    "feeds/facts.py": "'''Facts.'''\nfrom feeds.when import Moment",
    "feeds/writers/__init__.py": "'''Writers.'''",
    "feeds/writers/ical.py": "'''iCal.'''\nfrom feeds import facts\nfrom feeds.writers import lines",
    "feeds/writers/lines.py": "'''Lines.'''\ndef _fold(now):\n    return now",
    "calendar_service/__init__.py": "'''The application.'''",
    "calendar_service/store/__init__.py": "'''The store.'''",
    "calendar_service/store/reading.py": "'''Rows.'''\nimport time\nimport feeds.facts\ntime.sleep(1)\na.today(at)",
    "calendar_service/demo/__init__.py": "'''Sample data.'''\nfrom calendar_service.store import reading",
    "calendar_service/web/__init__.py": "'''Pages.'''\nimport secrets, time\ntime.time()",
    "calendar_service/cli.py": "'''Commands.'''\nfrom calendar_service import demo",
    "alembic/env.py": "'''Migrations.'''\nimport alembic",
}

PLANTED = [
    ("feeds/when.py", "from feeds import facts", "feeds.when imports feeds.facts, which is above it"),
    ("feeds/when.py", "from .facts import Event", "feeds.when imports feeds.facts, which is above it"),
    ("feeds/when.py", "def late():\n    import feeds.facts", "feeds.when imports feeds.facts, which is above it"),
    ("feeds/__init__.py", "'''F.'''\nfrom feeds import when", "feeds imports feeds.when, which is above it"),
    (
        "feeds/errors.py",
        "from feeds import text",
        "imports make a ring: feeds.errors < feeds.text < feeds.errors",
    ),
    (
        "feeds/writers/lines.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from feeds.writers.ical import write",
        "imports make a ring: feeds.writers.ical < feeds.writers.lines < feeds.writers.ical",
    ),
    ("feeds/sorting.py", "'''Sorting.'''", "feeds.sorting has no floor: give sorting one in"),
    (
        "feeds/facts.py",
        "from calendar_service import store",
        "feeds.facts imports calendar_service.store, and is to be",
    ),
    ("feeds/facts.py", "import os.path", "feeds.facts imports os.path, and is to be pure"),
    ("feeds/facts.py", "from urllib import request", "feeds.facts imports urllib.request, and is to be pure"),
    ("feeds/facts.py", "import uuid", "feeds.facts imports uuid, and is to be pure"),
    ("feeds/facts.py", "import time as t", "feeds.facts imports time, and is to be pure"),
    ("feeds/facts.py", "import datetime as d\nd.datetime.now(d.UTC)", "feeds.facts:4 uses d.datetime.now, which"),
    ("feeds/facts.py", "from datetime import date\nmade = date.today", "feeds.facts:4 uses date.today, which"),
    ("calendar_service/store/reading.py", "from calendar_service import web", "calendar_service.store.reading imports"),
    ("calendar_service/demo/__init__.py", "import calendar_service.web", "calendar_service.demo imports calendar_serv"),
    (
        "calendar_service/web/__init__.py",
        "from calendar_service import demo",
        "calendar_service.web imports calendar_s",
    ),
    ("calendar_service/store/reading.py", "time.time()", "calendar_service.store.reading:6 uses time.time, which is"),
    ("calendar_service/store/reading.py", "from time import time", "calendar_service.store.reading imports time.time,"),
    (
        "calendar_service/store/reading.py",
        "from secrets import token_hex",
        "calendar_service.store.reading imports sec",
    ),
    ("calendar_service/store/reading.py", "func.now()", "calendar_service.store.reading:6 uses func.now, which is to"),
    ("alembic/__init__.py", "'''Oh.'''", "alembic/__init__.py hides the library of that name"),
    ("calendar_service/store/utils.py", "'''Oh.'''", "calendar_service.store.utils: utils says nothing about"),
    ("tests/test_silent.py", "import re", "tests.test_silent does not say what lives there"),
    ("feeds/facts.py", "class Event:\n    pass", "feeds.facts.Event has no docstring"),
    ("calendar_service/cli.py", "async def main(): ...", "calendar_service.cli.main has no docstring"),
]


def test_the_judge_leaves_the_innocent_alone(tmp_path: Path) -> None:
    build(tmp_path)
    assert judge(tmp_path) == []


@pytest.mark.parametrize(("path", "crime", "sentence"), PLANTED)
def test_the_judge_finds_what_is_planted(tmp_path: Path, path: str, crime: str, sentence: str) -> None:
    build(tmp_path)
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{INNOCENT.get(path, '')}\n{crime}".lstrip())
    assert any(found.startswith(sentence) for found in judge(tmp_path)), judge(tmp_path)


def build(root: Path) -> None:
    for path, content in INNOCENT.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_only_hashed_versions(lock: str) -> None:
    content = (ROOT / lock).read_text()
    assert "://" not in content
    assert not re.search(r"(?m)^--", content)
    for block in re.split(r"(?m)^(?=\S)", content)[1:]:
        assert re.match(r"[a-z0-9-]+(\[[a-z,-]+\])?==\S+", block)
        assert "--hash=sha256:" in block


def test_the_javascript_lock_names_no_address() -> None:
    lock = json.loads((ROOT / "tests/readers/package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    runtime = [*project["project"]["dependencies"], *(line for extra in extras for line in extra)]
    dev = [line for line in project["dependency-groups"]["dev"] if isinstance(line, str)]
    assert names(runtime) <= locked("requirements.lock")
    assert names(runtime + dev) <= locked("requirements-dev.lock")


def test_the_second_lock_holds_all_of_the_first() -> None:
    assert versions("requirements.lock").items() <= versions("requirements-dev.lock").items()


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in requirements}


def locked(lock: str) -> set[str]:
    return set(versions(lock))


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ;\\]+)", (ROOT / lock).read_text()))
