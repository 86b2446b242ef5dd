"""generate --black: Python is formatted, other files are not; a broken template or a missing black is a finding."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dvspec.findings import Refused
from dvspec.targets.formatting import BLACK_FAILED, with_black
from tests.commands import InProcess
from tests.spec import small


def test_python_is_formatted_and_other_files_are_not() -> None:
    assert with_black({"a.py": b"x=1", "a.sql": b"x=1"}) == {"a.py": b"x = 1\n", "a.sql": b"x=1"}


def test_invalid_python_names_the_file() -> None:
    with pytest.raises(Refused) as refused:
        with_black({"python/a.py": b"x = (1"})
    [finding] = refused.value.findings
    assert (finding.rule, finding.place.file) == (BLACK_FAILED, "python/a.py")
    assert finding.message.startswith("its template does not render valid Python: ")


def test_missing_black_says_how_to_install_it(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.write(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "black", None)
    result = dvspec("generate", "--black")
    assert result.status == 1
    assert "--black: error[DV308 black-failed]: black is not installed" in result.err
    assert "pip install 'dvspec[black]'" in result.err


def test_generated_python_is_as_black_formats_it(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.write(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    assert dvspec("generate").status == 0
    assert dvspec("check", "--black").status == 0
