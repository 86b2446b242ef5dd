"""From spec files to the model: read, check against the grammar, build, check against the rules."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dvspec.findings import Finding, Place, Refused, Rule, did_you_mean, errors
from dvspec.model import Solution
from dvspec.spec import codes

if TYPE_CHECKING:
    from dvspec.spec.build import Overlay
    from dvspec.spec.document import Document

HEAD = "solution.yaml"
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.yaml")
_ENDINGS = (".yaml", ".yml")  # in any case; only .yaml is read
_TABLE = re.compile(rb"^table:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder of specs holds: the model, and the warnings that came with it."""

    solution: Solution
    warnings: list[Finding]


def load(folder: Path, overlay: Overlay | None = None) -> Loaded:
    """Read a folder of specs, perhaps for another publisher than its own.

    Raises Refused with every finding where one of them is an error.
    """
    from dvspec.spec.build import Overlay, build
    from dvspec.spec.grammar import check
    from dvspec.spec.rules import check_rules
    from dvspec.spec.rules.overlay import check_overlay

    findings: list[Finding] = []
    head: Document | None = None
    documents: dict[str, Document] = {}
    paths = spec_files(folder, findings)
    sound = not errors(findings)
    for path in paths:
        try:
            document = _read(path, folder)
        except Refused as refused:
            findings += refused.findings
            sound = False
            continue
        is_head = path.name == HEAD
        fits = check(document, "solution" if is_head else "table")
        sound = sound and fits
        if not fits:
            findings += document.findings
        elif is_head:
            head = document
        else:
            name = document.value["table"]
            if name in documents:
                message = f"table '{name}' is also declared in {documents[name].file}"
                document.report(codes.NAME_TWICE, message, document.place(("table",)))
                findings += document.findings
            else:
                documents[name] = document

    if head is None:  # without it no name is complete
        findings += [finding for document in documents.values() for finding in document.findings]
        raise Refused(sorted(findings, key=_position))
    if sound:  # else the tables that are missed may be among those that were refused
        _check_listing(head, documents)
    overlay = overlay or Overlay()
    solution = build(head, documents, overlay)
    check_overlay(overlay, head, documents)
    check_rules(solution, head, documents)
    for document in (head, *documents.values()):
        findings += document.findings
    if not sound:
        findings = [finding for finding in findings if finding.rule is not codes.NO_SUCH_TABLE]
    findings.sort(key=_position)
    if errors(findings):
        raise Refused(findings)
    return Loaded(solution, findings)


def _position(finding: Finding) -> tuple[str, int, int]:
    return finding.place.file, finding.place.line, finding.place.column


def spec_files(folder: Path, findings: list[Finding]) -> list[Path]:
    """Return a folder's spec files in order of name; what can't be one, or isn't read, becomes a finding.

    Hidden files and what editors leave behind are ignored.

    Raises Refused where there is no such folder, or no solution.yaml in it.
    """
    try:
        entries = sorted(path for path in folder.iterdir() if path.name[0] != ".")
    except OSError as error:
        raise Refused([_about(codes.UNREADABLE, folder, f"can't read the folder of specs: {reason(error)}")]) from None
    paths = [path for path in entries if path.suffix.lower() in _ENDINGS]
    near = [path for path in paths if path.suffix != ".yaml"]
    findings += [_about(codes.FILE_NAME, path, f"'{path.suffix}' files are not read") for path in near]
    for entry in entries:
        findings += _below(entry)
    if not any(path.name == HEAD for path in paths):
        message = f"there is no {HEAD} in {folder}; `dvspec init DIR` writes a set of specs into an empty folder"
        raise Refused([*findings, _about(codes.UNREADABLE, folder, message)])
    good = []
    home = os.path.realpath(folder)
    for path in paths:
        if path in near:
            continue
        if not _FILE_NAME.fullmatch(path.name):
            message = f"{path.name!r} can't be a spec's file name: letters, digits, dots, hyphens and underscores"
            findings.append(_about(codes.FILE_NAME, folder, message))
        elif not Path(os.path.realpath(path)).is_relative_to(home):
            findings.append(_about(codes.ESCAPES, path, "this link leads outside the folder of specs"))
        else:
            good.append(path)
    return good


def _below(folder: Path, levels: int = 3) -> list[Finding]:
    """Return a warning for every table's spec in a folder of the folder of specs: nobody reads it there."""
    if folder.suffix.lower() in _ENDINGS or folder.is_symlink() or not folder.is_dir():
        return []
    found = []
    try:
        for path in sorted(folder.iterdir()):
            if path.name[0] == "." or path.is_symlink():
                continue
            if path.is_dir() and levels > 1:
                found += _below(path, levels - 1)
            elif path.suffix.lower() in _ENDINGS and path.is_file() and _declares_a_table(path):
                found.append(_about(codes.NOT_READ, path, "this spec is in a subfolder, so it is not read"))
    except OSError:  # a folder that can't be read holds no specs, as far as anybody can say
        pass
    return found


def _declares_a_table(path: Path) -> bool:
    with open(path, "rb") as stream:
        return _TABLE.search(stream.read(10_000)) is not None


def reason(error: OSError) -> str:
    """Return why a file operation failed, without the path that the message names anyway."""
    return error.strerror or str(error)


def _read(path: Path, folder: Path) -> Document:
    from dvspec.spec import document

    file = path.as_posix()
    try:
        if not path.is_file():
            raise Refused([_about(codes.UNREADABLE, path, "this is not a file")])
        if path.stat().st_size > document.LARGEST_FILE:
            message = f"the file is larger than {document.LARGEST_FILE:,} bytes"
            raise Refused([_about(codes.TOO_LARGE, path, message)])
        data = path.read_bytes()
    except OSError as error:
        raise Refused([_about(codes.UNREADABLE, path, f"can't be read: {reason(error)}")]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is no UTF-8; save the file as UTF-8"
        raise Refused([Finding(codes.NOT_YAML, Place(file, line), message)]) from None
    read = document.read(text, file)
    if read.value is None:
        raise Refused([_about(codes.EMPTY, path, "the file is empty")])
    return read


def _about(rule: Rule, path: Path, message: str) -> Finding:
    return Finding(rule, Place(path.as_posix()), message)


def _check_listing(head: Document, documents: dict[str, Document]) -> None:
    listed = head.value["tables"]
    for position, name in enumerate(listed):
        if name not in documents:
            message = f"there is no spec of table '{name}'{did_you_mean(name, documents)}"
            head.report(codes.NO_SUCH_TABLE, message, head.place(("tables", position)))
    for name, document in documents.items():
        if name not in listed:
            message = f"table '{name}' is not listed under tables in {HEAD}"
            document.report(codes.NOT_LISTED, message, document.place(("table",)))
