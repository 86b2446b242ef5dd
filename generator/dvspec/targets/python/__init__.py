"""Target python: a package of dataclasses, one module a table, with identifier functions."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dvspec.dataverse.types import TYPES, base_currency_key
from dvspec.guids import SCHEMES, Scheme
from dvspec.model import Column, Identifier, Option, OptionSet, Part, Solution, Table
from dvspec.numbers import plain
from dvspec.targets.python import layout, runtime
from dvspec.targets.python.payloads import PayloadClass, payload_class, payload_type
from dvspec.targets.python.queries import imports_and_functions
from dvspec.targets.templates import template


@dataclass(frozen=True, slots=True)
class EnumView:
    """What the template needs of an enumeration: finished lines."""

    name: str
    docstring: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """What the template needs of a column: its field, its docstring, its entry in COLUMNS."""

    field: str
    docstring: str
    column: str


@dataclass(slots=True)
class ModuleView:
    """What the template of a table's module may use."""

    file: str
    docstring: str
    imports: str
    enums: list[EnumView]
    payloads: list[PayloadClass]
    columns_enum: EnumView
    name: str
    class_docstring: str
    constants: list[str]
    fields: list[FieldView]
    methods: list[str]


def render(solution: Solution) -> Iterator[tuple[str, str]]:
    """Yield the package's files."""
    package = solution.python_package
    files = {f"{package}/py.typed": ""} | {f"{package}/{name}": text for name, text in runtime.modules().items()}
    module = template("python", "table.py")
    exports: dict[str, list[str]] = {}
    local: dict[str, list[str]] = {}  # by module: names that another module may have as well
    for table in solution.tables:
        view = _module(table, solution)
        files[f"{package}/{table.python_module}.py"] = module.render(module=view)
        exports[f".{table.python_module}"] = [table.name, view.columns_enum.name]
        local[f".{table.python_module}"] = [
            *(enum.name for enum in view.enums),
            *(payload.name for payload in view.payloads),
        ]
    if solution.option_sets:
        enums = [_option_enum(options) for options in solution.option_sets]
        files[f"{package}/choices.py"] = template("python", "choices.py").render(enums=enums)
        exports[".choices"] = [enum.name for enum in enums]
    imports, functions = imports_and_functions(solution)
    if functions:
        files[f"{package}/queries.py"] = template("python", "queries.py").render(imports=imports, functions=functions)
    files[f"{package}/identifiers.py"] = _identifiers(solution, exports)
    files[f"{package}/identifier_columns.py"] = _identifier_columns(solution)
    files[f"{package}/__init__.py"] = _package(solution, exports, local)
    yield from files.items()


def _package(solution: Solution, exports: dict[str, list[str]], local: dict[str, list[str]]) -> str:
    exports[".rows"] = ["present"]
    exports[".values"] = ["JSON_NULL", "UNSET", "Json", "JsonNull", "Maybe", "RowError", "Unset", "value_or"]
    modules = Counter(name for group in (*exports.values(), *local.values()) for name in group)
    elsewhere = sorted({name for group in local.values() for name in group if modules[name] > 1})
    for module, group in local.items():
        exports[module] = exports[module] + [name for name in group if modules[name] == 1]
    shadowed = {table.python_module for table in solution.tables}  # the package has its modules as attributes
    for module, group in exports.items():
        exports[module] = [name for name in group if name not in shadowed or module == f".{name}"]
    names = [name for group in exports.values() for name in group]
    return template("python", "__init__.py").render(
        docstring=layout.docstring(
            0,
            f"{solution.display_name.text}: rows of {len(solution.tables)} Dataverse tables, typed.",
            "Each class is one row of its table: `from_dict` reads what the Web API answers, `to_dict` gives"
            " what it takes. The functions compose, parse and hash identifiers; identifier_columns does that for"
            " whole columns. addressing and queries make URLs.",
            f"More than one module defines {', '.join(elsewhere)}: import it from its table's." if elsewhere else "",
        ),
        imports="\n".join(layout.imports(module, exports[module]) for module in sorted(exports) if exports[module]),
        names=layout.sorted_names(names),
    )


def _module(table: Table, solution: Solution) -> ModuleView:
    needed = layout.Imports()
    needed.add("dataclasses", "dataclass")
    needed.add("enum", "StrEnum")
    needed.add("typing", "ClassVar")
    needed.add(".rows", "Row")
    needed.add(".values", "UNSET", "Column", "Kind", "Maybe")
    enums = []
    payloads = []
    for column in table.columns:
        if column.option_set and column.option_set.is_global:
            needed.add(".choices", column.option_set.class_name)
        elif column.option_set:
            enums.append(_option_enum(column.option_set))
        payload = payload_class(column)
        if payload:
            payloads.append(payload)
            needed.add("collections.abc", "Mapping")
            needed.add("dataclasses", "field")
            needed.add(".payloads", "Member", "Payload")
            needed.add(".values", "Json")
    if enums:
        needed.add(".values", "LabeledEnum")
    origin = f" Facts from: {table.source}." if table.source else ""
    fields = [_field(column, table, needed) for column in table.columns]
    return ModuleView(
        file=table.file,
        docstring=layout.docstring(0, f"{table.name}: rows of the Dataverse table {table.logical_name}."),
        enums=enums,
        payloads=payloads,
        columns_enum=EnumView(
            f"{table.name}Column",
            layout.docstring(4, f"The names of {table.name}'s columns, as $select, $filter and $orderby take them."),
            tuple(
                layout.assign(4, column.python_name.upper(), layout.string(column.web_api_name))
                for column in table.columns
            ),
        ),
        name=table.name,
        class_docstring=layout.docstring(4, f"One row of {table.name}.", table.description.text, origin),
        constants=_constants(table, solution),
        fields=fields,
        methods=_methods(table, needed),
        imports=needed.text(),
    )


def _constants(table: Table, solution: Solution) -> list[str]:
    """Return the declarations of what rows of the table share."""
    texts = {
        "LOGICAL_NAME": table.logical_name,
        "ENTITY_SET_NAME": table.entity_set_name,
        "TABLE_KIND": solution.table_kind,
        "PRIMARY_ID": table.by_name[table.primary_id].logical_name,
        "PRIMARY_NAME": table.by_name[table.primary_name].logical_name,
    }
    select = [layout.string(column.web_api_name) for column in table.columns if column.live]
    return [
        *(layout.constant(4, name, "str", layout.string(text)) for name, text in texts.items()),
        layout.tuple_of(4, "SELECT: ClassVar[tuple[str, ...]] = ", select),
        _alternate_keys(table),
    ]


def _alternate_keys(table: Table) -> str:
    """Return the declaration of the table's alternate keys, by the names that stand in a URL."""
    keys = [
        layout.tuple_of(8, "", [layout.string(table.by_name[name].web_api_name) for name in key.columns], after=",")
        .strip()
        .removesuffix(",")
        for key in table.keys
    ]
    return layout.tuple_of(4, "ALTERNATE_KEYS: ClassVar[tuple[tuple[str, ...], ...]] = ", keys)


def _option_enum(options: OptionSet) -> EnumView:
    return EnumView(
        options.class_name,
        layout.docstring(4, f"{options.display_name.text}: the options of {options.name}."),
        tuple(_option(option) for option in options.options),
    )


def _option(option: Option) -> str:
    arguments = [str(option.value), layout.string(option.label.text)]
    if option.label.translations:
        labels = [f"{language}: {layout.string(text)}" for language, text in option.label.translations]
        arguments.append(layout.call(8, "", labels, after=",", brackets="{}").strip().removesuffix(","))
    return layout.call(4, "", arguments, before=f"{option.name} = ")


def _field(column: Column, table: Table, needed: layout.Imports) -> FieldView:
    annotation = _annotation(column, needed)
    entry = [
        layout.string(column.python_name),
        layout.string(column.logical_name),
        layout.string(column.documented_as or column.name),
        f"Kind.{TYPES[column.type].reader}",
    ]
    if TYPES[column.type].max_length:
        entry.append(f"max_length={column.max_length}")
    if column.minimum is not None and column.maximum is not None:
        entry += [f"minimum={plain(column.minimum)}", f"maximum={plain(column.maximum)}"]
    elif bounds := TYPES[column.type].bounds:
        entry += [f"minimum={bounds[0]}", f"maximum={bounds[1]}"]
    if column.option_set:
        entry.append(f"options={column.option_set.class_name}")
    if column.relationship:
        entry.append(f"navigation={layout.string(column.schema_name)}")
        entry.append(f"target={layout.string(column.relationship.target_entity_set_name)}")
    if TYPES[column.type].is_exact and column.precision is not None:
        entry.append(f"precision={column.precision}")
    if column.required or column.name == table.primary_id:
        entry.append("required=True")
    if base := base_currency_key(column):
        entry.append(f"base={layout.string(base)}")
    payload = payload_type(column)
    if payload:
        if payload.class_name:
            entry.append(f"payload={payload.class_name}")
        if payload.many:
            entry.append("many=True")
        if payload.annotation == "dict[str, Json]":
            entry.append("json_type=dict")
    return FieldView(
        field=layout.field(4, column.python_name, "Maybe", annotation, "UNSET"),
        docstring=layout.docstring(4, f"{_sentence(column.description.text)} {_facts(column)}"),
        column=layout.call(8, "Column", entry, after=","),
    )


def _annotation(column: Column, needed: layout.Imports) -> str:
    annotation = TYPES[column.type].python
    if column.option_set:
        return column.option_set.class_name
    payload = payload_type(column)
    if payload:
        annotation = payload.annotation
        if "Json" in annotation:
            needed.add(".values", "Json")
        if annotation == "Json":
            needed.add(".values", "JsonNull")
            annotation = "Json | JsonNull"
    module = {"UUID": "uuid", "Decimal": "decimal", "datetime": "datetime", "date": "datetime"}.get(annotation)
    if module:
        needed.add(module, annotation)
    return annotation


def _facts(column: Column) -> str:
    """Return type, length, bounds, origin and example of a column, in words."""
    kind = TYPES[column.type].label
    if column.max_length is not None:
        kind += f" of at most {column.max_length:,} characters"
    if column.minimum is not None and column.maximum is not None:
        kind += f" from {plain(column.minimum, grouped=True)} to {plain(column.maximum, grouped=True)}"
    if column.precision is not None:
        kind += f", {column.precision} decimals"
    if column.relationship:
        kind += f" to {column.relationship.target}"
    origin = f"Column {column.logical_name}"
    if column.cdm:
        origin += f", attribute {column.cdm} of the Common Data Model"
    elif column.documented_as and column.documented_as not in (column.name, column.logical_name):
        origin += f", documented as {column.documented_as}"
    elif column.documented_as is None:
        origin += ", not documented"
    if not column.live:
        origin += ", documented but absent from the live table"
    example = plain(column.example) if isinstance(column.example, float) else column.example
    return f"{kind}. {origin}." + (f" Example: {example}." if isinstance(example, str | int) else "")


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _methods(table: Table, needed: layout.Imports) -> list[str]:
    """Return the methods that compose, parse and hash this table's identifier."""
    methods = []
    module = table.python_module
    if table.identifier:
        needed.add(".", "identifiers")
        needed.add(".rows", "present")
        parameters, arguments = _method_inputs(table.identifier)
        call = layout.call(8, f"identifiers.{module}_identifier", arguments, before="return ")
        signature = layout.call(4, "compute_identifier", parameters, before="def ", after=" -> str:")
        doc = layout.docstring(8, f"Return the identifier that this row's columns make: {_form(table.identifier)}.")
        methods.append(f"{signature}\n{doc}\n{call}")
        doc = layout.docstring(8, "Return the parts of an identifier; raise IdentifierError where it is none.")
        result = f"identifiers.{table.name}IdentifierParts"
        parse = layout.call(8, f"identifiers.parse_{module}_identifier", ["identifier"], before="return ")
        signature = layout.call(4, "parse_identifier", ["identifier: str"], before="def ", after=f" -> {result}:")
        if "\n" in signature:
            signature = f"    def parse_identifier(\n        identifier: str,\n    ) -> {result}:"
        methods.append(f"    @staticmethod\n{signature}\n{doc}\n{parse}")
    if table.guid:
        needed.add(".", "identifiers")
        needed.add(".rows", "present")
        needed.add("uuid", "UUID")
        if table.guid.source is None and table.identifier:
            parameters, arguments = _method_inputs(table.identifier)
            words = "its identifier's, by this project's own scheme"
        else:
            column = table.by_name[table.guid.source or ""]
            parameters, arguments = ["self"], [_present(column.python_name)]
            words = f"its {column.name} read as one"
        call = layout.call(8, f"identifiers.{module}_guid", arguments, before="return ")
        signature = layout.call(4, "compute_guid", parameters, before="def ", after=" -> UUID:")
        doc = layout.docstring(8, f"Return the row's GUID: {words}.")
        methods.append(f"{signature}\n{doc}\n{call}")
    return methods


def _method_inputs(identifier: Identifier) -> tuple[list[str], list[str]]:
    parameters, arguments = ["self"], []
    for part in identifier.inputs:
        if part.kind == "argument":
            parameters.append(f"{part.python_name}: str")
            arguments.append(part.python_name)
        else:
            arguments.append(_present(part.python_name))
    return parameters, arguments


def _present(name: str) -> str:
    """Return the value of a field that has to be there, as an argument in a line of its own."""
    return layout.call(12, "present", [layout.string(name), f"self.{name}"], after=",").strip().removesuffix(",")


def _form(identifier: Identifier) -> str:
    return "|".join(part.name for part in identifier.parts)


def _identifiers(solution: Solution, exports: dict[str, list[str]]) -> str:
    functions: list[str] = []
    names = ["IdentifierError", "deterministic_guid"]
    for table in solution.tables:
        functions += _identifier_functions(table, names)
    exports[".identifiers"] = names
    scheme = SCHEMES[solution.guid_scheme.name]
    constants = ["GUID_HASH", *(["NAMESPACE"] if scheme.namespaced else []), "SEPARATOR"]
    space = f", in the namespace {solution.guid_scheme.namespace}" if scheme.namespaced else ""
    return template("python", "identifiers.py").render(
        names=[*constants, *layout.sorted_names(names)],
        functions=functions,
        namespace=solution.guid_scheme.namespace if scheme.namespaced else None,
        guid_hash=_guid_hash(scheme),
        doc=layout.docstring(
            4,
            "Return the GUID of an identifier.",
            f"The scheme is {scheme.description}{space}."
            f" It is this project's own choice, fixed in solution.yaml. {solution.guid_scheme.note}",
        ),
        **_needs(solution),
    )


def _guid_hash(scheme: Scheme) -> str:
    arguments = [layout.string(scheme.algorithm)]
    if scheme.byte_order != "rfc":
        arguments.append(f"byte_order={layout.string(scheme.byte_order)}")
    if scheme.encoding != "utf-8":
        arguments.append(f"encoding={layout.string(scheme.encoding)}")
    if scheme.namespaced:
        arguments.append("namespace=NAMESPACE")
    return layout.call(0, "GuidHash", arguments)


def _identifier_columns(solution: Solution) -> str:
    return template("python", "identifier_columns.py").render(
        functions=[text for table in solution.tables for text in _column_functions(table)], **_needs(solution)
    )


def _needs(solution: Solution) -> dict[str, bool]:
    """Return which functions of the runtime the modules of identifiers need."""
    return {
        "composes": any(table.identifier for table in solution.tables),
        "reads_guids": any(table.guid and table.guid.source for table in solution.tables),
    }


def _column_functions(table: Table) -> Iterable[str]:
    """Return the functions that make a table's identifiers and GUIDs from whole columns."""
    module = table.python_module
    identifier = table.identifier
    by_identifier = table.guid is not None and table.guid.source is None
    if identifier:
        columns = _plurals(identifier.inputs)
        typed = [*(f"{name}: Iterable[str | None]" for name in columns), "*", "allow_separator: bool = False"]
        literals = _literals(identifier)
        yield (
            _signature(f"{module}_identifiers", typed, "list[str | None]")
            + layout.docstring(4, f"Return {table.name}'s identifiers, {_form(identifier)}.")
            + f"\n{layout.tuple_of(4, 'columns = ', columns)}\n{layout.tuple_of(4, 'literals = ', literals)}\n"
            + layout.assign(4, "one", f"_rules.{module}_identifier")
            + "\n    return _identifiers(columns, literals, one, allow_separator)"
        )
        if by_identifier:
            inner = "".join(f"            {name},\n" for name in [*columns, "allow_separator=allow_separator"])
            yield (
                _signature(f"{module}_guids", typed, "list[str | None]")
                + layout.docstring(4, f"Return the GUIDs of {table.name}'s identifiers; see deterministic_guids.")
                + f"\n    return deterministic_guids(\n        {module}_identifiers(\n{inner}        )\n    )"
            )
    if table.guid and table.guid.source:
        column = table.by_name[table.guid.source]
        name = _plural(column.python_name)
        yield (
            _signature(f"{module}_guids", [f"{name}: Iterable[str | None]"], "list[str | None]")
            + layout.docstring(4, f"Return {table.name}'s GUIDs: each {column.name} read as one.")
            + "\n"
            + layout.call(4, "_guids_of_texts", [name, f"_rules.{module}_guid"], before="return ")
        )


def _literals(identifier: Identifier) -> list[str]:
    return [layout.string(part.name) if part.kind == "literal" else "None" for part in identifier.parts]


def _plurals(inputs: Iterable[Part]) -> list[str]:
    """Return the names of the columns that hold the parts of many identifiers, all different."""
    plurals: list[str] = []
    for part in inputs:
        plural = _plural(part.python_name)
        while plural in plurals:
            plural += "_"
        plurals.append(plural)
    return plurals


def _plural(name: str) -> str:
    plural = f"{name}es" if name.endswith("s") else f"{name}s"
    return f"{plural}_" if keyword.iskeyword(plural) or plural in ("columns", "literals") else plural


def _identifier_functions(table: Table, names: list[str]) -> Iterable[str]:
    module = table.python_module
    identifier = table.identifier
    separator = ["*", "allow_separator: bool = False"]
    if identifier:
        inputs = [part.python_name for part in identifier.inputs]
        typed = [f"{name}: str" for name in inputs]
        names += [
            f"{module}_identifier",
            f"parse_{module}_identifier",
            f"{table.name}IdentifierParts",
        ]
        members = "\n".join(f"    {name}: str" for name in inputs)
        form = _form(identifier)
        yield (
            f"class {table.name}IdentifierParts(NamedTuple):\n"
            + layout.docstring(4, f"The parts of {table.name}'s identifier, {form}.")
            + f"\n\n{members}"
        )
        parts = [
            (
                layout.string(part.name)
                if part.kind == "literal"
                else layout.call(
                    12,
                    "_part",
                    [layout.string(part.python_name), part.python_name, "allow_separator"],
                    after=",",
                )
                .strip()
                .removesuffix(",")
            )
            for part in identifier.parts
        ]
        lines = "".join(f"            {part},\n" for part in parts)
        yield (
            _signature(f"{module}_identifier", [*typed, *separator], "str")
            + layout.docstring(4, f"Return {table.name}'s identifier, {form}.", _raises(identifier))
            + f"\n    return SEPARATOR.join(\n        [\n{lines}        ]\n    )"
        )
        yield (
            _signature(f"parse_{module}_identifier", ["identifier: str"], f"{table.name}IdentifierParts")
            + layout.docstring(
                4,
                f"Return the parts of {table.name}'s identifier, {form}.",
                "Raises IdentifierError where it has more or fewer parts, or an empty one: the format has no"
                " escaping, so a part that held the separator can't be told from two.",
            )
            + f"\n{layout.tuple_of(4, 'wanted = ', _literals(identifier))}\n"
            + layout.call(4, f"{table.name}IdentifierParts", ["*_split(identifier, wanted)"], before="return ")
        )
    if table.guid:
        names.append(f"{module}_guid")
        if table.guid.source is None and identifier:
            inputs = [part.python_name for part in identifier.inputs]
            inner = "".join(f"            {name},\n" for name in [*inputs, "allow_separator=allow_separator"])
            yield (
                _signature(f"{module}_guid", [*(f"{name}: str" for name in inputs), *separator], "UUID")
                + layout.docstring(4, f"Return the GUID of {table.name}'s identifier; see deterministic_guid.")
                + f"\n    return deterministic_guid(\n        {module}_identifier(\n{inner}        )\n    )"
            )
        else:
            column = table.by_name[table.guid.source or ""]
            name = column.python_name
            yield (
                _signature(f"{module}_guid", [f"{name}: str"], "UUID")
                + layout.docstring(
                    4,
                    f"Return {table.name}'s GUID: its {column.name}, 32 hexadecimal digits with or without hyphens.",
                )
                + "\n"
                + layout.call(4, "_guid_of_text", [layout.string(name), name], before="return ")
            )


def _signature(name: str, parameters: list[str], result: str) -> str:
    lines = "".join(f"    {parameter},\n" if parameter != "*" else "    *,\n" for parameter in parameters)
    return f"def {name}(\n{lines}) -> {result}:\n"


def _raises(identifier: Identifier) -> str:
    example = ", ".join(layout.string(part) for part in identifier.example_parts)
    return (
        f"Example: {example} give {identifier.example}. Raises IdentifierError, naming the part, where one is empty,"
        " not a string, or contains the separator; with allow_separator such a part is taken as it is, and the"
        " identifier can no longer be parsed."
    )
