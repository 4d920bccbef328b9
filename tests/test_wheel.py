"""The wheel holds everything that the checkout has, and the service runs from it alone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("calendar_service", "feeds", "alembic", "pyproject.toml", "README.md", "LICENSE", ".gitignore")
LEFT_OUT = ("__pycache__", "*.pyc")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without a network, and unpack it."""
    copy = tmp_path_factory.mktemp("source")
    for source in SOURCES:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, copy / source, ignore=shutil.ignore_patterns(*LEFT_OUT))
        else:
            shutil.copy(ROOT / source, copy)
    place = tmp_path_factory.mktemp("wheel")
    python(copy, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place))
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


@pytest.mark.parametrize("folder", ["calendar_service", "feeds"])
def test_the_wheel_holds_every_file_of_the_packages(installed: Path, folder: str) -> None:
    assert files(ROOT / folder) - files(installed / folder) == set()


def test_the_wheel_holds_the_migrations(installed: Path) -> None:
    migrations = files(installed / "calendar_service" / "migrations")
    assert migrations == files(ROOT / "alembic")
    assert "env.py" in migrations


def test_the_wheel_holds_what_is_not_python(installed: Path) -> None:
    package = installed / "calendar_service"
    assert list((package / "demo").glob("*.json"))
    assert list((package / "templates").rglob("*.html"))
    assert list((package / "static").iterdir())


def test_nothing_else_is_installed_beside_the_packages(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert names == {"calendar_service", "feeds"}


def test_the_installed_command_runs(installed: Path, tmp_path: Path) -> None:
    said = service(installed, tmp_path, "--version")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] in said


def test_the_installed_command_migrates_with_the_packaged_migrations(installed: Path, tmp_path: Path) -> None:
    service(installed, tmp_path, "migrate")
    (path,) = (tmp_path / "data").glob("*.sqlite")
    with closing(sqlite3.connect(path)) as database:
        tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    assert {"alembic_version", "changes"} <= tables


def service(installed: Path, folder: Path, *command: str) -> str:
    """Run the command with nothing of the checkout in sight."""
    return python(folder, "-m", "calendar_service", *command, PYTHONPATH=str(installed))


def python(folder: Path, *command: str, **more: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CALENDAR_", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment | more, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)) for path in paths if "migrations" not in path.relative_to(folder).parts}
