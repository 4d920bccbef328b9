"""How fast a file is loaded: entries per second and memory at peak, new and again; SQLite."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import data


def main() -> None:
    """Load the file into a new database, then once more; `python -m benchmarks.load [ENTRIES]`."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.jsonl"
        data.write(path, entries)
        print(f"{entries} entries, {path.stat().st_size / 1e6:.1f} MB of JSON Lines, SQLite")
        for title in ("new", "the same again"):
            _measure(title, path, entries, folder)


def _measure(title: str, path: Path, entries: int, folder: str) -> None:
    environment = {**os.environ, "CALENDAR_DATA_DIR": folder}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    began = time.perf_counter()
    command = [sys.executable, "-m", "calendar_service", "load", str(path)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    wall = time.perf_counter() - began
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = usage.ru_utime - before
    print(
        f"{title:>15}: {wall:6.1f} s, {entries / wall:7.0f} entries/s, {cpu:6.1f} s of CPU, "
        f"peak {usage.ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
