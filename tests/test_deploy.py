"""What is shipped for operators fits the program: its commands, settings, addresses and files exist."""

from __future__ import annotations

import json
import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.routing import Route
from typer.main import get_command

from calendar_service.cli import app
from calendar_service.settings import Settings
from calendar_service.web.routes import routes

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
SETTINGS = {f"CALENDAR_{name.upper()}" for name in Settings.model_fields}
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]
OPERATE = (ROOT / "docs" / "operate.md").read_text("utf-8")

# What a service that only answers and writes its own folder never needs.
SHUT = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
}


def sections(name: str) -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None, delimiters=["="], comment_prefixes=["#"])
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / name).read_text("utf-8"))
    return unit


def instructions(word: str) -> list[str]:
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.partition(" ")[2].strip() for line in text.splitlines() if line.startswith(f"{word} ")]


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_shut_off_and_calls_a_command_that_exists(name: str) -> None:
    service = sections(name)["Service"]
    assert {key: service.get(key) for key in SHUT} == SHUT
    assert service["User"] == "calendar"
    [command] = re.findall(r"bin/calendar-service (\w+)", service["ExecStart"])
    assert command in COMMANDS
    text = (DEPLOY / name).read_text("utf-8")
    assert set(re.findall(r"CALENDAR_[A-Z_]+", text)) <= SETTINGS
    assert service["StateDirectory"].split()[0] == Path(service["WorkingDirectory"]).name


def test_the_timer_starts_the_backup() -> None:
    assert {"calendar-service-backup.service", "calendar-service.service"} <= set(UNITS)
    assert (DEPLOY / "calendar-service-backup.timer").exists()
    assert "/var/lib/calendar-service-backups/" in sections("calendar-service-backup.service")["Service"]["ExecStart"]


def test_the_container_holds_what_exists_and_is_nobody_special() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8")
    for line in instructions("COPY"):
        if not line.startswith("--from"):
            for source in line.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source}\n" in ignored, source
    assert [int(user) > 0 for user in instructions("USER")] == [True]
    [variables] = instructions("ENV")
    names = {word.partition("=")[0] for word in shlex.split(variables)}
    assert {name for name in names if name.startswith("CALENDAR_")} <= SETTINGS
    assert instructions("VOLUME") == ["/data"]
    [words] = instructions("CMD")
    assert json.loads(words)[0] in COMMANDS


def test_the_container_asks_for_its_health_where_it_is_told() -> None:
    [check] = instructions("HEALTHCHECK")
    [path] = re.findall(r"http://127\.0\.0\.1:8000(/[a-z/]+)", check)
    assert path in {route.path for route in routes(FastAPI()) if isinstance(route, Route)}
    assert instructions("EXPOSE") == ["8000"]


def test_what_operators_read_names_what_exists() -> None:
    assert set(re.findall(r"CALENDAR_[A-Z_]+", OPERATE)) <= SETTINGS
    assert set(re.findall(r"`calendar-service (\w+)", OPERATE)) <= COMMANDS
    for name in re.findall(r"deploy/([\w.*-]+)", OPERATE):
        assert list(DEPLOY.glob(name)), name
