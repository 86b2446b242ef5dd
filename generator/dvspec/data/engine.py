"""DuckDB as the commands use it: bounded in memory, watched while it works, its errors in one line."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import duckdb

_EVERY = 0.1  # seconds between looks at how far a statement has come
MEMORY = "1GB"


def connect(folder: Path | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection to a database in memory, which puts what has no room there into `folder`."""
    config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY}
    if threads:
        config["threads"] = threads
    connection = duckdb.connect(config=config)
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    if folder:
        connection.execute("SET temp_directory = ?", [str(folder)])
    return connection


def run(connection: duckdb.DuckDBPyConnection, statement: str, progress: Callable[[float], None]) -> tuple[Any, ...]:
    """Return the first row that a statement gives; `progress` takes how much is done, from 0 to 1."""
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(lambda: connection.execute(statement).fetchall())
        try:
            while wait([work], timeout=_EVERY).not_done:
                progress(max(0.0, connection.query_progress()) / 100)
        except BaseException:
            connection.interrupt()
            raise
    progress(1)
    return tuple(work.result()[0])


def first_line(error: Exception) -> str:
    """Return what DuckDB says without its advice for people who write SQL."""
    told = str(error).partition("\n\n")[0].partition("Possible")[0]
    return "; ".join(line.strip()[:200] for line in told.splitlines() if line.strip())
