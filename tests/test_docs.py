"""Docs that cannot rot: every setting, command, address and script that exists is told."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Route
from typer.main import get_command

from calendar_service.cli import app
from calendar_service.settings import Settings
from calendar_service.web.routes import routes

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
HOUSE = (ROOT / "docs" / "house.md").read_text("utf-8")


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    exist = {f"CALENDAR_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"CALENDAR_[A-Z_]+", README)) == exist


def test_every_command_is_in_the_readme_and_no_other() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"\| `calendar-service (\w+)", README)) == commands


def test_every_feed_is_in_the_readme() -> None:
    paths = [route.path.replace("{ending:ending}", "ics") for route in routes(FastAPI()) if isinstance(route, Route)]
    paths = [path for path in paths if path.endswith(".ics")]
    assert len(paths) > 8
    assert [path for path in paths if path not in README] == []


def test_every_module_of_the_application_is_in_the_map() -> None:
    modules = [path.stem for folder in ("feeds", "calendar_service") for path in (ROOT / folder).rglob("*.py")]
    told = {
        word for quoted in re.findall(r"`([^`]+)`|```([^`]+)```", HOUSE) for word in re.findall(r"\w+", "".join(quoted))
    }
    assert {name for name in modules if not name.startswith("__")} - told == {"season"}


def test_links_and_pictures_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_run_tells_what_it_can() -> None:
    told = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    for verb in ("setup", "serve", "demo", "test", "check", "fix", "migrate", "load", "bench"):
        assert re.search(rf"^\s*(\./run )?{verb}\b", told, re.MULTILINE), verb
