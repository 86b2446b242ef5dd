"""Formulas: the files that define how columns are computed, and the columns' references to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dvspec.model import Column, Solution, Table

_LINE = r"[ -~\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\U00010000-\U0010ffff]*"
_PLAIN = re.compile(rf"(?!.*(: |:$| #)){_LINE}")  # YAML reads it as it is written
_BLOCK = re.compile(rf"{_LINE}(\n{_LINE})*")


def formula_files(solution: Solution) -> Iterator[tuple[Table, str, str]]:
    """Yield the table, the name and the text of each file that the columns of the package are defined by."""
    for table in solution.tables:
        power_fx = {}
        for column in table.columns:
            if column.existing or not (column.formula and column.formula.text):
                continue
            if column.formula.kind == "formula":
                power_fx[column.logical_name] = column.formula.text
            else:
                yield table, formula_file(column, table), column.formula.text
        if power_fx:
            entries = (f"{name}: {_scalar(text)}\n" for name, text in sorted(power_fx.items()))
            yield table, _power_fx_file(table), "".join(entries)


def formula_file(column: Column, table: Table) -> str:
    """Return the name of the file that defines a column, '' if none does."""
    if column.formula is None or not column.formula.text:
        return ""
    if column.formula.kind == "formula":
        return _power_fx_file(table)
    return f"{table.logical_name}-{column.logical_name}.xaml"


def _power_fx_file(table: Table) -> str:
    return f"{table.logical_name}-FormulaDefinitions.yaml"


def _scalar(formula: str) -> str:
    """Return a formula as YAML: in one line as it is, else in a block."""
    text = f"={formula.strip()}"
    if _PLAIN.fullmatch(text):
        return text
    if _BLOCK.fullmatch(text):
        return "|-\n" + "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
    quoted = (letter if " " <= letter <= "~" and letter not in '"\\' else f"\\U{ord(letter):08X}" for letter in text)
    return f'"{"".join(quoted)}"'
