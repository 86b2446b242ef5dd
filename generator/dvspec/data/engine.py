"""DuckDB as the commands use it: bounded in memory, watched while it works, its errors in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

import duckdb

_T = TypeVar("_T")
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


def run(
    connection: duckdb.DuckDBPyConnection, statement: str, progress: Callable[[float], None] = lambda done: None
) -> list[tuple[Any, ...]]:
    """Return the rows that a statement gives; `progress` takes how much is done, from 0 to 1."""
    return in_background(
        lambda: connection.execute(statement).fetchall(),
        lambda: progress(max(0.0, connection.query_progress()) / 100),
        connection.interrupt,
    )


def in_background(work: Callable[[], _T], look: Callable[[], None], interrupt: Callable[[], None]) -> _T:
    """Return what `work` returns, done in another thread, so that this one can always act on a signal.

    `look` is called while it works; what that raises ends the work.
    """
    results: list[_T] = []
    errors: list[BaseException] = []
    ended = Event()

    def target() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            ended.set()

    Thread(target=target, daemon=True).start()
    try:
        while not ended.wait(_EVERY):
            look()
    finally:
        while not ended.wait(_EVERY / 2):  # one call is lost on work that has not begun yet
            interrupt()
    if errors:
        raise errors[0]
    return results[0]


def first_line(error: Exception) -> str:
    """Return what DuckDB says without its advice for people who write SQL, and without its place in JSON.

    Its lines are one too high, and its file can be a copy.
    """
    told = str(error).partition("\n\n")[0].partition("Possible")[0]
    told = re.sub(r'Malformed JSON in file ".*?", at byte \d+ in line \d+', "malformed JSON", told)
    return "; ".join(line.strip()[:200] for line in told.splitlines() if line.strip())


def failed_write(error: Exception, folder: Path) -> str | None:
    """Return why DuckDB could not write to a folder, None where the error is another."""
    if "max_temp_directory_size" in str(error):
        return "no space left for temporary files"
    found = re.search(r'Could not write file \\?"' + re.escape(str(folder)) + r'[^"]*": ([^"\\]+)', str(error))
    return found[1].strip() if found else None
