"""Files beside the specs: those that specs refer to are there."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.spec.document import Document

MISSING_FILE = Rule(
    "DV114",
    "missing-referenced-file",
    Severity.ERROR,
    "The files that specs refer to are in the folder of specs: definitions of columns under formulas, libraries under"
    " library, and the folder that packages carry.",
    "Add the file, or fix its path, which begins in the folder of specs and contains / on every system.",
)


def check_files(solution_document: Document, documents: Mapping[str, Document], files: Mapping[str, bytes]) -> None:
    """Report files and folders that specs refer to and that are not there, or are not text."""
    carried = solution_document.value.get("carry")
    if carried and not any(path.startswith(f"{carried}/") for path in files):
        message = f"there is no folder '{carried}' with files beside {solution_document.file}"
        solution_document.report(MISSING_FILE, message, solution_document.place(("carry",)))
    for document in documents.values():
        for name, column in document.value["columns"].items():
            for kind in ("calculated", "rollup"):
                path = column.get(kind)
                if isinstance(path, str):
                    problem = _problem(path, files)
                    if problem:
                        message = f"'{path}', the definition of '{name}', {problem}"
                        document.report(MISSING_FILE, message, document.place(("columns", name, kind)))


def _problem(path: str, files: Mapping[str, bytes]) -> str | None:
    if path not in files:
        return f"is not beside the specs{did_you_mean(path, files)}"
    try:
        files[path].decode()
    except UnicodeDecodeError:
        return "is not text in UTF-8"
    return None
