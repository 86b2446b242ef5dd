"""A folder of specs on disk: which files are specs, and their bytes. Nothing of them is understood here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dvspec.findings import Finding, Place, Refused, Rule, Severity
from dvspec.reserved_names import is_device_name
from dvspec.spec.limits import BESIDE_BYTES, FILE_BYTES, MOST_FINDINGS, OVERSIZED_SPEC

SOLUTION_FILE = "solution.yaml"
LIBRARIES = "library"
FORMULAS = "formulas"
"""Folders beside the specs whose files are read with them."""
FILE_NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.yaml")
_ENDINGS = (".yaml", ".yml")  # in any case; only .yaml is read
_NOT_ON_WINDOWS = re.compile('[<>:"|?*\\\\\x00-\x1f]|[. ]$')
_TABLE = re.compile(rb"^table:", re.MULTILINE)

UNREADABLE = Rule(
    "DV101",
    "unreadable-spec",
    Severity.ERROR,
    "Spec files and their folder can be read.",
    "Check the path and its permissions.",
)
OUTSIDE_FOLDER = Rule(
    "DV111",
    "spec-outside-folder",
    Severity.ERROR,
    "Spec files are inside their folder, links included.",
    "Copy the file into the folder.",
)
IN_SUBFOLDER = Rule(
    "DV113",
    "spec-in-subfolder",
    Severity.WARNING,
    "Specs of tables are in the folder of specs itself, not in its subfolders.",
    "Move the file into the folder of specs, or out of it.",
)
FILE_NAME = Rule(
    "DV224",
    "spec-file-name",
    Severity.ERROR,
    "Names of spec files end in .yaml, contain only letters, digits, dots, hyphens and underscores, and are valid on"
    " Windows.",
    "Rename the file, or move it out of the folder of specs.",
)


@dataclass(frozen=True, slots=True)
class SpecFolder:
    """The files of a folder of specs, path -> bytes, and what is wrong with the files as files.

    The specs come first, in order of name, then the files beside them: libraries, formulas, and the files that
    packages carry.
    """

    files: dict[str, bytes]
    findings: list[Finding]


def read_folder(folder: Path) -> SpecFolder:
    """Read a folder of specs. Hidden files and those that editors leave behind are ignored.

    Raises Refused if there is no such folder, or no solution.yaml in it.
    """
    try:
        entries = sorted(path for path in folder.iterdir() if path.name[0] != ".")
    except OSError as error:
        raise Refused([_finding(UNREADABLE, folder, f"can't read the folder of specs: {_reason(error)}")]) from None
    result = SpecFolder({}, [])
    paths = [path for path in entries if path.suffix.lower() in _ENDINGS]
    home = os.path.realpath(folder)
    for path in paths:
        try:
            result.files[path.as_posix()] = _read_spec(path, home)
        except Refused as refused:
            result.findings.extend(refused.findings)
    if not any(path.name == SOLUTION_FILE for path in paths):
        message = (
            f"there is no {SOLUTION_FILE} in {folder}; `dvspec init DIR` writes a set of specs into an empty folder"
        )
        raise Refused([*result.findings, _finding(UNREADABLE, folder, message)])
    carried = carried_folder(result.files.get((folder / SOLUTION_FILE).as_posix(), b""))
    for entry in entries:
        if entry.name in (LIBRARIES, FORMULAS, carried):
            _read_beside(entry, home, result)
        elif entry.suffix.lower() not in _ENDINGS:
            result.findings.extend(_specs_in_subfolder(entry))
    return result


def parted(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the specs among the files of a folder, and the files beside them by path from the folder."""
    solutions = [path for path in files if f"/{path}".endswith(f"/{SOLUTION_FILE}")]
    solution = min(solutions, key=len, default="")
    home = solution.removesuffix(SOLUTION_FILE)
    carried = carried_folder(files[solution]) if solution else ""
    folders = tuple(f"{home}{name}/" for name in (LIBRARIES, FORMULAS, carried) if name)
    beside = {path.removeprefix(home): data for path, data in files.items() if path.startswith(folders)}
    return {path: data for path, data in files.items() if not path.startswith(folders)}, beside


def carried_folder(solution: bytes) -> str:
    """Return the folder whose files packages carry, given the bytes of solution.yaml; '' if there is none."""
    if b"carry" not in solution:
        return ""
    from dvspec.spec.yaml_reader import read

    try:
        value = read(solution.decode("utf-8-sig"), SOLUTION_FILE).value
    except (UnicodeDecodeError, Refused):  # reported when it is loaded
        return ""
    name = value.get("carry") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""


def _read_beside(folder: Path, home: str, result: SpecFolder) -> None:
    """Read the files of a folder beside the specs, those of the folders in it included."""
    largest = FILE_BYTES if folder.name in (LIBRARIES, FORMULAS) else BESIDE_BYTES
    pending = [folder]
    size = 0
    while pending:
        parent = pending.pop()
        try:
            if not Path(os.path.realpath(parent)).is_relative_to(home):
                raise Refused([_finding(OUTSIDE_FOLDER, parent, "this link leads outside the folder of specs")])
            if parent != folder and parent.is_symlink():
                raise Refused([_finding(UNREADABLE, parent, "links to folders are not followed")])
            children = sorted(path for path in parent.iterdir() if path.name[0] != ".")
        except Refused as refused:
            result.findings.extend(refused.findings)
            continue
        except OSError as error:
            result.findings.append(_finding(UNREADABLE, parent, f"can't be read: {_reason(error)}"))
            continue
        pending += [path for path in reversed(children) if path.is_dir()]
        for path in children:
            if path.is_dir():
                continue
            try:
                data = _read(path, home, min(largest, BESIDE_BYTES - size))
            except Refused as refused:
                result.findings.extend(refused.findings)
                if len(result.findings) > MOST_FINDINGS:
                    return
                continue
            size += len(data)
            result.files[path.as_posix()] = data


def _read_spec(path: Path, home: str) -> bytes:
    if path.suffix != ".yaml":
        raise Refused([_finding(FILE_NAME, path, f"'{path.suffix}' files are not read")])
    if not FILE_NAME_PATTERN.fullmatch(path.name):
        message = f"{path.name!r} contains characters other than letters, digits, dots, hyphens and underscores"
        raise Refused([_finding(FILE_NAME, path.parent, message)])
    return _read(path, home, FILE_BYTES)


def _read(path: Path, home: str, largest: int) -> bytes:
    if is_device_name(path.name):
        message = f"'{path.name}' is the name of a device on Windows, where no file can have it"
        raise Refused([_finding(FILE_NAME, path, message)])
    if _NOT_ON_WINDOWS.search(path.name):
        raise Refused([_finding(FILE_NAME, path.parent, f"no file on Windows can have the name {path.name!r}")])
    if not Path(os.path.realpath(path)).is_relative_to(home):
        raise Refused([_finding(OUTSIDE_FOLDER, path, "this link leads outside the folder of specs")])
    try:
        if not path.is_file():
            raise Refused([_finding(UNREADABLE, path, "this is not a file")])
        if path.stat().st_size > largest:
            raise Refused([_finding(OVERSIZED_SPEC, path, _too_large(largest))])
        return path.read_bytes()
    except OSError as error:
        raise Refused([_finding(UNREADABLE, path, f"can't be read: {_reason(error)}")]) from None


def _too_large(largest: int) -> str:
    if largest == FILE_BYTES:
        return f"the file is larger than {FILE_BYTES:,} bytes"
    return f"the files of the folder are larger than {BESIDE_BYTES:,} bytes together"


def _specs_in_subfolder(folder: Path, levels: int = 3) -> list[Finding]:
    """Return a warning for every table's spec in a folder of the folder of specs: it is not read."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    findings = []
    try:
        for path in sorted(folder.iterdir()):
            if path.name[0] == "." or path.is_symlink():
                continue
            if path.is_dir() and levels > 1:
                findings += _specs_in_subfolder(path, levels - 1)
            elif path.suffix.lower() in _ENDINGS and path.is_file() and _declares_a_table(path):
                findings.append(_finding(IN_SUBFOLDER, path, "this spec is in a subfolder, so it is not read"))
    except OSError:  # a folder that can't be read is taken to hold no specs
        pass
    return findings


def _declares_a_table(path: Path) -> bool:
    with open(path, "rb") as stream:
        return _TABLE.search(stream.read(10_000)) is not None


def _reason(error: OSError) -> str:
    """Return why a file operation failed, without the path, which the message names anyway."""
    return error.strerror or str(error)


def _finding(rule: Rule, path: Path, message: str) -> Finding:
    return Finding(rule, Place(path.as_posix()), message)
