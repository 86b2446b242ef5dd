"""Findings on the screen: for people, for programs, and as GitHub annotations."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from dvspec.cli.report import print_findings
from dvspec.findings import Finding, Place, Rule, Severity
from tests.commands import HANG, InProcess, command, in_process_of_its_own
from tests.spec import small

_RULE = Rule("DV999", "a-slug", Severity.ERROR, "A summary.", "A fix.")
_WARNING = Rule("DV998", "another-slug", Severity.WARNING, "A summary.", "")
_HOSTILE = "100% of\r\n::error::a, b: c \x1b[31m\u202e🎈 \udcff"


def _text(capsys: pytest.CaptureFixture[str], *findings: Finding, form: str = "text") -> str:
    print_findings(findings, form)
    captured = capsys.readouterr()
    assert not (captured.out and captured.err)
    return captured.out + captured.err


def test_text_underlines_the_location(capsys: pytest.CaptureFixture[str]) -> None:
    place = Place("a.yaml", 12, 8, 4, "\tkey: [näme, b]")
    assert _text(capsys, Finding(_RULE, place, "what is wrong")) == (
        "a.yaml:12:8: error[DV999 a-slug]: what is wrong\n"
        "  12 | \tkey: [näme, b]\n"
        "     | \t      ^^^^\n"
        "  fix: A fix.\n"
        "1 error\n"
    )


def test_text_without_location_and_fix(capsys: pytest.CaptureFixture[str]) -> None:
    findings = [Finding(_WARNING, Place("a.yaml"), "one"), Finding(_WARNING, Place("a.yaml", 3), "two")]
    assert (
        _text(capsys, *findings)
        == "a.yaml: warning[DV998 another-slug]: one\na.yaml:3: warning[DV998 another-slug]: two\n2 warnings\n"
    )


@pytest.mark.parametrize(("column", "length"), [(1, 10), (500, 10), (995, 10), (1000, 1), (1, 1_000_000), (400, 900)])
def test_long_line_is_shortened_around_the_location(
    capsys: pytest.CaptureFixture[str], column: int, length: int
) -> None:
    source = "".join(chr(ord("a") + number % 26) for number in range(1000))
    lines = _text(capsys, Finding(_RULE, Place("a.yaml", 1, column, length, source), "wrong")).splitlines()
    shown, marks = lines[1].removeprefix("  1 | "), lines[2].removeprefix("    | ")
    assert len(shown) <= 160
    assert len(marks) <= len(shown)
    assert shown in source
    meant = source[column - 1 : column - 1 + length]
    marked = "".join(character for character, mark in zip(shown, marks, strict=False) if mark == "^")
    assert meant.startswith(marked)
    assert marked


def test_hostile_texts_cannot_move_the_cursor_or_break_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(_RULE, Place(f"{_HOSTILE}.yaml", 1, 3, 2, _HOSTILE.replace("\r\n", "")), _HOSTILE)
    text = _text(capsys, finding)
    assert len(text.splitlines()) == 5
    assert all(character.isprintable() for line in text.split("\n") for character in line)


def test_json_with_hostile_texts(capsys: pytest.CaptureFixture[str]) -> None:
    [data] = json.loads(_text(capsys, Finding(_RULE, Place(_HOSTILE, 1, 2), _HOSTILE), form="json"))
    assert data == {
        "code": "DV999", "slug": "a-slug", "severity": "error", "message": _HOSTILE,
        "file": _HOSTILE, "line": 1, "column": 2, "fix": "A fix.",
    }  # fmt: skip
    [data] = json.loads(_text(capsys, Finding(_RULE, Place("a"), "m"), form="json"))
    assert (data["line"], data["column"]) == (None, None)
    assert json.loads(_text(capsys, form="json")) == []


def test_github_annotation_with_hostile_texts(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(_RULE, Place("a,b:c%\n.yaml", 3, 4), "100% of\r\n::error::a, b: c")
    assert _text(capsys, finding, form="github") == (
        "::error file=a%2Cb%3Ac%25%0A.yaml,line=3,col=4,title=DV999 a-slug::100%25 of%0D%0A::error::a, b: c\n"
    )
    assert _text(capsys, Finding(_WARNING, Place("a.yaml"), "m"), form="github") == (
        "::warning file=a.yaml,title=DV998 another-slug::m\n"
    )


def test_no_findings_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _text(capsys) == _text(capsys, form="github") == ""


def test_bad_specs_in_each_form(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(tmp_path / "specs", small.THING.replace("Name: {type: string", "Name: {type: strng"))
    monkeypatch.chdir(tmp_path)
    message = re.escape("specs/thing.yaml:10:16: error[DV110 invalid-value]: 'type' must be one of string, ")
    text, data, annotation = (dvspec("check", "--format", form) for form in ("text", "json", "github"))
    assert [result.status for result in (text, data, annotation)] == [1, 1, 1]
    assert re.match(message, text.err)
    [found] = json.loads(data.out)
    assert (found["file"], found["line"], found["column"]) == ("specs/thing.yaml", 10, 16)
    assert annotation.out.startswith(
        "::error file=specs/thing.yaml,line=10,col=16,title=DV110 invalid-value::'type' must be one of "
    )
    assert annotation.err == data.err == ""


def test_no_color_in_pipes(tmp_path: Path) -> None:
    small.write(tmp_path / "specs", small.THING + "  Class: {type: string, description: K.}\n")
    result = in_process_of_its_own("check", cwd=tmp_path)
    assert result.status == 1
    assert "\x1b" not in result.out + result.err


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_color_on_a_terminal(tmp_path: Path) -> None:
    import pty
    import subprocess

    small.write(tmp_path / "specs", small.THING + "  Class: {type: string, description: K.}\n")
    ours, theirs = pty.openpty()
    argv = command("check")
    done = subprocess.run(argv, cwd=tmp_path, stdout=theirs, stderr=theirs, timeout=HANG)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 10_000):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert done.returncode == 1
    assert b"\x1b[31m" in shown
