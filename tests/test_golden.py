"""The same facts make the same bytes: on both databases, in every process, after a restart."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from calendar_service.store.database import Database
from tests import golden

ROOT = Path(__file__).parent.parent


def test_every_database_gives_the_bytes_in_the_files_also_after_a_restart(database_url: str) -> None:
    database = Database.at(database_url)
    golden.fill(database)
    first = golden.feeds(database)
    database.close()
    again = Database.at(database_url)
    golden.fill(again)  # a second start of the demo
    second = golden.feeds(again)
    again.close()
    assert first == golden.expected()
    assert second == first


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_processes_with_different_hash_seeds_give_the_same_bytes(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-m", "tests.golden"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_git_leaves_the_line_ends_of_the_files_alone() -> None:
    assert all(content.endswith(b"END:VCALENDAR\r\n") for content in golden.expected().values())
    assert "*.ics -text" in (ROOT / ".gitattributes").read_text().splitlines()
