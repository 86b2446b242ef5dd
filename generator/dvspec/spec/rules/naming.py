"""Names: different where Dataverse or Python must tell them apart, and valid there."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec import reserved_names
from dvspec.dataverse.limits import NAME_LENGTH
from dvspec.dataverse.types import TYPES
from dvspec.dataverse.xml_types import ROLLUP_COMPANIONS
from dvspec.findings import Place, Rule, Severity
from dvspec.model import Column, Solution, Table
from dvspec.spec.document import Document
from dvspec.spec.grammar_errors import EXCEEDS_LIMIT, INVALID_VALUE
from dvspec.spec.rules.relationships import many_to_many, place_of

DUPLICATE_NAME = Rule(
    "DV201",
    "duplicate-name",
    Severity.ERROR,
    "Names that Dataverse or Python must distinguish are different.",
    "Rename one, or set its logical_name, schema_name, python_name or class_name.",
    "0x80047013",
)
INVALID_PYTHON_NAME = Rule(
    "DV202",
    "invalid-python-name",
    Severity.ERROR,
    "Names in specs yield valid Python names.",
    "Rename it, or set its Python name: python_name for a column, name for an option, class_name for a choice"
    " or a payload, payload_names for a payload's members.",
)
GENERATED_COLUMN = Rule(
    "DV211",
    "generated-column",
    Severity.ERROR,
    "Specs do not declare the columns that Dataverse adds itself.",
    "Remove the column, or set another logical_name.",
    "0x80047013",
)


class _Names:
    """The owners of names that must be unique, regardless of case unless `case_sensitive`."""

    def __init__(self, label: str, *, case_sensitive: bool = False) -> None:
        self.label = label
        self.case_sensitive = case_sensitive
        self.owners: dict[str, str] = {}

    def add(self, name: str, owner: str, document: Document, place: Place, fix: str = "") -> None:
        first = self.owners.setdefault(name if self.case_sensitive else name.casefold(), owner)
        if first != owner:
            message = f"{self.label} '{name}' of {owner} is also that of {first}{fix}"
            document.report(DUPLICATE_NAME, message, place)


def check(solution: Solution, solution_document: Document, documents: Mapping[str, Document]) -> None:
    """Report duplicate names, and names that Python or Dataverse does not allow."""
    labels = ("logical name", "schema name", "entity set name", "collection name", "Python module", "relationship")
    tables = {label: _Names(label) for label in labels}
    classes, sets, functions = _Names("Python class", case_sensitive=True), _Names("option set"), _Names("function")
    functions.owners["deterministic_guid"] = "every package"
    problem = reserved_names.package_name_problem(solution.python_package)
    if problem:
        message = f"'{solution.python_package}' is {problem}; set another python_package"
        solution_document.report(INVALID_PYTHON_NAME, message, solution_document.place(("python_package",)))
    for name, option_set in zip(solution_document.value.get("choices", {}), solution.option_sets, strict=True):
        place = solution_document.place(("choices", name), key=True)
        owner = f"choice '{name}'"
        _class_name(option_set.class_name, owner, classes, solution_document, place)
        sets.add(option_set.name, owner, solution_document, place)
    for table in solution.tables:
        document = documents[table.name]
        owner = f"table '{table.name}'"
        place = document.place(("table",))
        for label, name, key in (
            ("logical name", table.logical_name, "logical_name"),
            ("schema name", table.schema_name, "schema_name"),
            ("entity set name", table.entity_set_name, "entity_set_name"),
            ("collection name", table.collection_name, "collection_name"),
            ("Python module", table.python_module, "table"),
        ):
            if label == "Python module" or not table.extends:  # whose names are known
                tables[label].add(name, owner, document, document.place((key,)))
            if label != "Python module" and not table.extends:
                _length(name, owner, document, document.place((key,)))
        if not table.extends:
            _schema_name(table.schema_name, table.logical_name, owner, document, document.place(("schema_name",)))
        problem = reserved_names.module_name_problem(table.python_module)
        if problem:
            message = f"table '{table.name}' yields the module '{table.python_module}', {problem}; rename the table"
            document.report(INVALID_PYTHON_NAME, message, place)
        for class_name in (table.name, f"{table.name}Column", f"{table.name}IdentifierParts"):
            _class_name(class_name, owner, classes, document, place)
        for function in _functions(table):
            functions.add(function, owner, document, place, "; rename the table")
        _check_columns(table, tables["relationship"], tables["logical name"], sets, document)
        _check_classes(table, owner, document)


def _functions(table: Table) -> list[str]:
    """Return the names of the functions that the outputs have for a table's identifier and GUID."""
    module = table.python_module
    own = [f"{module}_identifier", f"parse_{module}_identifier"] if table.identifier else []
    return [*own, f"{module}_guid"] if table.guid else own


def _check_columns(table: Table, relationships: _Names, tables: _Names, sets: _Names, document: Document) -> None:
    logical, schema, python = (_Names(kind) for kind in ("logical name", "schema name", "Python name"))
    documented = _Names("documented name", case_sensitive=True)
    generated = {name: column.name for column in table.columns for name in _companions(column)}
    navigation = _Names("navigation property")
    for column in table.columns:
        owner = f"column '{column.name}' of {table.name}"
        place = document.place(("columns", column.name), key=True)
        logical.add(column.logical_name, owner, document, place)
        schema.add(column.schema_name, owner, document, place)
        python.add(column.python_name, owner, document, place)
        documented.add(column.documented_as or column.name, owner, document, place, "; set its documented_as")
        _length(column.logical_name, owner, document, place)
        if column.name != table.primary_id or column.type != "guid":  # which Dataverse names after its table
            _schema_name(column.schema_name, column.logical_name, owner, document, place)
        if column.logical_name in generated and not column.existing:
            message = f"Dataverse adds the column '{column.logical_name}'"
            document.report(GENERATED_COLUMN, f"{message} itself, for '{generated[column.logical_name]}'", place)
        problem = reserved_names.python_name_problem(column.python_name)
        if problem:
            message = f"column '{column.name}' yields '{column.python_name}', {problem}; set its python_name"
            document.report(INVALID_PYTHON_NAME, message, place)
        if column.option_set and not column.option_set.is_global:
            sets.add(column.option_set.name, owner, document, place)
        for relationship in column.relationships:
            place = document.place(place_of(document, column.name, relationship.target, "name"))
            side = owner if len(column.relationships) == 1 else f"{owner} to {relationship.target}"
            navigation.add(relationship.navigation, side, document, place, "; set the schema_name of one")
            if not column.existing:
                relationships.add(relationship.schema_name, side, document, place)
                _length(relationship.schema_name, side, document, place)
    for name, pairs in many_to_many(table, document):
        owner = f"many-to-many relationship '{name}' of {table.name}"
        place = document.place(("many_to_many", name), key=True)
        relationships.add(pairs.schema_name, owner, document, place)
        tables.add(pairs.intersect_name, owner, document, place, "; set its intersect")
        _length(pairs.schema_name, owner, document, place)
        _length(pairs.intersect_name, owner, document, place)


def _companions(column: Column) -> list[str]:
    """Return the logical names of the columns that Dataverse adds beside a column."""
    endings = list(TYPES[column.type].companions)
    if column.formula is not None and column.formula.kind == "rollup":
        endings += ROLLUP_COMPANIONS
    if len(column.relationships) > 1:
        endings.append("type")
    return [column.logical_name + ending for ending in endings]


def _check_classes(table: Table, owner: str, document: Document) -> None:
    """Report classes of one name in a table's module; classes of different modules may share names."""
    classes = _Names("Python class", case_sensitive=True)
    classes.owners |= {table.name: owner, f"{table.name}Column": owner}
    for column in table.columns:
        if column.option_set and column.option_set.is_global:
            shared = f"choice '{column.option_set.class_name}' of solution.yaml"
            place = document.place(("columns", column.name, "choices"))
            classes.add(column.option_set.class_name, shared, document, place)
    for column in table.columns:
        owner = f"column '{column.name}' of {table.name}"
        if column.option_set and not column.option_set.is_global:
            place = document.place(("columns", column.name), key=True)
            _class_name(column.option_set.class_name, owner, classes, document, place, "; set its class_name")
        elif column.payload and (column.payload.class_name or column.payload.names):
            place = document.place(("columns", column.name, "payload"))
            _class_name(column.payload.class_name, owner, classes, document, place, "; set its class_name")


def _class_name(
    name: str, owner: str, classes: _Names, document: Document, place: Place, fix: str = "; rename it"
) -> None:
    problem = reserved_names.class_name_problem(name)
    if problem:
        given = f"yields the Python class '{name}', {problem}" if name else "does not yield a name for a Python class"
        document.report(INVALID_PYTHON_NAME, f"{owner} {given}{fix}", place)
        return
    classes.add(name, owner, document, place, fix)


def _schema_name(name: str, logical_name: str, owner: str, document: Document, place: Place) -> None:
    if name.lower() != logical_name:
        message = f"schema name '{name}' of {owner} must equal the logical name '{logical_name}' except in case"
        document.report(INVALID_VALUE, message, place)


def _length(name: str, owner: str, document: Document, place: Place) -> None:
    if len(name) > NAME_LENGTH:
        message = f"'{name}' of {owner} has {len(name)} characters; the limit is {NAME_LENGTH}"
        document.report(EXCEEDS_LIMIT, message, place)
