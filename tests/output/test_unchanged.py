"""The proof that a run would change nothing: when it holds, and what it saves."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dvspec import resources, targets
from dvspec.output import unchanged
from tests.commands import InProcess, in_process_of_its_own, python
from tests.spec import small

_ARGV = ["generate"]
# Runs a command line, then prints which of these modules it has imported.
_IMPORTS = """
import sys
from dvspec.__main__ import main
sys.argv = ["dvspec", *sys.argv[1:]]
status = main()
heavy = ("yaml", "jinja2", "jsonschema_rs", "jsonschema", "black", "click", "zipfile", "dvspec.targets")
print("imports", *(name for name in heavy if name in sys.modules), file=sys.stderr)
sys.exit(status)
"""


_BESIDE = {
    "library/people.yaml": "library: People\ncolumns: {}\n",
    "formulas/a.xaml": "<a/>",
    "more/Roles/a.xml": '<Role id="{00000000-0000-0000-0000-000000000001}" name="A"/>',
}


@pytest.fixture
def project(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with specs, templates of its own and outputs that were just generated."""
    specs = small.write(tmp_path / "specs", solution=small.SOLUTION + "carry: more\n")
    for name, text in _BESIDE.items():
        (specs / name).parent.mkdir(parents=True)
        (specs / name).write_text(text, encoding="utf-8")
    shutil.copytree(resources.templates(), tmp_path / "templates")
    monkeypatch.setattr(resources, "templates", lambda: str(tmp_path / "templates"))
    monkeypatch.chdir(tmp_path)
    assert dvspec(*_ARGV).status == 0
    assert unchanged.recall(_ARGV) is not None
    return tmp_path


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"# more\n")


_CHANGES: dict[str, Callable[[Path], object]] = {
    "a spec": lambda root: _append(root / "specs" / "thing.yaml"),
    "the solution": lambda root: _append(root / "specs" / "solution.yaml"),
    "a new spec": lambda root: (root / "specs" / "new.yaml").write_text(""),
    "a new file that is nearly a spec": lambda root: (root / "specs" / "new.yml").write_text(""),
    "a new folder in the folder of specs": lambda root: (root / "specs" / "folder").mkdir(),
    "a changed library": lambda root: _append(root / "specs" / "library" / "people.yaml"),
    "a changed definition of a column": lambda root: _append(root / "specs" / "formulas" / "a.xaml"),
    "a new file beside the specs": lambda root: (root / "specs" / "formulas" / "b.xaml").write_text(""),
    "a removed file that packages carry": lambda root: (root / "specs" / "more" / "Roles" / "a.xml").unlink(),
    "a renamed folder beside the specs": lambda root: (root / "specs" / "formulas").rename(root / "specs" / "other"),
    "a removed spec": lambda root: (root / "specs" / "thing.yaml").unlink(),
    "a renamed spec": lambda root: (root / "specs" / "thing.yaml").rename(root / "specs" / "other.yaml"),
    "a spec that became a link": lambda root: (root / "specs" / "thing.yaml")
    .rename(root / "thing.yaml")
    .with_name("specs")
    .joinpath("thing.yaml")
    .symlink_to("../thing.yaml"),
    "a folder named as a spec": lambda root: (root / "specs" / "folder.yaml").mkdir(),
    "an output": lambda root: _append(root / "generated" / "python" / "small" / "thing.py"),
    "an output of the same size": lambda root: (
        path := root / "generated" / "python" / "small" / "thing.py"
    ).write_bytes(path.read_bytes()[:-1] + b" "),
    "a removed output": lambda root: (root / "generated" / "python" / "small" / "thing.py").unlink(),
    "all outputs": lambda root: shutil.rmtree(root / "generated"),
    "a template": lambda root: _append(next((root / "templates" / "python").glob("*.jinja"))),
    "a new template": lambda root: (root / "templates" / "python" / "new.jinja").write_text(""),
    "the manifest": lambda root: _append(root / "generated" / ".manifest"),
    "a removed manifest": lambda root: (root / "generated" / ".manifest").unlink(),
    "a journal that a killed run left": lambda root: (root / "generated" / ".manifest.new").write_text(""),
    "no cache": lambda root: shutil.rmtree(root / ".dvspec_cache"),
    "an emptied cache": lambda root: [path.write_bytes(b"") for path in (root / ".dvspec_cache").iterdir()],
    "a spoiled cache": lambda root: [path.write_bytes(b"\xff\n\0\n") for path in (root / ".dvspec_cache").iterdir()],
    "no specs at all": lambda root: shutil.rmtree(root / "specs"),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_any_change_is_noticed(project: Path, change: str) -> None:
    _CHANGES[change](project)
    assert unchanged.recall(_ARGV) is None


@pytest.mark.parametrize(
    "argv", [["--out", "generated"], ["--target", "python"], ["--force"], ["--black"], ["--specs", "specs"], ["--help"]]
)
def test_other_command_lines_are_not_confused(project: Path, argv: list[str]) -> None:
    assert unchanged.recall([*_ARGV, *argv]) is None


def test_quiet_does_not_change_the_proof(project: Path) -> None:
    assert unchanged.recall(["generate", "-q"]) == unchanged.recall(["generate", "--quiet"]) == unchanged.recall(_ARGV)


def test_unchanged_run_renders_nothing(project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*_: object) -> None:
        raise AssertionError("something was rendered")

    monkeypatch.setattr(targets, "render", render)
    result = dvspec(*_ARGV)
    assert result.status == 0
    assert "files up to date" in result.out


def test_run_without_the_cache_changes_nothing(project: Path, dvspec: InProcess) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")}
    shutil.rmtree(project / ".dvspec_cache")
    result = dvspec(*_ARGV)
    assert result.status == 0
    assert re.match(r"\d+ files up to date", result.out)
    assert {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")} == before
    assert unchanged.recall(_ARGV) is not None


def test_unwritable_cache_is_ignored(project: Path, dvspec: InProcess) -> None:
    shutil.rmtree(project / ".dvspec_cache")
    (project / ".dvspec_cache").write_text("a file\n")
    assert dvspec(*_ARGV).status == 0
    assert dvspec(*_ARGV).status == 0


def test_cache_is_ignored_by_git(project: Path) -> None:
    assert (project / ".dvspec_cache" / ".gitignore").read_text() == "*\n"


_SAVED_MEANWHILE: dict[str, Callable[[Path], object]] = {
    "a spec": lambda specs: (specs / "thing.yaml").write_text(small.THING + "# edited\n", encoding="utf-8"),
    "a new spec": lambda specs: (specs / "other.yaml").write_text("", encoding="utf-8"),
    "a removed spec": lambda specs: (specs / "thing.yaml").unlink(),
}


@pytest.mark.parametrize("change", _SAVED_MEANWHILE)
def test_change_of_specs_while_a_run_renders_is_noticed(
    project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    real = targets.render

    def render(*arguments: Any) -> Any:
        _SAVED_MEANWHILE[change](project / "specs")
        return real(*arguments)

    shutil.rmtree(project / ".dvspec_cache")
    monkeypatch.setattr(targets, "render", render)
    assert dvspec(*_ARGV).status == 0
    assert unchanged.recall(_ARGV) is None


def test_failed_run_is_not_remembered(project: Path, dvspec: InProcess) -> None:
    _append(project / "generated" / "python" / "small" / "thing.py")
    (project / "specs" / "thing.yaml").write_text(small.THING.replace("Its name.", "What it is called."))
    for _ in range(2):
        result = dvspec(*_ARGV)
        assert result.status == 1
        assert "error[DV301 edited-output]" in result.err


def test_warnings_are_printed_again(project: Path, dvspec: InProcess) -> None:
    column = f"  Long: {{type: string, display_name: {'Long' * 65}, description: L.}}\n"
    (project / "specs" / "thing.yaml").write_text(small.THING + column)
    for _ in range(2):
        result = dvspec(*_ARGV)
        assert result.status == 0
        assert "warning[DV233 long-label]" in result.err


def _imports(folder: Path, *argv: str) -> set[str]:
    result = python("-c", _IMPORTS, *argv, cwd=folder)
    assert result.status == 0, result.err
    [line] = [line for line in result.err.splitlines() if line.startswith("imports")]
    return set(line.split()[1:])


def test_run_imports_only_what_it_needs(tmp_path: Path) -> None:
    small.write(tmp_path / "specs")
    first = _imports(tmp_path, "generate")
    assert not first & {"black", "jsonschema", "zipfile"}
    assert first >= {"yaml", "jinja2", "click"}
    assert _imports(tmp_path, "generate") == set()


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["generate", "--help"], ["explain", "--help"]])
def test_help_imports_only_click(tmp_path: Path, argv: list[str]) -> None:
    assert not _imports(tmp_path, *argv) & {"yaml", "jinja2", "jsonschema_rs", "jsonschema", "black"}


def test_path_that_is_not_utf8_is_remembered(tmp_path: Path) -> None:
    small.write(tmp_path / "specs")
    for said in ("written", "("):
        result = in_process_of_its_own("generate", "--out", "\udcff", "--target", "json_schema", cwd=tmp_path)
        assert (result.status, said in result.out) == (0, True), result.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on Windows")
@pytest.mark.parametrize("name", [".manifest", "python/small/thing.py"])
def test_pipe_in_place_of_an_output_is_not_read(project: Path, name: str) -> None:
    path = project / "generated" / name
    path.unlink()
    os.mkfifo(path)
    assert unchanged.recall(_ARGV) is None
