"""Commands as users run them: output, files and exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from dvspec import __version__
from tests.commands import HANG, InProcess, command, in_process_of_its_own, python
from tests.output.folders import contents
from tests.reference import ROOT
from tests.spec import small

_COMMANDS = ["generate", "check", "pack", "id", "init", "rules"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with small specs."""
    small.write(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with the shipped specs."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_wildcards_are_expanded_on_windows_only(
    project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    dvspec("pack", "--type", "both")
    (project / "dist" / "[x].zip").write_bytes((project / "dist" / "Small_1_0_0_0.zip").read_bytes())
    for platform, argument, status, said in (
        ("win32", "dist/S*.zip", 0, "2 packages"),
        ("win32", "dist/[x].zip", 0, "1 package: "),
        ("win32", "dist/T*.zip", 2, ""),
        ("linux", "dist/S*.zip", 2, ""),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        result = dvspec("verify", argument)
        assert (result.status, result.out[: len(said)]) == (status, said), result.err


def test_exit_status(project: Path, dvspec: InProcess) -> None:
    assert dvspec("generate").status == 0
    assert dvspec("check").status == 0
    (project / "generated" / "python" / "small" / "thing.py").unlink()
    assert dvspec("check").status == 1
    assert dvspec("check", "--specs", "missing").status == 1
    assert dvspec("check", "--colour").status == 2
    assert dvspec("generate", "--target", "cobol").status == 2
    assert dvspec("id").status == 2


@pytest.mark.parametrize("argv", [[], *([name] for name in _COMMANDS)])
def test_help(argv: list[str], dvspec: InProcess) -> None:
    result = dvspec(*argv, "--help")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("Usage: dvspec ")
    assert all(len(line) <= 100 for line in result.out.splitlines())
    if not argv:
        assert all(re.search(rf"^  {name} ", result.out, re.MULTILINE) for name in _COMMANDS)


def test_version(dvspec: InProcess) -> None:
    assert dvspec("--version").out == f"dvspec {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["generat"], "there is no command 'generat'; did you mean 'generate'?"),
        (["frobnicate"], "there is no command 'frobnicate'"),
        (["explain", "DV1044"], "there is no rule 'DV1044'; did you mean 'DV104'?"),
        (["id", "AlternateKye", "a"], "there is no table 'AlternateKye'; did you mean 'AlternateKey'?"),
        (["generate", "--sepcs", "x"], "No such option"),
    ],
)
def test_wrong_usage_is_an_error_with_a_hint(argv: list[str], message: str, shipped: Path, dvspec: InProcess) -> None:
    result = dvspec(*argv)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize("command", ["generate", "check"])
def test_output_folder_that_is_a_file_is_wrong_usage(command: str, project: Path, dvspec: InProcess) -> None:
    (project / "text.txt").write_text("")
    result = dvspec(command, "--out", "text.txt")
    assert (result.status, result.out) == (2, "")
    assert "--out 'text.txt' is a file; name a folder" in result.err


def test_calibrate_needs_a_file(project: Path, dvspec: InProcess) -> None:
    result = dvspec("calibrate", "missing.csv")
    assert (result.status, result.out) == (2, "")
    assert "'missing.csv' does not exist" in result.err


def test_quiet_prints_nothing_without_findings(project: Path, dvspec: InProcess) -> None:
    for argv in (["generate", "-q"], ["generate", "--quiet"], ["check", "-q"], ["pack", "-q"]):
        result = dvspec(*argv)
        assert (result.status, result.out, result.err) == (0, "", ""), argv


def test_quiet_prints_findings(project: Path, dvspec: InProcess) -> None:
    assert "error[DV303 missing-output]" in dvspec("check", "-q").err
    (project / "specs" / "thing.yaml").write_text("")
    assert "error[DV103 empty-spec]" in dvspec("generate", "-q").err


def test_generate_lists_written_changed_and_pruned_files(project: Path, dvspec: InProcess) -> None:
    first = dvspec("generate", "--target", "json_schema")
    assert first.out.splitlines()[0] == "wrote generated/json_schema/thing.schema.json"
    assert re.fullmatch(r"1 written, 0 files up to date \(\d+\.\d\d s\)", first.out.splitlines()[1])
    (project / "specs" / "thing.yaml").write_text(small.THING.replace("Its name.", "What it is called."))
    second = dvspec("generate", "--target", "json_schema")
    assert second.out.splitlines()[0] == "changed generated/json_schema/thing.schema.json"
    assert second.out.splitlines()[1].startswith("1 changed, 0 files up to date")
    (project / "specs" / "thing.yaml").write_text(small.THING.replace("table: Thing", "table: Object"))
    (project / "specs" / "solution.yaml").write_text(small.SOLUTION.replace("[Thing]", "[Object]"))
    third = dvspec("generate", "--target", "json_schema")
    assert third.out.splitlines()[:2] == [
        "wrote generated/json_schema/object.schema.json",
        "pruned generated/json_schema/thing.schema.json",
    ]


def test_generate_writes_only_the_given_target(project: Path, dvspec: InProcess) -> None:
    dvspec("generate", "--target", "python", "--target", "solution")
    assert {path.name for path in (project / "generated").iterdir()} == {"python", "solution", ".manifest"}


def test_edited_file_is_not_overwritten_without_force(project: Path, dvspec: InProcess) -> None:
    dvspec("generate")
    module = project / "generated" / "python" / "small" / "thing.py"
    module.write_text("# mine\n")
    before = contents(project / "generated")
    refused = dvspec("generate")
    assert refused.status == 1
    assert "generated/python/small/thing.py: error[DV301 edited-output]" in refused.err
    assert "--force" in refused.err
    assert contents(project / "generated") == before
    assert dvspec("generate", "--force").status == 0
    assert dvspec("check").status == 0


def test_generate_keeps_files_of_others(project: Path, dvspec: InProcess) -> None:
    shutil.copytree(ROOT / "tests" / "spec" / "bad" / "invalid-yaml", project / "site")
    before = contents(project / "site")
    assert dvspec("generate", "--out", "site").status == 0
    after = contents(project / "site")
    assert after.items() > before.items()
    assert dvspec("check", "--out", "site").status == 0


def test_changed_description_changes_only_files_that_contain_it(shipped: Path, dvspec: InProcess) -> None:
    dvspec("generate")
    before = contents(shipped / "generated")
    spec = shipped / "specs" / "alternate_key.yaml"
    text = spec.read_text(encoding="utf-8")
    changed = re.sub(r"(  DataSourceName:\n(?:    .*\n)*?    description: ).*", r"\1Quite another text.", text, count=1)
    assert changed != text
    spec.write_text(changed, encoding="utf-8")
    result = dvspec("generate")
    after = contents(shipped / "generated")
    files = [
        "json_schema/alternate_key.schema.json",
        "python/customer_insights/alternate_key.py",
        "solution/src/Entities/msdynci_alternatekey/Entity.xml",
    ]
    assert result.out.splitlines()[:-1] == [f"changed generated/{path}" for path in files]
    assert {path for path in after if after[path] != before.get(path)} == {".manifest", *files}
    assert set(after) == set(before)


def test_init_then_generate_then_check_in_an_empty_folder(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dvspec("init").status == 0
    assert dvspec("generate").err == ""
    assert dvspec("check").status == 0
    again = dvspec("init")
    assert again.status == 2
    assert "specs exists and is not empty; nothing was written" in again.err


def test_init_reports_a_folder_that_is_not_writable(project: Path, dvspec: InProcess) -> None:
    (project / "file").write_text("")
    result = dvspec("init", "file/specs")
    assert result.status == 1
    assert "error[DV305 unwritable-output]" in result.err


@pytest.mark.parametrize("name", ["generate", "check", "pack"])
def test_commands_that_write_or_check_need_specs(
    name: str, tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = dvspec(name)
    assert (result.status, result.out, list(tmp_path.iterdir())) == (2, "", [])
    assert (
        "the folder ./specs does not exist; run `dvspec init` to create it, or name another with --specs DIR"
        in result.err
    )


def test_commands_that_only_read_fall_back_to_the_shipped_specs(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = dvspec("id", "AlternateKey", "a", "b", "c")
    assert (result.status, result.err.count("no ./specs folder")) == (0, 1)


def test_init_prints_the_next_command(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = dvspec("init", "my folder")
    assert result.out.splitlines()[-1] == "cd 'my folder' && dvspec generate"
    assert {path.name for path in (tmp_path / "my folder").iterdir()} == {"specs", ".gitattributes"}
    monkeypatch.chdir("my folder")
    assert dvspec("generate").status == 0


def test_init_writes_the_grammar(tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    dvspec("init")
    for spec in (tmp_path / "specs").glob("*.yaml"):
        first = spec.read_text(encoding="utf-8").splitlines()[0]
        grammar = spec.with_name(first.removeprefix("# yaml-language-server: $schema="))
        schema = json.loads(grammar.read_text(encoding="utf-8"))
        assert set(schema.get("required") or schema["else"]["required"]) <= set(
            yaml.safe_load(spec.read_text(encoding="utf-8"))
        )
    (tmp_path / "specs" / "table.schema.json").write_text("{}")
    assert dvspec("init", "--grammar").status == 0
    assert (tmp_path / "specs" / "table.schema.json").stat().st_size > 1000


def test_init_keeps_existing_git_attributes_and_prints_the_lines_to_add(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".gitattributes").write_text("specs/** text eol=lf\n*.png binary\n")
    result = dvspec("init")
    assert result.out.splitlines()[:2] == [
        ".gitattributes exists; add these lines to it so that git keeps line ends:",
        "generated/** text eol=lf",
    ]
    assert (tmp_path / ".gitattributes").read_text() == "specs/** text eol=lf\n*.png binary\n"


def test_check_can_be_limited_to_targets(project: Path, dvspec: InProcess) -> None:
    dvspec("generate", "--target", "python")
    assert dvspec("check", "--target", "python").status == 0
    whole = dvspec("check")
    assert whole.status == 1
    assert whole.err.count("error[DV303 missing-output]: the target ") == 3
    assert "generated/solution: error[DV303 missing-output]: the target solution was not generated here" in whole.err
    dvspec("generate")
    assert dvspec("check", "--target", "solution", "--target", "identifiers").status == 0


def test_check_and_generate_report_an_edited_file_alike(project: Path, dvspec: InProcess) -> None:
    dvspec("generate")
    (project / "generated" / "python" / "small" / "thing.py").write_text("# mine\n")
    check, generate = dvspec("check"), dvspec("generate")
    assert (check.status, generate.status, check.err) == (1, 1, generate.err)
    assert "To keep the edit, move it into the spec or the template; to discard it, run dvspec generate --force." in (
        check.err
    )


@pytest.mark.parametrize(
    ("specs", "out"), [("specs", "specs"), ("specs", "specs/out"), ("specs", "./specs/"), ("python/specs", ".")]
)
def test_outputs_among_the_specs_are_refused(
    specs: str, out: str, tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small.write(tmp_path / specs)
    before = sorted(tmp_path.rglob("*"))
    for verb in ("generate", "pack") if out != "." else ("generate",):
        result = dvspec(verb, "--specs", specs, "--out", out)
        assert result.status == 2
        assert "among the specs" in result.err
    assert sorted(tmp_path.rglob("*")) == before


def test_outputs_beside_the_specs_are_written(
    tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small.write(tmp_path / "specs")
    assert dvspec("generate", "--out", ".").status == 0
    assert (tmp_path / "python" / "small" / "thing.py").exists()


def test_edited_file_of_a_removed_table_is_an_error(project: Path, dvspec: InProcess) -> None:
    other = small.THING.replace("table: Thing", "table: Other").replace("thing", "other").replace("ThingId", "OtherId")
    (project / "specs" / "other.yaml").write_text(other)
    (project / "specs" / "solution.yaml").write_text(small.SOLUTION.replace("[Thing]", "[Thing, Other]"))
    assert dvspec("generate").status == 0
    module = project / "generated" / "python" / "small" / "other.py"
    module.write_text("# mine\n")
    (project / "specs" / "other.yaml").unlink()
    (project / "specs" / "solution.yaml").write_text(small.SOLUTION)
    for name in ("generate", "check"):
        result = dvspec(name)
        assert result.status == 1
        assert (
            "generated/python/small/other.py: error[DV311 edited-leftover]: the specs no longer produce this file"
            in result.err
        )
    assert dvspec("generate", "--force").status == 0
    assert not module.exists()
    assert dvspec("check").status == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("attributes", [True, False])
def test_windows_line_ends_are_not_drift(
    attributes: bool, tmp_path: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    assert dvspec("init", origin).status == 0
    assert dvspec("generate", "--specs", origin / "specs", "--out", origin / "generated").status == 0
    if not attributes:
        (origin / ".gitattributes").unlink()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=true"]
    for argv in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run([*git, *argv], cwd=origin, check=True, capture_output=True)
    subprocess.run([*git, "clone", "-q", origin, clone], check=True, capture_output=True)
    monkeypatch.chdir(clone)
    assert (b"\r\n" in (clone / "specs" / "prediction.yaml").read_bytes()) is not attributes
    check = dvspec("check")
    assert check.status == 0
    assert check.err.count("note[DV310 output-line-ends]") == (0 if attributes else 1)
    generate = dvspec("generate")
    assert (generate.status, generate.err.count("note[DV310 output-line-ends]")) == (0, 0 if attributes else 1)
    assert re.fullmatch(r"\d+ files up to date .*\n", generate.out)
    if not attributes:  # what the note says
        (clone / ".gitattributes").write_text("generated/** text eol=lf\n")
        assert dvspec("generate", "--force").status == 0
        subprocess.run([*git, "add", "--renormalize", "."], check=True, capture_output=True)
        subprocess.run([*git, "add", ".gitattributes"], check=True, capture_output=True)
        subprocess.run([*git, "commit", "-q", "-m", "line ends"], check=True, capture_output=True)
    again = dvspec("check")
    assert (again.status, again.err) == (0, "")
    status = subprocess.run([*git, "status", "--porcelain"], cwd=clone, check=True, capture_output=True, text=True)
    assert status.stdout == ""
    assert dvspec("pack", "--out", tmp_path / "here").status == 0
    assert dvspec("pack", "--specs", origin / "specs", "--out", tmp_path / "there").status == 0
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_outputs_do_not_depend_on_folder_or_hash_seed(tmp_path: Path, shipped: Path) -> None:
    """No path, order of a set or hash reaches an output or a package."""
    (tmp_path / "elsewhere").mkdir()
    runs = (
        ("0", tmp_path, "specs", "one"),
        ("4711", tmp_path / "elsewhere", tmp_path / "specs", tmp_path / "two"),
    )
    for seed, cwd, specs, out in runs:
        for verb in ("generate", "pack"):
            environment = {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "0" else "America/Lima"}
            argv = (verb, "--specs", specs, "--out", out)
            result = in_process_of_its_own(*argv, cwd=cwd, environment=environment)
            assert result.status == 0, result.err
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one == two
    assert any(path.endswith(".zip") for path in one)
    assert not [path for path, data in one.items() if str(tmp_path).encode() in data]
    assert not [path for path, data in one.items() if b"\r" in data and not path.endswith(".zip")]


def test_package_is_reproducible(project: Path, dvspec: InProcess) -> None:
    packages = []
    for folder in ("one", "two"):
        assert dvspec("pack", "--out", folder, "--type", "both").status == 0
        packages.append(contents(project / folder))
    assert packages[0] == packages[1]
    assert sorted(packages[0]) == ["Small_1_0_0_0.zip", "Small_1_0_0_0_managed.zip"]
    with zipfile.ZipFile(project / "one" / "Small_1_0_0_0.zip") as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


def test_package_that_cannot_be_written_is_a_finding(project: Path, dvspec: InProcess) -> None:
    (project / "dist").write_text("a file\n")
    result = dvspec("pack")
    assert result.status == 1
    assert "error[DV305 unwritable-output]: can't be written" in result.err


def test_rules_page_is_up_to_date(dvspec: InProcess) -> None:
    page = (ROOT / "docs" / "RULES.md").read_text(encoding="utf-8")
    assert dvspec("rules", "--format", "markdown").out == page


def test_rules_are_complete_without_the_libraries_of_the_extra_data(project: Path) -> None:
    page = (ROOT / "docs" / "RULES.md").read_text(encoding="utf-8")
    blocked = "import sys; sys.modules.update(dict.fromkeys(['duckdb', 'msgspec', 'pyarrow']))"
    code = f"{blocked}; from dvspec.rules import as_markdown; print(as_markdown(), end='')"
    assert python("-c", code, cwd=project).out == page


@pytest.mark.skipif(os.name != "posix", reason="a working folder can be removed on POSIX only")
def test_removed_working_folder_gives_no_traceback(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    for argv, status in ((["generate"], 2), (["check"], 2), (["pack"], 2), (["init"], 1), (["rules"], 0)):
        gone.mkdir()
        script = 'rmdir "$0"; exec "$@"'
        done = subprocess.run(
            ["sh", "-c", script, str(gone), *command(*argv)], cwd=gone, capture_output=True, text=True, timeout=HANG
        )
        assert done.returncode == status, (argv, done.stderr)
        assert "Traceback" not in done.stderr


def _run_with_closed_output(
    folder: Path, argv: list[str], *, stderr_too: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command whose output goes into a pipe that nobody reads any more."""
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        return subprocess.run(
            command(*argv),
            cwd=folder,
            stdout=theirs,
            stderr=theirs if stderr_too else subprocess.PIPE,
            text=True,
            timeout=HANG,
        )
    finally:
        os.close(theirs)


@pytest.mark.parametrize("argv", [["rules"], ["--help"], ["check", "--format", "github"]], ids=" ".join)
def test_closed_output_gives_no_traceback(project: Path, argv: list[str]) -> None:
    done = _run_with_closed_output(project, argv)
    assert (done.returncode, done.stderr) == (1, "")


def test_closed_output_keeps_exit_status_1(project: Path) -> None:
    assert _run_with_closed_output(project, ["generate", "--specs", "missing"], stderr_too=True).returncode == 1


def test_closed_output_gives_no_traceback_if_nothing_changed(project: Path, dvspec: InProcess) -> None:
    assert dvspec("generate").status == 0
    done = _run_with_closed_output(project, ["generate"])
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_full_disk_is_an_error_and_closed_output_is_not(project: Path) -> None:
    for end, status, said in ((">/dev/full", 1, "dvspec: the output: No space left on device\n"), (">&-", 0, "")):
        argv = ["sh", "-c", f'"$@" {end}', "sh", *command("rules")]
        done = subprocess.run(argv, cwd=project, capture_output=True, text=True, timeout=HANG)
        assert (done.returncode, done.stderr) == (status, said)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_generate_and_check_say_everything_before_they_end(project: Path) -> None:
    for end, status, first in (("", 0, "wrote"), (">/dev/full", 1, ""), (">&-", 0, "")):
        shutil.rmtree(project / "generated", ignore_errors=True)
        argv = ["sh", "-c", f'"$@" {end}', "sh", *command("generate")]
        done = subprocess.run(argv, cwd=project, capture_output=True, text=True, timeout=HANG)
        assert (done.returncode, done.stdout[:5], "Traceback" in done.stderr) == (status, first, False)
    (project / "generated" / "stray.txt").touch()
    next((project / "generated" / "python").rglob("thing.py")).unlink()
    result = in_process_of_its_own("check", cwd=project)
    assert (result.status, result.err.splitlines()[-1]) == (1, "1 error")


def test_pack_does_not_write_through_a_link(project: Path, dvspec: InProcess) -> None:
    (project / "dist").mkdir()
    (project / "precious.txt").write_text("mine\n")
    (project / "dist" / ".Small_1_0_0_0.zip.part").symlink_to("../precious.txt")
    dvspec("pack")
    assert (project / "precious.txt").read_text() == "mine\n"


def test_characters_that_the_terminal_cannot_encode_are_an_error_with_a_fix(project: Path) -> None:
    argv = ("check", "--format", "github", "--out", "☃")
    result = in_process_of_its_own(*argv, cwd=project, environment={"PYTHONIOENCODING": "cp1252"})
    assert (result.status, result.err) == (
        1,
        "dvspec: the output contains characters that cp1252 cannot encode; set PYTHONIOENCODING=utf-8\n",
    )


def test_internal_error_gives_no_traceback(project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("broken")

    monkeypatch.setattr("dvspec.targets.render", broken)
    result = dvspec("generate")
    assert result.status == 70
    assert "internal error (KeyError: 'broken')" in result.err
    monkeypatch.setenv("DVSPEC_TRACEBACK", "1")
    with pytest.raises(KeyError):
        dvspec("generate")


def test_ctrl_c_is_not_an_error(project: Path, dvspec: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dvspec.targets.render", stopped)
    result = dvspec("generate")
    assert (result.status, result.err.strip()) == (130, "stopped")


def test_only_outputs_and_cache_are_written(project: Path, dvspec: InProcess) -> None:
    dvspec("generate")
    dvspec("check")
    dvspec("pack")
    assert {path.name for path in project.iterdir()} == {"specs", "generated", "dist", ".dvspec_cache"}


def test_findings_as_json(shipped: Path, dvspec: InProcess) -> None:
    assert json.loads(dvspec("check", "--specs", "specs", "--format", "json").out)[0]["code"] == "DV303"
    dvspec("generate")
    assert json.loads(dvspec("check", "--format", "json").out) == []
