"""Health: alive at once, ready only when all is loaded and the database answers."""

from __future__ import annotations

from pathlib import Path

from calendar_service.store.database import Database
from tests.cast import House
from tests.web.client import client_of


def test_alive_is_not_yet_ready(small_house: House) -> None:
    client = client_of(small_house, ready=False)
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert client_of(small_house).get("/health/ready").status_code == 200


def test_without_its_database_it_is_not_ready_and_says_so(small_house: House, tmp_path: Path) -> None:
    small_house.database.close()
    small_house.database = Database.at(f"sqlite:///{tmp_path}/missing/none.sqlite")
    client = client_of(small_house)
    assert client.get("/health/ready").text == "The database does not answer.\n"
    answer = client.get("/calendar.ics")
    assert (answer.status_code, answer.text) == (503, "The database does not answer at the moment.\n")
    assert answer.headers["retry-after"] == "30"
