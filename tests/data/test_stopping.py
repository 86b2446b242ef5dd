"""dvspec id --file that is stopped, and what runs that were killed left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from dvspec.data.workspace import workspace
from tests.commands import HANG, InProcess, command
from tests.reference import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

PARTS = "'source' AS DataSourceName, 'entity' AS EntityName, repeat('x', 20) || i AS AlternateValue"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file whose keys take some seconds."""
    file = tmp_path_factory.mktemp("rows") / "rows.parquet"
    duckdb.execute(f"COPY (SELECT {PARTS} FROM range(6_000_000) AS r(i)) TO '{file}'")
    return file


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return NDJSON, whose keys are computed without DuckDB."""
    file = tmp_path_factory.mktemp("lines") / "rows.ndjson"
    duckdb.execute(f"COPY (SELECT {PARTS} FROM range(500_000) AS r(i)) TO '{file}' (FORMAT json)")
    return file


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(rows: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    argv = command("id", "AlternateKey", "--file", rows, "--out", out, "--force", "--specs", ROOT / "specs")
    pipe = subprocess.PIPE
    # jobs that a shell runs in the background ignore Ctrl-C, and pass that on
    with subprocess.Popen(argv, stdout=pipe, stderr=pipe, text=True, preexec_fn=_heed_interrupts) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_folder(where: Path) -> None:
    end = time.monotonic() + HANG
    while not list(where.glob(".dvspec-*/written")):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [None, 0.0, 0.1, 0.3])
def test_signal_ends_a_run_immediately(number: int, delay: float | None, rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    out.write_text("mine")
    with running(rows, out) as process:
        if delay is None:
            time.sleep(0.25)  # anywhere in the imports
        else:
            wait_for_folder(tmp_path)
            time.sleep(delay)
        process.send_signal(number)
        process.send_signal(number)
        report = process.communicate(timeout=HANG)
        assert (process.returncode, report) == (128 + number, ("", "stopped\n"))
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
    assert out.read_text() == "mine"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["out.ndjson", "out.csv", "out.parquet"])
def test_signal_ends_a_run_on_ndjson_immediately(number: int, name: str, lines: Path, tmp_path: Path) -> None:
    with running(lines, tmp_path / name) as process:
        wait_for_folder(tmp_path)
        process.send_signal(number)
        report = process.communicate(timeout=HANG)
        assert (process.returncode, report) == (128 + number, ("", "stopped\n"))
    assert list(tmp_path.iterdir()) == []


def test_next_run_removes_the_folder_of_a_killed_one(rows: Path, tmp_path: Path) -> None:
    with running(rows, tmp_path / "out.parquet") as process:
        wait_for_folder(tmp_path)
        with workspace(tmp_path):
            assert len(list(tmp_path.glob(".dvspec-*"))) == 2, "the folder of a living run was removed"
        process.kill()
        process.wait()
    assert len(list(tmp_path.iterdir())) == 1
    with workspace(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == []


def test_folders_of_other_programs_are_kept(tmp_path: Path) -> None:
    for name in (".dvspec-staging", ".dvspec-rows-mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    with workspace(tmp_path):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".dvspec-rows-mine", ".dvspec-staging"]


def test_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    program = (
        "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        "from dvspec.signals import exit_on_signals; exit_on_signals(); os.kill(os.getpid(), signal.SIGINT)"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=HANG).returncode == 0


def test_interrupt_in_this_process_reaches_the_statement(tmp_path: Path, dvspec: InProcess) -> None:
    from dvspec.data.engine import connect, run

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with connect() as connection, pytest.raises(KeyboardInterrupt):
        run(connection, "SELECT count(*) FROM range(1_000_000_000_000) AS r(i) WHERE hash(i) = 7", stop)
