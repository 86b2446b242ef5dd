"""Files that are not specs, or are dangerous to read; git would not keep most of them, so they are made here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dvspec.findings import Finding, Refused
from dvspec.spec import limits, load_folder
from tests.commands import InProcess, in_process_of_its_own, needs_enforced_permissions, python
from tests.spec.small import THING, write

# Loads each folder that it is given with less than half a gigabyte to spend.
_LOAD_WITH_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from dvspec.findings import Refused
from dvspec.spec import load_folder
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
for folder in sys.argv[1:]:
    try:
        load_folder(Path(folder))
        print("loaded")
    except Refused as refused:
        print(*(f"{finding.rule.code} {finding.message}" for finding in refused.findings))
"""


def _refused(folder: Path) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        load_folder(folder)
    return refused.value.findings


def _codes(folder: Path) -> list[str]:
    return [finding.rule.code for finding in _refused(folder)]


def test_exploding_aliases_and_depths_are_refused_in_little_memory(tmp_path: Path) -> None:
    laughs = "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    long_text = f"a: &a {'x' * 3_000_000}\nb: [{', '.join(['*a'] * 100_000)}]\n"
    cases = {
        "laughs": laughs,
        "long_text": long_text,
        "lists": "a: " + "[" * 100_000,
        "mappings": "{a: " * 100_000,
        "entries": "- " * 100_000,
        "keys": "? " * 100_000,
        "closed": "a: " + "[" * 100_000 + "]" * 100_000,
        "values": "a: [" + "1, " * 250_000 + "1]",
    }
    folders = [str(write(tmp_path / name, text)) for name, text in cases.items()]
    result = python("-c", _LOAD_WITH_LITTLE_MEMORY, *folders, cwd=tmp_path)
    deep = "DV106 values are nested deeper than 64 levels"
    assert result.status == 0, result.err
    assert result.out.splitlines() == [
        "DV106 more than 200,000 values, each use of an alias counted",
        "DV106 more than 16,777,216 characters, each use of an alias counted",
        deep,
        deep,
        deep,
        "DV102 a key must be a string, not a list or a mapping",
        deep,
        "DV106 more than 200,000 values, each use of an alias counted",
    ]


def test_small_aliases_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path, THING + "  Other: &other {type: string, description: &text Same.}\n  Another: *other\n")
    columns = load_folder(folder).solution.tables[0].by_name
    assert columns["Another"].description.text == columns["Other"].description.text == "Same."


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with open(folder / "thing.yaml", "ab") as stream:
        stream.truncate(limits.FILE_BYTES + 1)
    assert _codes(folder) == ["DV106"]


def test_invalid_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "thing.yaml").write_bytes(b"table: Thing\ndescription: caf\xe9\n")
    [finding] = _refused(folder)
    assert (finding.rule.code, finding.place.line) == ("DV102", 2)
    assert finding.message == "byte 0xe9 is not valid UTF-8; save the file as UTF-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    folder = write(tmp_path)
    (folder / "thing.yaml").write_bytes(THING.encode(encoding))
    assert _codes(folder) == ["DV102"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_byte_order_mark_and_any_line_end_change_nothing(tmp_path: Path, line_end: str) -> None:
    plain = load_folder(write(tmp_path / "plain")).solution
    marked = write(tmp_path / "marked")
    for path in marked.iterdir():
        text = path.read_text(encoding="utf-8").replace("\n", line_end)
        path.write_bytes(text.encode("utf-8-sig"))
    assert load_folder(marked).solution == plain


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: words\n", encoding="utf-8")
    folder = write(tmp_path / "specs")
    (folder / "thing.yaml").unlink()
    (folder / "thing.yaml").symlink_to("../outside.yaml")
    [finding] = _refused(folder)
    assert finding.rule.code == "DV111"
    assert finding.place.file == (folder / "thing.yaml").as_posix()
    assert "secret" not in finding.message + finding.place.source


def test_link_inside_the_folder_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "thing.yaml").rename(folder / "thing.txt")
    (folder / "thing.yaml").symlink_to("thing.txt")
    assert load_folder(folder).solution.tables[0].name == "Thing"


def test_folder_of_specs_can_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "specs")
    (tmp_path / "link").symlink_to("specs")
    assert load_folder(tmp_path / "link").solution.tables[0].name == "Thing"


@pytest.mark.parametrize("name", ["other.YAML", "other.yml", "other.Yaml"])
def test_file_with_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / name).write_text(THING.replace("table: Thing", "table: Other"), encoding="utf-8")
    [finding] = _refused(folder)
    assert (finding.rule.code, finding.place.file) == ("DV224", (folder / name).as_posix())
    assert finding.message == f"'{Path(name).suffix}' files are not read"


@pytest.mark.parametrize("name", ["con.yaml", "NUL.yaml", "Com1.v2.yaml"])
def test_file_named_as_a_device_of_windows_is_refused(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "thing.yaml").rename(folder / name)
    [finding] = _refused(folder)
    assert (finding.rule.code, finding.place.file) == ("DV224", (folder / name).as_posix())
    assert finding.message == f"'{name}' is the name of a device on Windows, where no file can have it"


def test_solution_with_another_ending_is_reported(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "solution.yaml").rename(folder / "solution.yml")
    assert _codes(folder) == ["DV224", "DV101"]


def test_spec_in_a_subfolder_is_a_warning(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for name in ("sub/deep/other.yaml", "sub/notes.yaml", ".git/other.yaml", "sub/.hidden/other.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = "note: nothing\n" if "notes" in name else THING
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "sub" / "circle").symlink_to("..")
    (folder / "table.schema.json").write_text("{}", encoding="utf-8")
    [warning] = load_folder(folder).warnings
    assert (warning.rule.code, warning.place.file) == ("DV113", (folder / "sub/deep/other.yaml").as_posix())


def test_files_of_editors_are_ignored(tmp_path: Path, dvspec: InProcess) -> None:
    folder = write(tmp_path / "specs")
    (folder / ".#thing.yaml").symlink_to("someone@host.4711:1")
    (folder / ".thing.yaml.swp").write_bytes(b"\0")
    (folder / "#thing.yaml#").write_text("[", encoding="utf-8")
    (folder / "thing.yaml").rename(folder / "thing.txt")
    (folder / "thing.yaml").symlink_to("thing.txt")
    for said in ("written", "files up to date"):
        result = dvspec("generate", "--specs", folder, "--out", tmp_path / "generated")
        assert (result.status, result.err) == (0, "")
        assert said in result.out


def test_circular_and_dangling_links_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "circle.yaml").symlink_to("circle.yaml")
    (folder / "nowhere.yaml").symlink_to("missing.yaml")
    assert _codes(folder) == ["DV101", "DV101"]


def test_pipe_or_folder_named_like_a_spec_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    os.mkfifo(folder / "pipe.yaml")
    (folder / "folder.yaml").mkdir()
    found = [(finding.rule.code, Path(finding.place.file).name) for finding in _refused(folder)]
    assert found == [("DV101", "folder.yaml"), ("DV101", "pipe.yaml")]


@pytest.mark.parametrize("name", ["two\nlines.yaml", "-.yaml", "a b.yaml", "é.yaml", "\x1b[31m.yaml", "a;b.yaml"])
def test_invalid_file_name_is_printed_harmlessly(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path)
    (folder / name).write_text("table: X\n", encoding="utf-8")
    [finding] = _refused(folder)
    assert finding.rule.code == "DV224"
    assert finding.message.isprintable()
    assert finding.place.file == folder.as_posix()


def test_hidden_and_other_files_are_ignored(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for name in (".hidden.yaml", "notes.txt", "thing.yaml~", "#thing.yaml#", ".#thing.yaml"):
        (folder / name).write_text("[", encoding="utf-8")
    assert not load_folder(folder).warnings


@pytest.mark.parametrize("name", ["missing", "file"])
def test_missing_folder_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert _codes(tmp_path / name) == ["DV101"]


def test_unreadable_file_is_reported_beside_the_others(tmp_path: Path) -> None:
    needs_enforced_permissions()
    folder = write(tmp_path / "specs")
    (folder / "thing.yaml").chmod(0)
    (folder / "other.yaml").write_text("", encoding="utf-8")
    result = in_process_of_its_own("check", "--specs", "specs", cwd=tmp_path, unprivileged=True)
    assert result.status == 1
    assert "specs/thing.yaml: error[DV101 unreadable-spec]: can't be read: Permission denied" in result.err
    assert "specs/other.yaml: error[DV103 empty-spec]" in result.err


def test_unreadable_folder_is_reported(tmp_path: Path) -> None:
    needs_enforced_permissions()
    folder = write(tmp_path / "specs")
    folder.chmod(0)
    try:
        result = in_process_of_its_own("check", "--specs", "specs", cwd=tmp_path, unprivileged=True)
    finally:
        folder.chmod(0o700)
    assert result.status == 1
    assert "specs: error[DV101 unreadable-spec]: can't read the folder of specs: Permission denied" in result.err
