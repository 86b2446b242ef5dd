"""Kills, full disks and folders that can't be written: nothing is lost, and the next run repairs it."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from dvspec.findings import Refused
from dvspec.output import publish as module
from dvspec.output.publish import publish
from tests.commands import in_process_of_its_own, needs_enforced_permissions, python
from tests.output.folders import FIRST, SECOND, TARGETS, assert_whole, contents, listed, write
from tests.spec import small

# Publishes SECOND and dies at the step of this number; says so if there were fewer.
_KILLED = """
import os, signal, sys
from pathlib import Path
from dvspec.output.publish import publish
from tests.output.folders import SECOND, TARGETS
deadly, steps = int(sys.argv[1]), 0
def counted(real):
    def step(*arguments):
        global steps
        steps += 1
        if steps == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return step
os.replace, os.unlink, os.rmdir, os.mkdir = map(counted, (os.replace, os.unlink, os.rmdir, os.mkdir))
publish(SECOND, Path(sys.argv[2]), TARGETS)
"""
_ROOT = Path(__file__).resolve().parents[2]


def _killed_runs(tmp_path: Path) -> list[Path]:
    """Return a folder for each step at which a run can be killed, each left as the kill left it."""
    folders: list[Path] = []
    for step in range(1, 40):
        folder = tmp_path / str(step)
        write(folder, FIRST)
        result = python("-c", _KILLED, str(step), str(folder), cwd=_ROOT)
        if result.status == 0:
            assert_whole(folder, SECOND)
            return folders
        assert result.status == -signal.SIGKILL, result.err
        folders.append(folder)
    raise AssertionError("a run never ended")


def test_next_run_completes_a_killed_one_without_force(tmp_path: Path) -> None:
    folders = _killed_runs(tmp_path)
    assert len(folders) >= 8  # staging, journal, three files, one pruned with its folder, manifest, staging gone
    known = [{*FIRST.items()} | {*SECOND.items()}] * len(folders)
    for folder, pairs in zip(folders, known, strict=True):
        halfway = {path: data for path, data in contents(folder).items() if path[0] != "."}
        assert halfway.items() <= pairs  # every file is whole: the old one or the new one
        write(folder, SECOND)
        assert_whole(folder, SECOND)


def test_killed_run_is_undone_by_the_previous_specs(tmp_path: Path) -> None:
    for folder in _killed_runs(tmp_path):
        write(folder, FIRST)
        assert_whole(folder, FIRST)


def test_runs_of_single_targets_complete_a_killed_one(tmp_path: Path) -> None:
    third = {"a/one.txt": b"one, changed again\n", "b/three.txt": b"three, changed again\n"}
    for folder in _killed_runs(tmp_path):
        for target in ("b", "a"):
            publish({path: data for path, data in third.items() if path[0] == target}, folder, [target])
        assert_whole(folder, third)


def test_file_edited_after_a_kill_is_still_refused(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / ".manifest.new").write_text("0" * 64 + "  a/one.txt\n")
    (tmp_path / "a" / "one.txt").write_text("edited\n")
    with pytest.raises(Refused) as refused:
        write(tmp_path, SECOND)
    assert [finding.rule.code for finding in refused.value.findings] == ["DV301"]


class _FullDisk:
    """A file on a disk that takes a few bytes more, and then none."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> _FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, data: bytes) -> int:
        self._stream.write(data[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, FIRST)
    before = contents(tmp_path)
    opened: list[str] = []

    def full(path: str, mode: str) -> Any:
        opened.append(path)
        stream = open(path, mode)  # noqa: SIM115
        return stream if len(opened) < 3 else _FullDisk(stream)

    monkeypatch.setattr(module, "open", full, raising=False)
    with pytest.raises(Refused) as refused:
        write(tmp_path, SECOND)
    assert len(opened) == 3
    [finding] = refused.value.findings
    assert (finding.rule.code, finding.message) == ("DV305", "can't be written: No space left on device")
    assert contents(tmp_path) == before
    assert not (tmp_path / ".dvspec-staging").exists()


@pytest.mark.skipif(os.name != "posix", reason="limits of file sizes are POSIX's")
def test_full_disk_is_reported_by_the_command(tmp_path: Path) -> None:
    small.write(tmp_path / "specs")
    script = (
        "import resource, sys; from dvspec.__main__ import main; sys.argv = ['dvspec', 'generate'];"
        " resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); sys.exit(main())"
    )
    result = python("-c", script, cwd=tmp_path)
    assert result.status == 1
    assert "error[DV305 unwritable-output]: can't be written: File too large" in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "generated").exists()


def test_unwritable_folders_are_reported(tmp_path: Path) -> None:
    needs_enforced_permissions()
    small.write(tmp_path / "specs")
    assert in_process_of_its_own("generate", "-q", cwd=tmp_path).status == 0
    thing = tmp_path / "specs" / "thing.yaml"
    thing.write_text(thing.read_text().replace("Its name.", "What it is called."))
    out = tmp_path / "generated"
    before = contents(out)
    inner = out / "python" / "small"
    for folder, bits in ((out, 0o500), (inner, 0o500), (inner, 0)):
        folder.chmod(bits)
        try:
            result = in_process_of_its_own("generate", cwd=tmp_path, unprivileged=True)
        finally:
            folder.chmod(0o700)
        assert result.status == 1, (folder, bits)
        assert "error[DV305 unwritable-output]: can't be written: Permission denied" in result.err
        assert not (out / ".dvspec-staging").exists()
        assert contents(out) == before
    assert in_process_of_its_own("generate", "-q", cwd=tmp_path).status == 0
    assert in_process_of_its_own("check", "-q", cwd=tmp_path).status == 0
    assert set(listed(out)) == set(before) - {".manifest"}


def test_unreadable_folder_is_reported_by_check(tmp_path: Path) -> None:
    needs_enforced_permissions()
    small.write(tmp_path / "specs")
    assert in_process_of_its_own("generate", "-q", cwd=tmp_path).status == 0
    file = tmp_path / "generated" / "python" / "small" / "thing.py"
    file.chmod(0)
    result = in_process_of_its_own("check", cwd=tmp_path, unprivileged=True)
    assert result.status == 1
    assert (
        "generated/python/small/thing.py: error[DV309 unreadable-output]: can't be read: Permission denied"
        in result.err
    )


def test_trees_have_the_targets_that_tests_use() -> None:
    assert {path.partition("/")[0] for path in FIRST | SECOND} == set(TARGETS)
