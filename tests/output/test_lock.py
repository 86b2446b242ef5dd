"""Concurrent runs: one works, the others wait; the lock of a dead process stops nobody."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from dvspec.findings import Refused
from dvspec.output import lock
from tests.commands import HANG, InProcess, command, python
from tests.output.folders import contents
from tests.spec import small

# Takes the lock of a folder, says so, and holds it until its input ends.
_HOLD = """
import sys
from pathlib import Path
from dvspec.output.lock import locked
with locked(Path(sys.argv[1]), print, shared=sys.argv[2:] == ["shared"]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _held(folder: Path, *kind: str) -> Iterator[subprocess.Popen[str]]:
    argv = [command()[0], "-c", _HOLD, str(folder), *kind]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dvspec: InProcess) -> Path:
    """Return a folder to work in, with small specs, their outputs and their package."""
    small.write(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    assert dvspec("generate").status == 0
    assert dvspec("pack").status == 0
    return tmp_path


def _start(*argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(command(*argv), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_twenty_concurrent_runs_leave_a_complete_folder(project: Path, dvspec: InProcess) -> None:
    for number in range(3):
        text = small.THING.replace("Its name.", f"Its name {number}.")
        (project / "specs" / "thing.yaml").write_text(text, encoding="utf-8")
        started = [_start(verb, "-q") for verb in ["generate"] * 16 + ["pack"] * 4]
        for process in started:
            _, err = process.communicate(timeout=HANG)
            assert process.returncode == 0, err
        assert dvspec("check").status == 0
        assert {path.name for path in (project / "generated").iterdir()} == {
            ".manifest", "identifiers", "json_schema", "python", "solution",
        }  # fmt: skip


def test_check_never_sees_a_partly_written_folder(project: Path) -> None:
    first = (project / "specs" / "thing.yaml").read_text(encoding="utf-8")
    (project / "specs" / "thing.yaml").write_text(first.replace("Its name.", "Another."), encoding="utf-8")
    with _held(Path("generated"), "shared") as other:
        writing = _start("generate", "-q")
        assert writing.stderr
        assert writing.stderr.readline().startswith("dvspec: waiting for ")
        other.kill()
        assert writing.wait(timeout=HANG) == 0
    check = _start("check", "-q")
    _, err = check.communicate(timeout=HANG)
    assert (check.returncode, err) == (0, "")


@pytest.mark.parametrize("argv", [["generate", "--force"], ["check"], ["pack"]], ids=" ".join)
def test_run_waits_for_another_and_continues_when_that_is_killed(project: Path, argv: list[str]) -> None:
    folder = "dist" if argv == ["pack"] else "generated"
    with _held(Path(folder)) as other:
        process = _start(*argv)
        assert process.stderr
        said = process.stderr.readline()
        assert said.startswith("dvspec: waiting for ")
        assert said.endswith(f", which works in {folder}\n")
        if Path("/proc/locks").exists():
            assert f"process {other.pid}," in said
        assert process.poll() is None
        os.kill(other.pid, signal.SIGKILL)
        _, err = process.communicate(timeout=HANG)
        assert process.returncode == 0, err


def test_waiting_too_long_is_reported(project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with _held(Path("generated")):
        for argv in (["generate", "--force"], ["check"]):
            result = dvspec(*argv)
            assert result.status == 1
            assert "generated: error[DV312 folder-in-use]: " in result.err


def test_checks_do_not_wait_for_each_other(project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    with _held(Path("generated"), "shared"):
        assert dvspec("check").status == 0


def test_folder_removed_while_locked_is_made_and_locked_again(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with lock.locked(folder, print):
        folder.rmdir()
        with lock.locked(folder, print):
            (folder / "file").write_text("")
            script = "from dvspec.output import lock; from pathlib import Path; lock.PATIENCE = 0.05"
            script += f"\nwith lock.locked(Path({str(folder)!r}), print): pass"
            assert "Refused" in python("-c", script, cwd=tmp_path).err
    assert contents(folder) == {"file": b""}


def test_missing_folder_is_made_only_for_writing_runs_and_not_left_empty(tmp_path: Path) -> None:
    for create in (True, False):
        with lock.locked(tmp_path / "out", print, create=create):
            assert (tmp_path / "out").exists() is create
        assert not (tmp_path / "out").exists()
    with pytest.raises(Refused), lock.locked(tmp_path / "out", print):
        raise Refused([])
    assert not (tmp_path / "out").exists()


def test_lock_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code for Windows, run here with a stand-in for what locks a byte of a file there."""
    held: dict[int, int] = {}

    def locking(handle: int, mode: int, count: int) -> None:
        assert os.lseek(handle, 0, os.SEEK_CUR) > 1_000_000  # the owner's number can still be read
        file = os.fstat(handle).st_ino
        if mode == 0:
            del held[file]
        elif held.setdefault(file, handle) != handle:
            raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_UNLCK=0, LK_NBLCK=2))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(sys, "platform", "win32")
    windows = ModuleType("lock_on_windows")
    exec(compile(Path(lock.__file__).read_text(encoding="utf-8"), "lock.py", "exec"), windows.__dict__)
    windows.__dict__["PATIENCE"] = 0.01
    folder = tmp_path / "out"
    for _ in range(2):
        with windows.locked(folder, print):
            (folder / "file").write_text("")
            with pytest.raises(Refused, match=f"process {os.getpid()} works"), windows.locked(folder, print):
                pass
            with windows.locked(tmp_path / "other", print):
                pass
    assert held == {}
    assert contents(folder) == {"file": b""}
