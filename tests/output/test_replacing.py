"""Several files are replaced as one, wherever a process is killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dvspec.findings import Refused
from dvspec.output.replacing import STAGING, finish, is_unfinished, replace_files

OLD = {"a.yaml": b"old a\n", "b.yaml": b"old b\n", "c.yaml": b"old c\n"}
CHANGES: dict[str, bytes | None] = {"a.yaml": b"new a\n", "b.yaml": None, "deep/d.yaml": b"new d\n"}
NEW = {"a.yaml": b"new a\n", "c.yaml": b"old c\n", "deep/d.yaml": b"new d\n"}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and STAGING not in path.parts
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_files_are_written_replaced_and_removed(folder: Path) -> None:
    replace_files(folder, CHANGES)
    assert contents(folder) == NEW
    assert not is_unfinished(folder)


class Killed(BaseException):
    """A process that ends."""


def test_kill_at_any_moment_leaves_the_old_files_or_the_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    steps = 0

    def killed_at(step: int) -> None:
        count = 0

        def counted(name: str) -> None:
            real = getattr(os, name)

            def call(*args: object, **options: object) -> object:
                nonlocal count
                count += 1
                if count > step:
                    raise Killed
                return real(*args, **options)

            monkeypatch.setattr(os, name, call)

        for name in ("replace", "unlink"):
            counted(name)

    outcomes = []
    while steps < 20:
        here = tmp_path_factory.mktemp("folder")
        for name, data in OLD.items():
            (here / name).write_bytes(data)
        killed_at(steps)
        try:
            replace_files(here, CHANGES)
            break
        except Killed:
            pass
        finally:
            monkeypatch.undo()
        assert is_unfinished(here)
        finish(here)
        assert contents(here) in (OLD, NEW)
        outcomes.append(contents(here) == NEW)
        steps += 1
    assert outcomes == sorted(outcomes)
    assert {False, True} == set(outcomes)


def test_link_and_mode_are_kept(folder: Path) -> None:
    (folder / "a.yaml").rename(folder / "target.txt")
    (folder / "a.yaml").symlink_to("target.txt")
    (folder / "c.yaml").chmod(0o600)
    replace_files(folder, {"a.yaml": b"new\n", "c.yaml": b"new\n"})
    assert (folder / "a.yaml").is_symlink()
    assert (folder / "target.txt").read_bytes() == b"new\n"
    assert (folder / "c.yaml").stat().st_mode & 0o777 == 0o600


def test_journal_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    staging = folder / STAGING
    staging.mkdir()
    (staging / "0").write_bytes(b"evil")
    (staging / "journal").write_text('{"/tmp/somewhere-else": "0"}')
    with pytest.raises(Refused):
        finish(folder)
    assert contents(folder) == OLD
