"""Compare the feeds with their files, or write the files anew."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from calendar_service.store import migrations
from calendar_service.store.database import Database
from tests import golden


def main() -> int:
    """0 where all are equal; the names of those that differ on standard error."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'golden.sqlite'}"
        migrations.upgrade(url)
        database = Database.at(url)
        golden.fill(database)
        found = golden.feeds(database)
        database.close()
    if "--write" in sys.argv:
        for name, content in found.items():
            (golden.FOLDER / name).write_bytes(content)
        return 0
    expected = golden.expected()
    wrong = [name for name in found | expected if found.get(name) != expected.get(name)]
    print(f"{len(found)} feeds, {len(wrong)} differ: {', '.join(wrong)}" if wrong else f"{len(found)} feeds are equal")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
