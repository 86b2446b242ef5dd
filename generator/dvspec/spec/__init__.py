"""From spec files to the model: read, check against the grammar, build, check against the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dvspec.findings import Finding, Place, Refused, Rule, Severity, errors
from dvspec.model import Solution

if TYPE_CHECKING:
    from dvspec.spec.build import Overlay
    from dvspec.spec.document import Document

EMPTY_SPEC = Rule(
    "DV103",
    "empty-spec",
    Severity.ERROR,
    "Spec files are not empty.",
    "Write the table's spec, or delete the file.",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a set of specs declares: the model, and the warnings that came with it."""

    solution: Solution
    warnings: list[Finding]


def load_folder(folder: Path, overlay: Overlay | None = None) -> Loaded:
    """Read a folder of specs and load them. Raises Refused as `read_folder` and `load` do."""
    from dvspec.spec.folder import read_folder

    specs = read_folder(folder)
    return load(specs.files, overlay, specs.findings)


def load(files: Mapping[str, bytes], overlay: Overlay | None = None, file_findings: Sequence[Finding] = ()) -> Loaded:
    """Return the model of spec files, path -> bytes: solution.yaml, one file per table, and the files beside them.

    `overlay` is a publisher to build for in place of solution.yaml's. `file_findings` are about files that could not
    be read; they are returned with all others. Raises Refused with every finding if one of them is an error.
    """
    from dvspec.spec.build import Overlay, build
    from dvspec.spec.extensions import fill_in
    from dvspec.spec.externals import Externals
    from dvspec.spec.folder import SOLUTION_FILE, UNREADABLE, parted
    from dvspec.spec.libraries import include
    from dvspec.spec.rules import check_rules, references
    from dvspec.spec.rules.files import check_files
    from dvspec.spec.rules.naming import DUPLICATE_NAME
    from dvspec.spec.rules.overlay import check_overlay

    findings = list(file_findings)
    solution_document: Document | None = None
    documents: dict[str, Document] = {}  # by table
    all_read = not errors(findings)  # else a table that seems to be missing may be in a file that was refused
    externals = Externals({})
    specs, beside = parted(files)
    libraries, problems = _libraries(beside, files)
    findings += problems
    for file in sorted(specs, key=lambda file: (not _is_solution(file), file)):
        is_solution = _is_solution(file)
        try:
            document = _read(files[file], file, "solution" if is_solution else "table")
        except Refused as refused:
            findings += refused.findings
            all_read = False
            continue
        if is_solution:
            solution_document = document
            externals = Externals.declared_by(document.value)
            continue
        if not include(document, libraries, beside):
            findings += document.findings
            all_read = False
            continue
        fill_in(document, externals)
        table = document.value["table"]
        if table in documents:
            message = f"table '{table}' is also declared in {documents[table].file}"
            document.report(DUPLICATE_NAME, message, document.place(("table",)))
            findings += document.findings
        else:
            documents[table] = document

    if solution_document is None:  # without it no name is complete
        findings += [finding for document in documents.values() for finding in document.findings]
        if all_read:
            findings.append(Finding(UNREADABLE, Place(SOLUTION_FILE), f"there is no {SOLUTION_FILE}"))
        raise Refused(sorted(findings, key=_position))
    overlay = overlay or Overlay()
    solution = build(solution_document, documents, overlay, externals, beside)
    references.check(solution_document, documents, externals, all_read=all_read)
    check_files(solution_document, documents, beside)
    check_overlay(overlay, solution_document, documents)
    check_rules(solution, solution_document, documents)
    for document in (solution_document, *documents.values()):
        findings += document.findings
    findings.sort(key=_position)
    if errors(findings):
        raise Refused(findings)
    return Loaded(solution, findings)


def _libraries(beside: Mapping[str, bytes], files: Mapping[str, bytes]) -> tuple[dict[str, Document], list[Finding]]:
    """Return the documents of libraries by their paths from the folder of specs, and what is wrong with the others."""
    from dvspec.spec.folder import LIBRARIES

    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for path, data in beside.items():
        if path.startswith(f"{LIBRARIES}/") and path.endswith(".yaml"):
            try:
                documents[path] = _read(data, next(file for file in files if file.endswith(path)), "library")
            except Refused as refused:
                findings += refused.findings
            else:
                findings += documents[path].findings
    return documents, findings


def _is_solution(file: str) -> bool:
    return file.rpartition("/")[2] == "solution.yaml"


def _position(finding: Finding) -> tuple[str, int, int]:
    return finding.place.file, finding.place.line, finding.place.column


def _read(data: bytes, file: str, grammar: str) -> Document:
    """Return a file's document. Raises Refused if it is not YAML, or does not satisfy the grammar."""
    from dvspec.spec.grammar import check
    from dvspec.spec.yaml_reader import INVALID_YAML, read

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not valid UTF-8; save the file as UTF-8"
        raise Refused([Finding(INVALID_YAML, Place(file, line), message)]) from None
    document = read(text, file)
    if document.value is None:
        raise Refused([Finding(EMPTY_SPEC, Place(file), "the file is empty")])
    if not check(document, grammar):
        raise Refused(document.findings)
    return document
