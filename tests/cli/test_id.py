"""dvspec id: a row's identifier and GUID, and what can be wrong with its parts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from shutil import copytree
from uuid import UUID, uuid3, uuid5

import pytest

from dvspec.guids import SCHEMES
from dvspec.model import Table
from dvspec.spec import load_folder
from tests.commands import InProcess
from tests.reference import ROOT
from tests.spec.small import THING, write

_SOLUTION = load_folder(ROOT / "specs").solution
_TABLES = [table for table in _SOLUTION.tables if table.identifier or table.guid]
_NAMESPACE = UUID(_SOLUTION.guid_scheme.namespace)
_IDENTIFIER = "testdatasource|contact1|cntid_1078"
_PARTS = ["testdatasource", "contact1", "cntid_1078"]
_HEX = "ce759201f786d590bf2134bff576c369"


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _expected(table: Table) -> tuple[list[str], list[str]]:
    """Return the parts of a table's own example, and the lines that they have to give."""
    assert table.guid
    if table.identifier is None:
        return [_HEX], [str(UUID(_HEX))]
    parts, identifier = list(table.identifier.example_parts), table.identifier.example
    if table.guid.source is None:
        return parts, [identifier, str(uuid5(_NAMESPACE, identifier))]
    names = [part.name for part in table.identifier.inputs]
    return parts, [identifier, str(UUID(parts[names.index(table.guid.source)]))]


def test_six_of_the_seven_tables_have_rules() -> None:
    assert [table.name for table in _TABLES] == [
        "AlternateKey", "UnifiedActivity", "CustomerMeasure", "Enrichment", "Prediction", "SegmentMembership",
    ]  # fmt: skip


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.name)
def test_example_of_each_table(table: Table, dvspec: InProcess) -> None:
    parts, lines = _expected(table)
    result = dvspec("id", table.name.lower(), *parts)
    assert (result.status, result.out.splitlines(), result.err) == (0, lines, "")


def _by_hand(scheme: str) -> UUID:
    if scheme in ("uuid5", "uuid3"):
        return (uuid5 if scheme == "uuid5" else uuid3)(_NAMESPACE, _IDENTIFIER)
    algorithm, order, encoding = scheme.split("-")
    data = _IDENTIFIER.encode({"utf8": "utf-8", "utf16le": "utf-16-le"}[encoding])
    head = hashlib.new(algorithm, data).digest()[:16]
    return UUID(bytes_le=head) if order == "dotnet" else UUID(bytes=head)


def test_there_are_fourteen_schemes() -> None:
    assert len(SCHEMES) == 14


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme(scheme: str, dvspec: InProcess) -> None:
    result = dvspec("id", "AlternateKey", *_PARTS, "--scheme", scheme)
    assert result.out.splitlines() == [_IDENTIFIER, str(_by_hand(scheme))]


def test_another_namespace(dvspec: InProcess) -> None:
    namespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    result = dvspec("id", "AlternateKey", *_PARTS, "--namespace", namespace)
    assert result.out.splitlines() == [_IDENTIFIER, str(uuid5(UUID(namespace), _IDENTIFIER))]


def test_part_with_separator_needs_allow_separator(dvspec: InProcess) -> None:
    assert dvspec("id", "AlternateKey", "a|b", "c", "d").status == 2
    result = dvspec("id", "AlternateKey", "a|b", "c", "d", "--allow-separator")
    assert result.out.splitlines()[0] == "a|b|c|d"


@pytest.mark.parametrize("text", [_HEX, _HEX.upper(), str(UUID(_HEX)), str(UUID(_HEX)).upper()])
def test_guid_of_a_column_with_or_without_hyphens(text: str, dvspec: InProcess) -> None:
    assert dvspec("id", "UnifiedActivity", text).out.splitlines() == [str(UUID(_HEX))]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["AlternateKey", "a", "", "c"], "AlternateKey: part EntityName is empty"),
        (["AlternateKey", "a", "b|x", "c"], "AlternateKey: part EntityName contains '|': 'b|x'"),
        (["AlternateKey", "a", "b", "\udcff"], "AlternateKey: part AlternateValue contains a lone surrogate"),
        (["AlternateKey", "a", "b"], "3 parts are needed (DataSourceName, EntityName, AlternateValue), not 2"),
        (["SegmentMembership", _HEX, "p", "t", ""], "SegmentMembership: part Name is empty"),
        (["UnifiedActivity", "not-a-guid"], "ActivityId is not a GUID of 32 hexadecimal digits: 'not-a-guid'"),
        (["UnifiedActivity", _HEX + "0"], "ActivityId is not a GUID"),
        (["UnifiedActivity"], "1 part is needed (ActivityId), not 0"),
        (["CustomerMeasure", "x"], "CustomerId is not a GUID of 32 hexadecimal digits: 'x'"),
        (["CustomerProfile", "x"], "CustomerProfile has neither an identifier nor a GUID rule"),
        (["AlternateKey", *_PARTS, "--namespace", "x"], "--namespace: 'x' is not a GUID"),
        (["AlternateKey", *_PARTS, "--scheme", "md4"], "'md4' is not one of"),
        ([], "Missing argument 'TABLE'"),
        (["AlternateKey", "--file", "missing.csv", "--out", "missing.ndjson"], "'missing.csv' does not exist"),
    ],
)
def test_wrong_usage_names_the_part(argv: list[str], message: str, dvspec: InProcess) -> None:
    result = dvspec("id", *argv)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_scheme_without_its_namespace_is_refused(tmp_path: Path, dvspec: InProcess) -> None:
    folder = tmp_path / "specs"
    copytree(ROOT / "specs", folder)
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("name: uuid5", "name: sha1-rfc-utf8")
        lines = [line for line in text.splitlines() if not line.startswith("  namespace:")]
        path.write_text("\n".join(lines), encoding="utf-8")
    assert dvspec("id", "AlternateKey", *_PARTS, "--specs", folder).status == 0
    result = dvspec("id", "AlternateKey", *_PARTS, "--specs", folder, "--scheme", "uuid5")
    assert result.status == 2
    assert "uuid5 needs --namespace" in result.err


def test_source_column_comes_after_the_parts(tmp_path: Path, dvspec: InProcess) -> None:
    rules = "  Source: {type: string, description: S.}\n  Part: {type: string, description: P.}\n"
    rules += "guid: {column: ThingId, from: Source}\n"
    rules += "identifier: {column: Name, parts: [Part], example: {parts: [a], value: a}}\n"
    specs = write(tmp_path / "specs", THING + rules)
    assert dvspec("id", "Thing", "lamp", _HEX, "--specs", specs).out.splitlines() == ["lamp", str(UUID(_HEX))]
    for parts in ([], ["lamp"], ["lamp", _HEX, _HEX]):
        result = dvspec("id", "Thing", *parts, "--specs", specs)
        assert (result.status, result.out) == (2, "")
        assert f"2 parts are needed (Part, Source), not {len(parts)}" in result.err
