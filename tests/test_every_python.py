"""`make test-all`: which interpreters it finds, and that one that fails makes it fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests import every_python

_BASE = Path(sys.base_prefix) / "bin" / "python3"


@pytest.mark.skipif(os.name != "posix" or not _BASE.exists(), reason="this Python has no bin/python3 of its own")
def test_pythons_are_found_on_the_path_and_in_pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, pyenv = tmp_path / "first", tmp_path / "second", tmp_path / "pyenv"
    for folder in (first, second, pyenv / "versions" / "3" / "bin"):
        folder.mkdir(parents=True)
    (first / "python3").write_text("#!/bin/sh\nexit 1\n")
    (first / "python3").chmod(0o755)
    (second / "python3").write_text("not a program")
    monkeypatch.setenv("PATH", f"{first}{os.pathsep}{second}")
    monkeypatch.setenv("PYENV_ROOT", str(pyenv))
    assert every_python.interpreters() == {}
    assert every_python.main([]) == 1
    for folder in (second, pyenv / "versions" / "3" / "bin"):
        (folder / "python3").unlink(missing_ok=True)
        (folder / "python3").write_text(f'#!/bin/sh\nexec "{_BASE}" "$@"\n')
        (folder / "python3").chmod(0o755)
        found = every_python.interpreters()
        assert found == {sys.version_info[:2]: (sys.version_info[:3], folder / "python3")}


@pytest.mark.parametrize(("argument", "status"), [("--version", 0), ("--no-such-option", 1)])
def test_a_version_that_fails_makes_the_run_fail(
    argument: str, status: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chosen = {(3, 11): ((3, 11, 0), Path("one")), (3, 12): ((3, 12, 0), Path("two"))}
    monkeypatch.setattr(every_python, "interpreters", lambda: chosen)
    monkeypatch.setattr(every_python, "venv_of", lambda version, interpreter: Path(sys.executable))
    assert every_python.main([argument]) == status
    table = capfd.readouterr().out.partition("\nPython     Tests")[2]
    assert table.count("passed" if status == 0 else "failed") == 2
