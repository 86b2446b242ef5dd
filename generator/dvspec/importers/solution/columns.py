"""The columns of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dvspec.dataverse.properties import COLUMN_PROPERTIES, Where, unknown_words
from dvspec.dataverse.relationships import navigation_property
from dvspec.importers.naming import ColumnName
from dvspec.importers.solution import types
from dvspec.importers.solution.elements import Fields
from dvspec.importers.solution.formulas import formula
from dvspec.importers.solution.option_sets import options, report_rest
from dvspec.importers.solution.relationships import one_to_many
from dvspec.importers.solution.report import Scope
from dvspec.importers.solution.targets import Choices, Targets
from dvspec.model import Column, Label, OptionSet, Relationship
from dvspec.solution_files.option_set import OptionSet as SourceOptionSet
from dvspec.solution_files.package import Package
from dvspec.solution_files.relationship import Relationship as SourceRelationship
from dvspec.solution_files.table import Column as Source
from dvspec.solution_files.table import Table

_NOT_SETTINGS = ("Type", "Name", "LogicalName", "IntroducedVersion")
_USUAL_COLORS = ("#0000ff", "#ffffff")  # that exports have for yes/no columns, whoever made them
_REQUIRED_LEVELS = {"applicationrequired": "required"}


@dataclass(frozen=True, slots=True)
class Around:
    """What columns of a table are read with."""

    package: Package
    scope: Scope
    table: Table
    kind: str
    activity: str  # the table's schema name if it is an activity, '' if not
    relationships: dict[tuple[str, str], list[SourceRelationship]]
    targets: Targets
    choices: Choices
    primary_images: dict[str, str]
    full_images: dict[tuple[str, str], bool]


def read_column(
    source: Source, named: ColumnName, class_name: str, role: str, around: Around, *, existing: bool = False
) -> Column | None:
    """Return a column, None if specs can't say it; report what they don't say of it."""
    table = around.table.logical_name
    scope = around.scope.about(f"column {source.logical_name}")
    odd = scope.left_out
    fields = Fields(source.properties)
    type_ = types.name_of(source.type, source.text("Format").lower())
    if not type_:
        odd(f"column-type-{source.type or 'none'}", f"Specs have no columns of type {source.type or 'unknown'}.")
        return None
    fields.skip(*_NOT_SETTINGS)
    values: dict[str, Any] = types.values(type_, fields, odd)
    values["display_name"] = scope.label(fields.get("displaynames"))
    values["description"] = scope.label(fields.get("Descriptions"))
    if not values["display_name"].text:
        values["display_name"] = Label(named.name)
        odd("column-without-display-name", "The column has no display name; specs give it one.")
    computed = values["formula"] = formula(fields, table, source.logical_name, around.package, odd)
    values["autonumber"] = fields.text("AutoNumberFormat") or None
    if type_ == "image":
        values["is_primary_image"] = around.primary_images.get(table) == source.logical_name
        values["stores_full_image"] = around.full_images.get((table, source.logical_name), False)
    where = Where(
        table_kind=around.kind,
        column_type=type_,
        role=role,
        formula=computed.kind if computed else "",
        primary_image=values.get("is_primary_image", False),
        existing=existing,
    )
    values["properties"], refused = fields.properties(COLUMN_PROPERTIES, where)
    for tag in refused:
        odd(f"value-of-{tag}", f"<{tag}> has an unknown value.")
    if type_ == "image" and values["is_primary_image"] != ("PrimaryImage" in fields.text("DisplayMask")):
        odd("display-mask", "<DisplayMask> and the table's image settings disagree about the primary image.")
    for word in unknown_words(fields.text("DisplayMask")):
        odd("display-mask", f"<DisplayMask> has the word {word}.")
    if type_ in ("choice", "multichoice", "state", "status"):
        values["option_set"] = _option_set(source, fields, class_name, values, around, scope)
        if values["option_set"] is None:
            odd("column-without-options", "The column has no options.")
            return None
        _check_default(values, odd)
    elif type_ == "boolean":
        _yes_and_no(source, fields, values, around, scope)
    if type_ in ("lookup", "customer"):
        values["relationships"] = _relationships(source, where, values["description"], around)
        if not values["relationships"]:
            odd("lookup-without-relationship", "The package has no relationship of the lookup.")
            return None
        usual_style = "single" if len(values["relationships"]) == 1 else "polymorphic"
        if fields.text("LookupStyle") not in ("", usual_style):
            odd("lookup-style", f"LookupStyle is not {usual_style}.")
    level = fields.text("RequiredLevel") or "none"
    for rest in fields.unread():
        odd(f"element-{rest.tag}", f"The column has <{rest.tag}>.")
    schema_name = source.physical_name
    if schema_name.lower() != source.logical_name:
        odd("schema-name", f"The schema name {schema_name} is not the logical name.")
        schema_name = source.logical_name
    return Column(
        name=named.name,
        python_name=named.python_name,
        logical_name=source.logical_name,
        schema_name=schema_name,
        type=type_,
        live=True,
        required_level=_REQUIRED_LEVELS.get(level, level),
        documented_as=named.name,
        existing=existing,
        **values,
    )


def _option_set(
    source: Source, fields: Fields, class_name: str, values: dict[str, Any], around: Around, scope: Scope
) -> OptionSet | None:
    """Return the option set of a column, None if it has none."""
    local, name = fields.get("optionset"), fields.text("OptionSetName")
    if local is None:
        return around.choices.find(name) if name else None
    found = SourceOptionSet(local, scope.subject, around.table, source)
    report_rest(found, scope)
    found_options = options(found, scope)
    if not found_options:
        return None
    return OptionSet(
        name=found.name or f"{around.table.logical_name}_{source.logical_name}",
        class_name=class_name,
        is_global=False,
        display_name=values["display_name"],
        description=values["description"],
        options=found_options,
    )


def _check_default(values: dict[str, Any], odd: types.Odd) -> None:
    """Report a default that is not one of the options, and leave it out."""
    default, option_set = values.get("default"), values["option_set"]
    if default is None or (option_set.is_external and not option_set.options):
        return
    if default not in [option.value for option in option_set.options]:
        odd("default-of-choice", f"The default value {default} is not one of the options.")
        values["default"] = None


def _yes_and_no(source: Source, fields: Fields, values: dict[str, Any], around: Around, scope: Scope) -> None:
    """Add the labels of a yes/no column's two values."""
    values["option_set_name"] = f"{around.table.logical_name}_{source.logical_name}"
    local = fields.get("optionset")
    if local is None:
        if fields.text("OptionSetName"):
            detail = "The two values are a global choice, which specs can't say."
            scope.left_out("global-choice-of-boolean", detail)
        return
    found = SourceOptionSet(local, scope.subject, around.table, source)
    report_rest(found, scope)
    values["option_set_name"] = found.name or values["option_set_name"]
    by_value = {option.value: option for option in options(found, scope)}
    for value, key in ((1, "yes_label"), (0, "no_label")):
        option = by_value.pop(value, None)
        if option is None:
            scope.left_out("yes-and-no", f"The option {value} is missing.")
            continue
        values[key] = option.label
        for feature, given in (
            ("color", option.color if option.color.lower() not in _USUAL_COLORS else ""),
            ("description", option.description.text),
            ("external-value", option.external_value),
            ("hidden", option.hidden),
        ):
            if given:
                detail = f"The option {value} of the yes/no column has a value that specs can't say."
                scope.left_out(f"{feature}-of-yes-and-no", detail)
    for value in by_value:
        scope.left_out("yes-and-no", f"A yes/no column has the option {value}.")


def _relationships(source: Source, where: Where, description: Label, around: Around) -> tuple[Relationship, ...]:
    """Return the relationships behind a lookup, in order of the tables that it refers to."""
    found = around.relationships.get((around.table.logical_name, source.logical_name), [])
    targets = {side.referenced_table for side in found}

    def navigation(target: str) -> str:
        return navigation_property(source.physical_name, target, several=len(targets) > 1, activity=around.activity)

    sides = [one_to_many(side, around.targets, where, description, navigation, around.scope) for side in found]
    by_target: dict[str, Relationship] = {}
    for side in sides:
        if by_target.setdefault(side.target_logical_name, side) is not side:
            detail = f"The lookup has a second relationship to {side.target_logical_name}."
            around.scope.about(f"relationship {side.schema_name}").left_out("second-relationship", detail)
    return tuple(by_target[name] for name in sorted(by_target))
