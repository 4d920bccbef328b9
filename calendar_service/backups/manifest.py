"""The manifest of a backup: what the file holds, by which everything else in it is judged."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from calendar_service.errors import FileError
from calendar_service.store.tables import KINDS, Table

MEMBER: Final = "manifest.json"
"""Where it stands in the file; it is written last."""
SIZE_LIMIT: Final = 4 << 20
"""Bytes of a manifest."""

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern="^[a-z_]{1,60}$")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Rows(_Part):
    """The rows of a table: columns with their kinds (`store.tables.KINDS`) in the order of the values of each line.

    `sha256` is that of the lines, uncompressed.
    """

    name: Name
    columns: dict[Name, Literal[*KINDS]]  # type: ignore[valid-type]
    key: tuple[Name, ...] = Field(strict=False)
    rows: Annotated[int, Field(ge=0)]
    sha256: Digest

    @property
    def member(self) -> str:
        """Where they stand in the file: JSON Lines, a list for each row."""
        return f"tables/{self.name}.jsonl"

    @property
    def table(self) -> Table:
        """The table that they belong to."""
        return Table(self.name, self.columns, self.key)


class Beside(_Part):
    """A file of the data folder, by its path there."""

    name: Annotated[str, Field(max_length=100)]
    sha256: Digest

    @property
    def member(self) -> str:
        """Where it stands in the file."""
        return f"data/{self.name}"


class Manifest(_Part):
    """What a backup holds. `schema_version` is that of the database, `program` that of who made it."""

    format: Literal["calendar-service backup"] = "calendar-service backup"
    version: Literal[1] = 1
    schema_version: str
    program: str
    made_at: datetime = Field(strict=False)
    tables: tuple[Rows, ...] = Field(strict=False)
    files: tuple[Beside, ...] = Field(strict=False)

    @property
    def total(self) -> int:
        """All rows."""
        return sum(table.rows for table in self.tables)


def read(content: bytes) -> Manifest:
    """The manifest in these bytes. Raises FileError where it is none that this program knows."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise FileError("The file is no backup that this version of calendar-service can read.") from error


def write(manifest: Manifest) -> bytes:
    """The bytes of a manifest: JSON that people can read too."""
    return manifest.model_dump_json(indent=1).encode() + b"\n"
