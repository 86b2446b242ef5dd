"""Names for what a source calls by Dataverse's names: PascalCase that reads well, valid in Python, different."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from dvspec import names, reserved_names
from dvspec.reserved_names import LONGEST_CLASS, LONGEST_FIELD, LONGEST_MODULE

LONGEST_OPTION = 60
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}__?(?=.)")
_WORD = re.compile("[A-Za-z0-9]+")
_CAMEL = re.compile("[a-z][A-Z]")
_CLASSES_OF_TABLES = ("", "Column", "IdentifierParts")  # endings of the classes that a table's module has
_LONGEST_TABLE = LONGEST_CLASS - max(map(len, _CLASSES_OF_TABLES))
_NUMBER = 4  # characters that a number may take
_FILE_OF_SOLUTION = "solution"


class ColumnName(NamedTuple):
    """The names of a column in specs and in Python."""

    name: str
    python_name: str


class TableName(NamedTuple):
    """The names of a table in specs and in Python, and of its file."""

    name: str
    python_module: str
    file: str


def prefix_of(name: str) -> str:
    """Return the customization prefix of a schema name or logical name, with its underscore; '' if it has none.

    Names of Dataverse's own, such as address1_city, can look as if they had one.
    """
    match = _PREFIX.match(name)
    return match[0] if match else ""


def readable(name: str, display_name: str = "") -> str:
    """Return a name in PascalCase for a schema name or logical name without prefix.

    `BranchVisit` stays, `branch_visit` is the same, and so is `branchvisit` by the display name `Branch visit`.
    '' if there is no letter or digit.
    """
    name = names.in_ascii(name)
    words = _WORD.findall(name)
    if not _CAMEL.search(name):
        shown = _WORD.findall(names.in_ascii(display_name))
        if "".join(shown).lower() == "".join(words).lower():
            words = [word.capitalize() if len(word) > 3 and word.isupper() else word for word in shown]
        elif name.isupper():
            words = [word.lower() for word in words]
    return "".join(f"{word[0].upper()}{word[1:]}" for word in words)


def column_names(columns: Iterable[tuple[str, str]]) -> list[ColumnName]:
    """Return names for the columns of one table, each given by its schema name without prefix and its display name."""
    taken: set[str] = set()
    python_taken: set[str] = set()
    result = []
    for schema_name, display_name in columns:
        proposal = _starting_with_letter(readable(schema_name, display_name), "Column")
        name = _unique(_shortened(proposal, LONGEST_FIELD), taken)
        python_name = _unique(_field(name), python_taken, "_")
        result.append(ColumnName(name, python_name))
    return result


def table_names(tables: Iterable[tuple[str, str]], taken_classes: Iterable[str] = ()) -> list[TableName]:
    """Return names for the tables of a solution, each given by its schema name without prefix and its display name.

    `taken_classes` are classes that no table can have.
    """
    taken = {name.casefold() for name in taken_classes}
    modules: set[str] = set()
    result = []
    for schema_name, display_name in tables:
        name = _starting_with_letter(readable(schema_name, display_name), "Table")
        if _table_problem(name):
            name += "Table"
        name = _shortened(name, min(_LONGEST_TABLE, LONGEST_MODULE))
        while any(f"{name}{ending}".casefold() in taken for ending in _CLASSES_OF_TABLES) or (
            names.snake_case(name) in modules
        ):
            name = _numbered(name)
        taken |= {f"{name}{ending}".casefold() for ending in _CLASSES_OF_TABLES}
        module = names.snake_case(name)
        modules.add(module)
        file = "solution_table" if module == _FILE_OF_SOLUTION else module
        result.append(TableName(name, module, f"{file}.yaml"))
    return result


def choice_names(choices: Iterable[tuple[str, str]], taken_classes: Iterable[str] = ()) -> list[str]:
    """Return class names for global choices, each given by its name without prefix and its display name."""
    names_ = (_starting_with_letter(readable(name, display_name), "Choice") for name, display_name in choices)
    return class_names(names_, taken_classes)


def class_names(choices: Iterable[str], taken_classes: Iterable[str] = ()) -> list[str]:
    """Return class names for choices that share a module, each given by its name or that of its column.

    `taken_classes` are the other classes there.
    """
    taken = {name.casefold() for name in taken_classes}
    result = []
    for choice in choices:
        name = _shortened(choice, LONGEST_CLASS)
        if reserved_names.class_name_problem(name) or _is_taken(name, taken):
            name = f"{_shortened(name, LONGEST_CLASS - len('Choice'))}Choice"
        result.append(_unique(name, taken))
    return result


def option_names(options: Iterable[tuple[int, str]]) -> list[str]:
    """Return Python names for the options of a choice, each given by its value and label."""
    taken: set[str] = set()
    result = []
    for value, label in options:
        name = names.constant_case(label)[:LONGEST_OPTION].rstrip("_")
        if not name:
            name = f"OPTION_{value}".replace("-", "MINUS_")
        elif not name.isidentifier():
            name = f"OPTION_{name}"[:LONGEST_OPTION].rstrip("_")
        result.append(_unique(name, taken, "_", LONGEST_OPTION))
    return result


def _field(name: str) -> str:
    """Return the name of a field for a column's name."""
    python_name = names.snake_case(name)
    if len(python_name) > LONGEST_FIELD - _NUMBER:
        python_name = python_name[: LONGEST_FIELD - _NUMBER].rstrip("_")
    return f"{python_name}_" if reserved_names.python_name_problem(python_name) else python_name


def _table_problem(name: str) -> bool:
    return bool(
        any(reserved_names.class_name_problem(f"{name}{ending}") for ending in _CLASSES_OF_TABLES if len(name) < 40)
        or (len(name) < LONGEST_MODULE // 2 and reserved_names.module_name_problem(names.snake_case(name)))
        or names.snake_case(name) == "deterministic"  # deterministic_guid is a function of every package
    )


def _starting_with_letter(name: str, otherwise: str) -> str:
    return name if name[:1].isalpha() else f"{otherwise}{name}"


def _shortened(name: str, longest: int) -> str:
    """Return a name so short that its form in snake case, and a number, fit."""
    limit = longest - _NUMBER
    if len(names.snake_case(name)) <= limit:
        return name
    while len(names.snake_case(name)) > limit:
        name = name[:-1]
    return name


def _unique(name: str, taken: set[str], separator: str = "", longest: int = 0) -> str:
    """Return the name, or the name with a number that nothing taken has, regardless of case; it is taken then."""
    result, number = name, 1
    while _is_taken(result, taken):
        number += 1
        ending = f"{separator}{number}"
        result = (name[: longest - len(ending)] if longest else name).rstrip("_") + ending
    taken.add(result.casefold())
    return result


def _is_taken(name: str, taken: Container[str]) -> bool:
    return name.casefold() in taken


def _numbered(name: str) -> str:
    """Return the name with the next number."""
    match = re.fullmatch("(.*?)([0-9]*)", name)
    stem, number = (match[1], match[2]) if match else (name, "")
    return f"{stem}{int(number or 1) + 1}"
