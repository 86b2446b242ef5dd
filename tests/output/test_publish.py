"""Publishing a tree: what is written, changed, pruned and kept, and what is never touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dvspec.findings import Finding, Refused
from dvspec.output.publish import publish
from tests.output.folders import FIRST, SECOND, TARGETS, Tree, assert_whole, contents, crlf, listed, write


def _refused(tree: Tree, folder: Path, *, force: bool = False) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        publish(tree, folder, TARGETS, force=force)
    return refused.value.findings


def test_first_run_writes_everything(tmp_path: Path) -> None:
    out = tmp_path / "made" / "on" / "the" / "way"
    assert write(out, FIRST).written == sorted(FIRST)
    assert_whole(out, FIRST)


def test_second_run_touches_nothing(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    done = write(tmp_path, FIRST)
    assert (done.written, done.changed, done.pruned, done.same) == ([], [], [], len(FIRST))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_changed_tree_is_written_and_pruned(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    done = write(tmp_path, SECOND)
    assert done.written == ["a/four.txt"]
    assert done.changed == ["a/one.txt", "b/three.txt"]
    assert done.pruned == ["a/deep/two.txt"]
    assert_whole(tmp_path, SECOND)


def test_pruning_removes_folders_that_it_empties(tmp_path: Path) -> None:
    write(tmp_path, FIRST | {"a/full/five.txt": b"five\n", "a/x/y/z.txt": b"z\n"})
    (tmp_path / "a" / "full" / "mine.txt").write_text("mine\n")
    write(tmp_path, {"b/three.txt": b"three\n"})
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")} == {
        ".manifest", "a", "a/full", "a/full/mine.txt", "b", "b/three.txt",
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not here")
def test_sha256sum_reads_the_manifest(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    command = ["sha256sum", "--check", "--strict", "--quiet", ".manifest"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "a" / "one.txt").write_text("edited\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1


def test_publishing_one_target_keeps_the_others(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    done = publish({"b/three.txt": b"new\n"}, tmp_path, ["b"])
    assert (done.changed, done.pruned) == (["b/three.txt"], [])
    assert_whole(tmp_path, FIRST | {"b/three.txt": b"new\n"})


def test_publishing_one_target_keeps_another_s_file_known_as_edited(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "a" / "one.txt").write_text("edited\n")
    before = listed(tmp_path)["a/one.txt"]
    publish({"b/three.txt": b"new\n"}, tmp_path, ["b"])
    assert listed(tmp_path)["a/one.txt"] == before
    assert [finding.rule.code for finding in _refused(SECOND, tmp_path)] == ["DV301"]


def test_edited_file_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "a" / "one.txt").write_text("edited\n")
    before = contents(tmp_path)
    [finding] = _refused(SECOND, tmp_path)
    assert (finding.rule.code, finding.place.file) == ("DV301", (tmp_path / "a/one.txt").as_posix())
    assert contents(tmp_path) == before
    publish(SECOND, tmp_path, TARGETS, force=True)
    assert_whole(tmp_path, SECOND)


def test_edited_file_equal_to_the_new_output_is_accepted(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "a" / "one.txt").write_bytes(SECOND["a/one.txt"])
    write(tmp_path, SECOND)
    assert_whole(tmp_path, SECOND)


def test_edited_leftover_is_refused_and_force_removes_it(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "a" / "deep" / "two.txt").write_text("edited\n")
    before = contents(tmp_path)
    [finding] = _refused(SECOND, tmp_path)
    assert (finding.rule.code, finding.place.file) == ("DV311", (tmp_path / "a/deep/two.txt").as_posix())
    assert contents(tmp_path) == before
    assert publish(SECOND, tmp_path, TARGETS, force=True).pruned == ["a/deep/two.txt"]
    assert_whole(tmp_path, SECOND)


def test_line_ends_changed_by_git_are_kept_and_force_rewrites_them(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    crlf(tmp_path)
    before = contents(tmp_path)
    for force, after in ((False, before), (True, FIRST)):
        done = publish(FIRST, tmp_path, TARGETS, force=force)
        assert (done.written, done.changed, done.pruned, done.line_ends) == ([], [], [], sorted(FIRST))
        assert contents(tmp_path).items() >= after.items()
    assert_whole(tmp_path, FIRST)


def test_files_with_other_line_ends_are_still_dvspec_s_own(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    crlf(tmp_path)
    done = write(tmp_path, SECOND)
    assert (done.written, done.changed, done.pruned) == (
        ["a/four.txt"],
        ["a/one.txt", "b/three.txt"],
        ["a/deep/two.txt"],
    )
    assert_whole(tmp_path, SECOND)


def test_files_not_written_by_dvspec_are_kept(tmp_path: Path) -> None:
    theirs = {
        "README.md": b"mine\n",
        "a/notes.txt": b"notes\n",
        "a/deep/x/y.bin": b"\0\xff",
        ".git/config": b"[core]\n",
    }
    for path, data in theirs.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    write(tmp_path, FIRST)
    write(tmp_path, SECOND)
    publish({}, tmp_path, TARGETS, force=True)
    assert contents(tmp_path) == theirs | {".manifest": b""}


def test_file_not_written_by_dvspec_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("theirs\n")
    assert [finding.rule.code for finding in _refused(FIRST, tmp_path)] == ["DV301"]
    assert contents(tmp_path) == {"a/one.txt": b"theirs\n"}


@pytest.mark.parametrize(
    "lines",
    [
        "garbage\n",
        "\0\xff\n",
        "0" * 64 + "\n",
        "0" * 64 + "  \n" + "  " * 40,
        "{digest}  a/one.txt extra\n",
        "{digest} a/one.txt\n",
        "{DIGEST}  a/one.txt\n",
    ],
)
def test_malformed_manifest_allows_no_overwriting(tmp_path: Path, lines: str) -> None:
    write(tmp_path, FIRST)
    digest = listed(tmp_path)["a/one.txt"]
    text = lines.replace("{digest}", digest).replace("{DIGEST}", digest.upper())
    (tmp_path / ".manifest").write_bytes(text.encode("latin-1"))
    assert {finding.rule.code for finding in _refused(SECOND, tmp_path)} == {"DV301"}
    assert (tmp_path / "a" / "one.txt").read_bytes() == FIRST["a/one.txt"]
    write(tmp_path, FIRST)  # and what is as it should be is known again
    assert_whole(tmp_path, FIRST)


@pytest.mark.parametrize(
    "path", ["../precious.txt", "a/../../precious.txt", "/precious.txt", "a/./one.txt", "a//one.txt", "a\\..\\x", "C:x"]
)
def test_manifest_paths_outside_the_folder_are_ignored(tmp_path: Path, path: str) -> None:
    out = tmp_path / "out"
    write(out, FIRST)
    precious = tmp_path / "precious.txt"
    precious.write_bytes(FIRST["a/one.txt"])
    digest = listed(out)["a/one.txt"]
    with open(out / ".manifest", "a", encoding="utf-8") as stream:
        stream.write(f"{digest}  {path if path != '/precious.txt' else precious.as_posix()}\n")
    publish({}, out, ["a", "b", "..", "", "C:x"], force=True)
    assert contents(tmp_path) == {"precious.txt": FIRST["a/one.txt"], "out/.manifest": b""}


def test_linked_file_is_not_written_through(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, FIRST)
    precious = tmp_path / "precious.txt"
    precious.write_bytes(FIRST["a/one.txt"])
    (out / "a" / "one.txt").unlink()
    (out / "a" / "one.txt").symlink_to("../../precious.txt")
    for force in (False, True):
        assert [finding.rule.code for finding in _refused(SECOND, out, force=force)] == ["DV306"]
    assert precious.read_bytes() == FIRST["a/one.txt"]
    publish({}, out, TARGETS, force=True)
    assert precious.exists()
    assert (out / "a" / "one.txt").is_symlink()


@pytest.mark.parametrize("name", ["a", "a/deep"])
def test_linked_folder_is_not_written_through_or_pruned(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    write(out, FIRST)
    (out / name).rename(tmp_path / "elsewhere")
    (out / name).symlink_to(tmp_path / "elsewhere")
    before = contents(tmp_path / "elsewhere")
    changed = {path: data + b"!" for path, data in FIRST.items()}
    for force in (False, True):
        assert {finding.rule.code for finding in _refused(changed, out, force=force)} == {"DV306"}
    publish({}, out, TARGETS, force=True)
    assert contents(tmp_path / "elsewhere") == before


@pytest.mark.parametrize("name", [".dvspec-staging", ".manifest.new", ".manifest"])
def test_links_with_dvspec_s_own_names_are_not_followed(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "0").write_text("mine\n")
    (out / name).symlink_to(theirs if name == ".dvspec-staging" else theirs / "0")
    try:
        write(out, FIRST)
    except Refused as refused:
        assert [finding.rule.code for finding in refused.findings] == ["DV305"]
    assert contents(theirs) == {"0": b"mine\n"}


def test_folder_or_pipe_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a" / "one.txt").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b" / "three.txt")
    os.mkfifo(tmp_path / ".manifest")
    assert [finding.rule.code for finding in _refused(FIRST, tmp_path, force=True)] == ["DV306", "DV306"]


def test_file_in_place_of_the_output_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file\n")
    assert {finding.rule.code for finding in _refused(FIRST, tmp_path / "out", force=True)} <= {"DV305", "DV306"}
    assert (tmp_path / "out").read_text() == "a file\n"
