"""The demo: a real announcement, and a season of samples around the day on which it is started."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select

from calendar_service import models
from calendar_service.demo.season import season
from calendar_service.errors import DemoError
from calendar_service.loading import Options, load
from calendar_service.settings import Settings
from calendar_service.store.database import Database
from calendar_service.store.nouns import MODELS
from calendar_service.store.writing import Edge

SOURCE: Final = "demo"
FOLDER: Final = Path(__file__).parent
POSTERS: Final = "posters"


def settings_of(settings: Settings) -> Settings:
    """The settings with a database of the demo's own, unless one is set."""
    if settings.database_url:
        return settings
    return settings.model_copy(update={"data_dir": settings.data_dir / "demo"})


def refuse_others(database: Database) -> None:
    """Keep samples and somebody's entries apart. Raises DemoError where the database holds any of another source."""
    with database.reading() as session:
        tables = (models.Item, *MODELS.values())
        others = [select(table.id).where(table.source.is_distinct_from(SOURCE)).limit(1) for table in tables]
        found = any(session.scalars(statement).one_or_none() is not None for statement in others)
    if found:
        raise DemoError("The database holds entries that are not the demo's; set CALENDAR_DATABASE_URL to another one.")


def fill(database: Database, edge: Callable[[], Edge], today: date, check: Callable[[], None]) -> None:
    """Load the announcement and the season around today: on a later day the season moves along."""
    load(database, edge, FOLDER / "announcement.json", Options(SOURCE), check)
    with tempfile.TemporaryDirectory(prefix="season-") as folder:
        load(database, edge, written(Path(folder), today), Options(SOURCE), check)


def written(folder: Path, today: date) -> Path:
    """The season around a day as a load file in a folder, with its pictures beside it."""
    shutil.copytree(FOLDER / POSTERS, folder / POSTERS, dirs_exist_ok=True)
    path = folder / "season.json"
    path.write_text(season((FOLDER / "season.json").read_text("utf-8"), today), "utf-8")
    return path
