"""Documents that satisfy the grammar become the model: defaults filled in, names made complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dvspec import names
from dvspec.dataverse.cascades import ELASTIC, OPERATIONS
from dvspec.dataverse.limits import OPTION_VALUES_PER_PREFIX
from dvspec.dataverse.types import TYPES, ColumnType
from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.model import (
    Cascade,
    Column,
    Condition,
    Guid,
    GuidScheme,
    Identifier,
    Key,
    Label,
    Option,
    OptionSet,
    Part,
    Payload,
    Publisher,
    Query,
    Relationship,
    Solution,
    Table,
)
from dvspec.spec.document import Document
from dvspec.spec.rules.columns import INVALID_OPTIONS

UNKNOWN_TABLE = Rule(
    "DV208",
    "unknown-table",
    Severity.ERROR,
    "Each listed table and each lookup's target has a spec.",
    "Name a table of this solution, or add the table's spec.",
)
INCOMPLETE_LOOKUP = Rule(
    "DV223",
    "incomplete-lookup",
    Severity.ERROR,
    "Each lookup has a target and a relationship.",
    "Add target and relationship.",
)

DEFAULT_SCHEMA_BASE = "https://schemas.example.com/"


@dataclass(frozen=True, slots=True)
class Overlay:
    """A publisher to build for in place of solution.yaml's; every name and option value follows it."""

    prefix: str | None = None
    publisher: str | None = None
    option_value_prefix: int | None = None


def build(head: Document, documents: Mapping[str, Document], overlay: Overlay = Overlay()) -> Solution:
    """Build the model of solution.yaml's document and of the tables' documents, by table name.

    What refers to nothing is reported in its document and left out.
    """
    value = head.value
    publisher = _publisher(value["publisher"], overlay)
    shift = (publisher["option_value_prefix"] - value["publisher"]["option_value_prefix"]) * OPTION_VALUES_PER_PREFIX
    builder = _Builder(head, documents, publisher["prefix"], shift)
    return Solution(
        unique_name=value["unique_name"],
        display_name=builder.label(value["display_name"]),
        description=builder.label(value.get("description", "")),
        version=value["version"],
        publisher=Publisher(
            unique_name=publisher["unique_name"],
            display_name=builder.label(publisher["display_name"]),
            description=builder.label(publisher.get("description", "")),
            prefix=publisher["prefix"],
            option_value_prefix=publisher["option_value_prefix"],
        ),
        language=value["language"],
        table_kind=value["table_kind"],
        guid_scheme=GuidScheme(
            value["guid_scheme"]["name"], value["guid_scheme"].get("namespace"), value["guid_scheme"].get("note", "")
        ),
        python_package=value.get("python_package", "dataverse_tables"),
        schema_base_uri=value.get("schema_base_uri", DEFAULT_SCHEMA_BASE),
        tables=tuple(builder.table(documents[name]) for name in value["tables"] if name in documents),
        option_sets=tuple(builder.option_sets.values()),
    )


class _Builder:
    def __init__(self, head: Document, documents: Mapping[str, Document], prefix: str, shift: int) -> None:
        self.language = head.value["language"]
        self.prefix = prefix + "_"
        self.shift = shift  # from the option values in the specs to those of the publisher built for
        self.documents = documents
        self.cascades = dict.fromkeys(OPERATIONS, ELASTIC) if head.value["table_kind"] == "elastic" else {}
        self.option_sets = {
            name: self.option_set(
                names.class_name(name),
                self.prefix + value.get("logical_name", name.lower()),
                {"display_name": name, **value},
                value["options"],
                is_global=True,
            )
            for name, value in head.value.get("choices", {}).items()
        }

    def label(self, value: str | dict[str, str]) -> Label:
        if isinstance(value, str):
            return Label(value)
        others = sorted((int(code), text) for code, text in value.items() if int(code) != self.language)
        return Label(value.get(str(self.language), ""), tuple(others))

    def schema_name(self, value: dict[str, Any]) -> str:
        return self.prefix + str(value.get("schema_name", value["logical_name"]))

    def table(self, document: Document) -> Table:
        value = document.value
        name = value["table"]
        display_name = self.label(value.get("display_name", name))
        collection = value.get("display_collection_name")
        source = value.get("source", {})
        columns = tuple(
            self.column(document, key, column, primary_id=key == value["primary_id"])
            for key, column in value["columns"].items()
        )
        by_name = {column.name: column for column in columns}
        return Table(
            name=name,
            python_module=names.snake_case(name),
            file=document.file.replace("\\", "/").rsplit("/", 1)[-1],
            description=self.label(value["description"]),
            display_name=display_name,
            display_collection_name=self.label(collection) if collection else display_name,
            logical_name=self.prefix + value["logical_name"],
            schema_name=self.schema_name(value),
            entity_set_name=self.prefix + value["entity_set_name"],
            collection_name=self.prefix + value["collection_name"],
            primary_id=value["primary_id"],
            primary_name=value["primary_name"],
            columns=columns,
            source=", ".join(
                text
                for text in (
                    source.get("page", ""),
                    source.get("section", ""),
                    source.get("date", ""),
                )
                if text
            ),
            ownership=value.get("ownership", "UserOwned"),
            identifier=(self.identifier(value["identifier"], by_name) if "identifier" in value else None),
            guid=self.guid(value["guid"]) if "guid" in value else None,
            keys=tuple(self.key(key, entry) for key, entry in value.get("keys", {}).items()),
            queries=tuple(self.query(key, entry, by_name) for key, entry in value.get("queries", {}).items()),
        )

    def column(self, document: Document, name: str, value: dict[str, Any], *, primary_id: bool) -> Column:
        type_ = TYPES[value["type"]]
        given = dict(type_.defaults) | {key: value[key] for key in type_.spec_keys if key in value}
        logical_name = value.get("logical_name", name.lower())
        display_name = self.label(value.get("display_name", name))
        description = self.label(value["description"])
        if primary_id and type_.name == "guid":  # Dataverse makes this column itself and names it so
            table = document.value
            schema_name = str(table.get("schema_name", table["logical_name"])) + "Id"
        else:
            schema_name = value.get("schema_name", logical_name)
        documented = value.get("documented", True) and "cdm" not in value
        return Column(
            name=name,
            python_name=value.get("python_name", names.snake_case(name)),
            logical_name=self.prefix + logical_name,
            schema_name=self.prefix + schema_name,
            type=type_.name,
            display_name=display_name,
            description=description,
            documented_as=value.get("documented_as", name) if documented else None,
            live=value.get("live", True),
            cdm=value.get("cdm"),
            example=self.shifted(type_, value.get("example")),
            required=value.get("required", False),
            format=given.get("format"),
            max_length=given.get("max_length"),
            minimum=given.get("minimum"),
            maximum=given.get("maximum"),
            precision=given.get("precision"),
            option_set=self.options_of(document, name, value, display_name, description),
            default=self.shifted(type_, given.get("default")),
            yes_label=self.label(given["yes_label"]) if "yes_label" in given else None,
            no_label=self.label(given["no_label"]) if "no_label" in given else None,
            relationship=(self.relationship(document, name, value) if "relationship" in type_.spec_keys else None),
            payload=self.payload(value) if "payload" in given else None,
        )

    def shifted(self, type_: ColumnType, value: Any) -> Any:
        return value + self.shift if type_.has_choices and type(value) is int else value

    def options_of(
        self,
        document: Document,
        name: str,
        value: dict[str, Any],
        display_name: Label,
        description: Label,
    ) -> OptionSet | None:
        choices = value.get("choices")
        if not TYPES[value["type"]].has_choices or choices is None:
            return None
        if isinstance(choices, str):
            if choices not in self.option_sets:
                message = (
                    f"there is no global choice '{choices}' in solution.yaml{did_you_mean(choices, self.option_sets)}"
                )
                document.report(INVALID_OPTIONS, message, document.place(("columns", name, "choices")))
            return self.option_sets.get(choices)
        table = document.value
        logical = value.get("logical_name", name.lower())
        set_name = f"{self.prefix}{table['logical_name']}_{self.prefix}{logical}"
        texts = {"display_name": display_name, "description": description}
        class_name = value.get("class_name", names.class_name(name))
        return self.option_set(class_name, set_name, texts, choices, is_global=False)

    def option_set(
        self,
        class_name: str,
        name: str,
        value: Mapping[str, Any],
        options: list[dict[str, Any]],
        *,
        is_global: bool,
    ) -> OptionSet:
        def text(key: str, default: str) -> Label:
            given = value.get(key, default)
            return given if isinstance(given, Label) else self.label(given)

        return OptionSet(
            name=name,
            class_name=class_name,
            is_global=is_global,
            display_name=text("display_name", class_name),
            description=text("description", ""),
            options=tuple(self.option(option) for option in options),
        )

    def option(self, value: dict[str, Any]) -> Option:
        label = self.label(value["label"])
        return Option(value["value"] + self.shift, value.get("name", names.constant_case(label.text)), label)

    def relationship(self, document: Document, name: str, value: dict[str, Any]) -> Relationship | None:
        target, given = value.get("target"), value.get("relationship")
        if target is None or given is None:
            message = f"lookup '{name}' needs its target and its relationship"
            document.report(INCOMPLETE_LOOKUP, message, document.place(("columns", name), key=True))
            return None
        if target not in self.documents:
            message = (
                f"lookup '{name}' points to table '{target}', which isn't here{did_you_mean(target, self.documents)}"
            )
            document.report(UNKNOWN_TABLE, message, document.place(("columns", name, "target")))
            return None
        table = self.documents[target].value
        return Relationship(
            schema_name=self.prefix + given["name"],
            target=target,
            target_schema_name=self.schema_name(table),
            target_entity_set_name=self.prefix + table["entity_set_name"],
            cascade=Cascade(**(self.cascades | {key: cascade for key, cascade in given.items() if key != "name"})),
        )

    def payload(self, value: dict[str, Any]) -> Payload:
        aliases = dict(value.get("payload_aliases", {}))
        payload = Payload(_plain(value["payload"]), aliases, value.get("payload_list_member"))
        if payload.shape is None:
            return payload
        title = payload.shape.get("title")
        if "class_name" not in value and not isinstance(title, str):
            return payload
        class_name = value.get("class_name") or names.class_name(str(title))
        members = names.member_names(payload.shape["properties"], value.get("payload_names", {}))
        return replace(payload, class_name=class_name, names=members)

    def identifier(self, value: dict[str, Any], columns: Mapping[str, Column]) -> Identifier:
        parts = []
        for part in value["parts"]:
            if isinstance(part, str):
                column = columns.get(part)
                parts.append(Part("column", part, column.python_name if column else names.snake_case(part)))
            elif "literal" in part:
                parts.append(Part("literal", part["literal"], ""))
            else:
                parts.append(Part("argument", part["argument"], names.snake_case(part["argument"])))
        example = value["example"]
        return Identifier(value["column"], tuple(parts), tuple(example["parts"]), example["value"])

    def guid(self, value: dict[str, Any]) -> Guid:
        source = value["from"]
        return Guid(value["column"], None if source == "identifier" else source)

    def key(self, name: str, value: dict[str, Any]) -> Key:
        logical_name = self.prefix + value.get("logical_name", name.lower())
        label = self.label(value.get("display_name", name))
        return Key(name, logical_name, logical_name, label, tuple(value["columns"]))

    def query(self, name: str, value: dict[str, Any], columns: Mapping[str, Column]) -> Query:
        conditions = []
        for given in value["where"]:
            condition = {"column": given} if isinstance(given, str) else given
            column = columns.get(condition["column"])
            default = column.python_name if column else condition["column"]
            argument = names.snake_case(condition.get("argument", default))
            conditions.append(Condition(condition["column"], condition.get("operator", "eq"), argument))
        order = tuple((text.removesuffix(" desc"), text.endswith(" desc")) for text in value.get("order_by", ()))
        return Query(name, value["description"], tuple(conditions), order)


def _publisher(given: Mapping[str, Any], overlay: Overlay) -> dict[str, Any]:
    publisher = dict(given)
    if overlay.prefix is not None:
        publisher["prefix"] = overlay.prefix
    if overlay.option_value_prefix is not None:
        publisher["option_value_prefix"] = overlay.option_value_prefix
    if overlay.publisher is not None:
        publisher["unique_name"] = publisher["display_name"] = overlay.publisher
        publisher.pop("description", None)
    return publisher


def _plain(value: Any) -> Any:
    """Return a value without the places that its mappings and lists carry."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
