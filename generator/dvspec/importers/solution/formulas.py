"""Formulas: how columns are computed, from the files that the package has beside its XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dvspec.importers.solution.elements import Fields
from dvspec.model import Formula
from dvspec.solution_files.package import Package

KINDS: Mapping[str, str] = {"1": "calculated", "2": "rollup", "3": "formula"}
"""Kinds of formulas by <SourceType>; that of other columns is 0."""


def formula(
    fields: Fields, table: str, column: str, package: Package, odd: Callable[[str, str], None]
) -> Formula | None:
    """Return how a column is computed, None if it is not; report a definition that the package lacks."""
    source_type, name = fields.text("SourceType"), fields.text("FormulaDefinitionFileName")
    kind = KINDS.get(source_type)
    if kind is None:
        if source_type not in ("", "0"):
            odd("source-type", f"<SourceType> {source_type} is unknown.")
        if name:
            odd("formula-file", "The column has a formula's file and is not computed.")
        return None
    text = _text(package, name)
    if text and kind == "formula":
        text = _power_fx(text, column)
    if not text:
        odd("formula-without-definition", f"The package lacks the definition of the {kind} column.")
    file = f"formulas/{table}-{column}.xaml" if text and kind != "formula" else ""
    return Formula(kind, text, file)


def _text(package: Package, name: str) -> str:
    """Return the content of a file of formulas, '' if it is missing or not text."""
    data = package.archive.formulas.get(name.rpartition("/")[2].lower(), b"") if name else b""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _power_fx(text: str, column: str) -> str:
    """Return the formula of a column in a file that has those of a whole table, '' if it is not there."""
    import yaml

    try:
        formulas = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # strings only
    except (yaml.YAMLError, ValueError, RecursionError):
        return ""
    found = formulas.get(column, "") if isinstance(formulas, dict) else ""
    return found.strip().removeprefix("=").strip() if isinstance(found, str) else ""
