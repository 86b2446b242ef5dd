"""DuckDB as the commands use it: limited in memory, interruptible, with errors in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import duckdb

_T = TypeVar("_T")
_EVERY = 0.1  # seconds between looks at how far a statement has come
MEMORY = "1GB"


def connect(folder: Path | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection to a database in memory, which moves data that exceeds the limit to `folder`."""
    import duckdb

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
    """Return the rows of a statement's result; `progress` takes the fraction that is done."""
    return in_background(
        lambda: connection.execute(statement).fetchall(),
        lambda: progress(max(0.0, connection.query_progress()) / 100),
        connection.interrupt,
    )


def use_all_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise the memory limit to what the machine has, for work that needs more."""
    connection.execute("SET threads = 1; RESET memory_limit")
    [(limit,)] = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    connection.execute(f"SET memory_limit = '{limit}'")  # before 2.0, RESET alone changes but what is shown


def in_background(work: Callable[[], _T], look: Callable[[], None], interrupt: Callable[[], None]) -> _T:
    """Return the result of `work`, which runs in another thread, so that this thread can always handle signals.

    `look` is called while it works; an exception that it raises ends the work.
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
        while not ended.wait(_EVERY / 2):  # a call has no effect on work that has not begun
            interrupt()
    if errors:
        raise errors[0]
    return results[0]


def first_line(error: Exception) -> str:
    """Return DuckDB's message without its advice for people who write SQL."""
    message = str(error).partition("\n\n")[0].partition("Possible")[0]
    return "; ".join(line.strip()[:200] for line in message.splitlines() if line.strip())


def failed_write(error: Exception, folder: Path) -> str | None:
    """Return why DuckDB could not write to a folder, None if the error has another cause."""
    if "max_temp_directory_size" in str(error):
        return "no space left for temporary files"
    match = re.search(r'Could not write file \\?"' + re.escape(str(folder)) + r'[^"]*": ([^"\\]+)', str(error))
    return match[1].strip() if match else None
