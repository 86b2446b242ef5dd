"""Whatever the bytes, verify answers with findings and raises nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dvspec.findings import Finding
from dvspec.verify import verify
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION, zipped
from tests.verify.mutations import changed_lines

CLEAN = clean_package.build()
ZIP = zipped(CLEAN)
LINES = {name: CLEAN[name].split("\n") for name in (SOLUTION, CUSTOMIZATIONS)}
FOLDER = tempfile.TemporaryDirectory(prefix="dvspec-fuzz-")  # goes with the process

_bounded = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def _verified(data: bytes) -> list[Finding]:
    path = Path(FOLDER.name) / "package.zip"
    path.write_bytes(data)
    findings = verify(path)
    assert all(isinstance(finding, Finding) for finding in findings)
    assert findings == verify(path), "twice the same"
    return findings


@_bounded
@given(some.lists(some.tuples(some.integers(0, len(ZIP) - 1), some.integers(0, 255)), min_size=1, max_size=8))
def test_bytes_of_the_zip_changed(changes: list[tuple[int, int]]) -> None:
    data = bytearray(ZIP)
    for at, value in changes:
        data[at] = value
    _verified(bytes(data))


@_bounded
@given(some.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    assert _verified(data)
    assert _verified(b"PK\x03\x04" + data)


@_bounded
@given(some.binary(max_size=200), some.sampled_from([SOLUTION, CUSTOMIZATIONS, "[Content_Types].xml"]))
def test_any_bytes_as_xml(data: bytes, name: str) -> None:
    assert _verified(zipped({**CLEAN, name: data}))


_line_texts = some.one_of(
    some.text(max_size=12),
    some.sampled_from(["", "0", "-1", "1e999", "9" * 400, "nan", "sample_", "True", "{}", "&#0;", "1.0.0.0", "\ufffe"]),
)


@_bounded
@given(
    some.sampled_from([SOLUTION, CUSTOMIZATIONS]),
    some.lists(some.tuples(some.integers(0, 10_000), some.integers(0, 5), _line_texts), min_size=1, max_size=6),
)
def test_lines_of_the_xml_moved_and_changed(name: str, changes: list[tuple[int, int, str]]) -> None:
    text = changed_lines(LINES[name], changes)
    _verified(zipped({**CLEAN, name: text.encode("utf-8", "surrogatepass")}))


_tags = some.sampled_from(
    "Entities Entity EntityInfo entity attributes attribute Name Type optionset options option labels label "
    "EntityRelationships EntityRelationship EntityKeys EntityKey SavedQueries savedqueries savedquery fetchxml "
    "layoutxml SolutionManifest Publisher RootComponents RootComponent Languages Language".split()
)
_attributes = some.dictionaries(
    some.sampled_from("Name PhysicalName value type schemaName behavior languagecode description name".split()),
    some.sampled_from(["", "1", "sample_x", "x y", "-", "1033"]),
    max_size=3,
)


def _element(tag: str, marks: dict[str, str], inside: list[str]) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in marks.items())
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"


_texts = some.sampled_from(["", "1", "sample_x", "lookup", "nvarchar", "-"])
_trees = some.recursive(
    some.builds(_element, _tags, _attributes, some.lists(_texts, max_size=1)),
    lambda below: some.builds(_element, _tags, _attributes, some.lists(below, max_size=4)),
    max_leaves=25,
)


@_bounded
@given(some.lists(_trees, max_size=4), some.sampled_from([SOLUTION, CUSTOMIZATIONS]))
def test_known_line_texts_in_any_order(trees: list[str], name: str) -> None:
    _verified(zipped({**CLEAN, name: f"<ImportExportXml>{''.join(trees)}</ImportExportXml>"}))
