"""dvspec calibrate: the scheme that gives an environment's GUIDs, or that none does, with counts."""

from __future__ import annotations

import json
import random
import uuid
from pathlib import Path

import pytest

from dvspec.guids import SCHEMES
from tests.commands import InProcess
from tests.data.rows import SOLUTION
from tests.independent_guids import independent_guid
from tests.reference import ROOT

SPECS = ("--specs", str(ROOT / "specs"))
NAMESPACE = str(SOLUTION.guid_scheme.namespace)
DNS = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
OTHER = "11111111-2222-3333-4444-555555555555"


def rows(count: int, scheme: str, namespace: str | None, header: str = "Identifier,AlternateKeyId") -> str:
    """Return CSV of identifiers with the GUIDs that a scheme gives them."""
    identifiers = [f"a|Ärger 🛒|{number}" for number in range(count)]
    guids = [independent_guid(text, scheme, namespace) for text in identifiers]
    return "\n".join([header, *(f"{text},{guid}" for text, guid in zip(identifiers, guids, strict=True)), ""])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_is_found(scheme: str, tmp_path: Path, dvspec: InProcess) -> None:
    namespace = NAMESPACE if SCHEMES[scheme].namespaced else None
    file = tmp_path / "rows.csv"
    file.write_text(rows(3, scheme, namespace))
    result = dvspec("calibrate", file, *SPECS)
    assert (result.status, result.err) == (0, "")
    line = f"guid_scheme: {{name: {scheme}{f', namespace: {namespace}' if namespace else ''}}}"
    heading = "solution.yaml already has this scheme:" if scheme == "uuid5" else "Add this line to solution.yaml:"
    assert f"           3 by {scheme}" in result.out
    assert f"{heading}\n{line}\n" in result.out


def test_line_works_in_solution_yaml(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(rows(3, "sha256-dotnet-utf16le", None))
    line = next(line for line in dvspec("calibrate", file, *SPECS).out.splitlines() if line.startswith("guid_scheme"))
    dvspec("init", tmp_path / "specs")
    head = next(tmp_path.rglob("solution.yaml"))
    before, _, after = head.read_text(encoding="utf-8").partition("guid_scheme:")
    head.write_text(before + line + "\npython_package:" + after.partition("python_package:")[2], encoding="utf-8")
    result = dvspec("id", "AlternateKey", "a", "Ärger 🛒", "0", "--specs", head.parent)
    assert result.out.split("\n")[1] == file.read_text().splitlines()[1].split(",")[1]


@pytest.mark.parametrize(("namespace", "options"), [(DNS, []), (OTHER, ["--namespace", OTHER])])
def test_other_namespaces_are_tried(namespace: str, options: list[str], tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(rows(3, "uuid3", namespace))
    result = dvspec("calibrate", file, *options, *SPECS)
    assert (result.status, f"guid_scheme: {{name: uuid3, namespace: {namespace}}}" in result.out) == (0, True)


def test_search_without_a_match_ends_early_and_reports_counts(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(rows(20_000, "uuid5", OTHER))
    result = dvspec("calibrate", file, "--format", "json", *SPECS)
    report = json.loads(result.out)
    assert (result.status, report["guid_scheme"], report["candidates"]) == (1, None, [])
    assert [one["code"] for one in report["findings"]] == ["DV671"]
    assert 10_000 <= report["compared"] < 20_000


def test_all_guids_must_match(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(rows(1500, "md5-rfc-utf8", None) + "x|y|z,00000000-0000-0000-0000-000000000001\n")
    result = dvspec("calibrate", file, *SPECS)
    assert result.status == 1
    assert "error[DV671 no-matching-scheme]: the best scheme, md5-rfc-utf8, computes 1,500 of 1,501 GUIDs" in result.err
    assert "guid_scheme" not in result.out


def test_rows_without_a_pair_are_counted(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(rows(3, "uuid5", NAMESPACE) + ",\nx,none\n")
    result = dvspec("calibrate", file, *SPECS)
    assert (
        result.status,
        "row 4: warning[DV672 incomplete-pair]: 2 rows have no identifier or no GUID" in result.err,
    ) == (
        0,
        True,
    )


@pytest.mark.parametrize(
    ("header", "options"),
    [
        ("msdynci_identifier,MSDYNCI_PREDICTIONID", []),
        ("identifier,guid", []),
        ("key,row", ["--identifier", "KEY", "--guid", "row"]),
    ],
)
def test_columns_by_their_names(header: str, options: list[str], tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(rows(3, "uuid5", NAMESPACE, header))
    assert dvspec("calibrate", file, *options, *SPECS).status == 0


def test_guids_in_braces_and_capitals(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.ndjson"
    guid = independent_guid("a|b|c", "uuid5", NAMESPACE)
    texts = [guid.upper(), "{" + guid + "}", guid.replace("-", "")]
    file.write_text("\n".join(json.dumps({"Identifier": "a|b|c", "AlternateKeyId": text}) for text in texts))
    assert dvspec("calibrate", file, *SPECS).status == 0


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("a,b\n1,2\n", [], "the file does not contain an identifier and its GUID"),
        ("Identifier,b\n1,2\n", ["--identifier", "Identifier", "--guid", "c"], "the file does not contain c"),
        ("Identifier,AlternateKeyId\n", [], "no row could be compared"),
        ("", [], "no row could be compared"),
    ],
)
def test_nothing_to_compare(content: str, options: list[str], message: str, tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(content)
    result = dvspec("calibrate", file, *options, *SPECS)
    assert (result.status, message in result.err) == (1, True)


@pytest.mark.parametrize("options", [["--guid", "x"], ["--namespace", "x"]])
def test_wrong_use(options: list[str], dvspec: InProcess) -> None:
    assert dvspec("calibrate", "rows.csv", *options, *SPECS).status == 2


@pytest.mark.parametrize("case", ["lower", "upper"])
def test_identifiers_in_another_case_are_tried(case: str, tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    texts = [f"Source|Contact|Key{number}" for number in range(3)]
    guids = [independent_guid(getattr(text, case)(), "sha1-rfc-utf8", None) for text in texts]
    lines = [f"{text},{guid}" for text, guid in zip(texts, guids, strict=True)]
    file.write_text("\n".join(["Identifier,AlternateKeyId", *lines, ""]))
    result = dvspec("calibrate", file, *SPECS)
    assert f"           3 by sha1-rfc-utf8, of identifiers in {case} case\n" in result.out
    assert f"the best scheme, sha1-rfc-utf8, computes 3 of 3 GUIDs from identifiers in {case} case" in result.err
    assert (result.status, "guid_scheme" in result.out) == (1, False)  # guid_scheme has no case
    candidates = json.loads(dvspec("calibrate", file, "--format", "json", *SPECS).out)["candidates"]
    assert candidates == [{"guid_scheme": {"name": "sha1-rfc-utf8"}, "identifiers": case, "matches": 3}]


def test_unchanged_identifiers_come_before_other_cases(tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("".join(rows(3, "uuid5", NAMESPACE).lower()))
    result = dvspec("calibrate", file, *SPECS)
    assert " case" not in result.out
    guids = [independent_guid(text, "uuid5", NAMESPACE) for text in ("a|b|1", "a|b|2")]
    file.write_text("Identifier,AlternateKeyId\n" + "".join(f"a|b|{n},{guid}\n" for n, guid in enumerate(guids, 1)))
    result = dvspec("calibrate", file, *SPECS)
    assert (result.status, result.out.count(" by uuid5 "), " case" in result.out) == (0, 1, False)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (4, "all of them have version 4: random, so no scheme computes them"),
        (5, "all of them have version 5: uuid5 in a namespace that was not tried; --namespace tries another"),
        (3, "all of them have version 3: uuid3 in a namespace that was not tried; --namespace tries another"),
        (7, "all of them have version 7: computed from the time, not from an identifier"),
    ],
)
def test_version_of_guids_explains_their_origin(version: int, message: str, tmp_path: Path, dvspec: InProcess) -> None:
    file = tmp_path / "rows.csv"
    guids = [uuid.UUID(int=random.Random(number).getrandbits(128), version=4) for number in range(20)]
    texts = [f"{text[:14]}{version}{text[15:]}" for text in map(str, guids)]
    lines = [f"a|b|{number},{text}\n" for number, text in enumerate(texts)]
    file.write_text("Identifier,AlternateKeyId\n" + "".join(lines))
    result = dvspec("calibrate", file, *SPECS)
    assert (result.status, message in result.err) == (1, True)
    file.write_text(file.read_text() + "a|b|x,00000000-0000-0000-0000-000000000001\n")
    assert "have version" not in dvspec("calibrate", file, *SPECS).err
