"""Columns: what AttributeMetadata says, as facts of a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dvspec.dataverse.patterns import is_color
from dvspec.dataverse.properties import COLUMN_PROPERTIES
from dvspec.dataverse.types import TYPES
from dvspec.importers.facts import ChoiceFacts, ColumnFacts, OptionFacts, TargetFacts
from dvspec.importers.metadata.members import Members, label
from dvspec.importers.metadata.properties import read_properties
from dvspec.model import Formula

# Types of columns in specs by AttributeTypeName. A type that two types of specs have is the first of them.
BY_METADATA: Mapping[str, str] = {type_.metadata: name for name, type_ in reversed(tuple(TYPES.items()))}
LEVELS: Mapping[str, str] = {
    "none": "none", "recommended": "recommended", "applicationrequired": "required", "systemrequired": "systemrequired",
}  # fmt: skip
BEHAVIORS: Mapping[str, str] = {
    "userlocal": "user_local", "dateonly": "date_only", "timezoneindependent": "time_zone_independent",
}  # fmt: skip
PRECISION_SOURCES = ("own", "pricing", "currency")
FORMULAS: Mapping[int, str] = {1: "calculated", 2: "rollup", 3: "formula"}
"""Kinds of formulas by SourceType; that of other columns is 0."""
CHOICES = ("choice", "multichoice", "state", "status")

Odd = Callable[[str, str], None]  # reports a feature and a detail


def column_type(source: Members) -> str:
    """Return the type in specs of a column, '' if specs have none."""
    name = BY_METADATA.get(source.type_name(), "")
    return "date" if name == "datetime" and source.text("Format") == "DateOnly" else name


class ColumnReader:
    """Reads the columns of one table. `choices` are global ones that the files say more of, by name in lower case."""

    def __init__(self, table: str, prefix: str, language: int, choices: Mapping[str, Members]) -> None:
        self.table, self.prefix, self.language, self.choices = table, prefix, language, choices

    def read(self, source: Members, is_primary_id: bool, odd: Odd) -> ColumnFacts | None:
        """Return the facts of a column, None if specs can't say it; report what they don't say."""
        type_ = column_type(source)
        logical_name = source.text("LogicalName").lower()
        if not type_ or (type_ == "guid") != is_primary_id:
            name = source.type_name() or "none"
            odd(f"column-type-{name.removesuffix('Type').lower()}", f"Specs have no columns of type {name}.")
            return None
        schema_name = source.text("SchemaName") or logical_name
        if schema_name.lower() != logical_name:
            odd("schema-name", f"The schema name {schema_name} is not the logical name.")
            schema_name = logical_name
        values: dict[str, Any] = {}
        column = ColumnFacts(
            logical_name=logical_name,
            schema_name=schema_name,
            type=type_,
            display_name=label(source.texts("DisplayName"), self.language),
            description=label(source.texts("Description"), self.language),
            values=values,
            formula=self.formula(source, odd),
            properties=read_properties(COLUMN_PROPERTIES, source, self.language),
            known={"type", "logical_name", "schema_name"},
        )
        level = source.text("RequiredLevel").lower()
        if level in LEVELS:
            values["required_level"] = LEVELS[level]
            column.known.add("required")
        values["autonumber"] = source.text("AutoNumberFormat") or None
        self.values(source, column, odd)
        self.know(source, column)
        return column if self.has_options(column, odd) else None

    def values(self, source: Members, column: ColumnFacts, odd: Odd) -> None:
        """Add what belongs to the column's type."""
        type_, values, spec_keys = TYPES[column.type], column.values, TYPES[column.type].spec_keys
        values["max_length"] = _positive(source.whole("MaxLength")) if "max_length" in spec_keys else None
        for key, member in (("minimum", "MinValue"), ("maximum", "MaxValue")):
            number = source.number(member)
            if key in spec_keys and number is not None:
                values[key] = _within(column.type, number, key, odd)
        if "precision" in spec_keys:
            values["precision"] = source.whole("Precision")
        if column.type in _WITH_FORMATS:
            values["format"] = (source.text("FormatName") or source.text("Format")).lower() or None
        if column.type in ("date", "datetime"):
            values["behavior"] = BEHAVIORS.get(source.text("DateTimeBehavior").lower())
        if column.type == "money":
            position = source.whole("PrecisionSource")
            if position is not None and 0 <= position < len(PRECISION_SOURCES):
                values["precision_source"] = PRECISION_SOURCES[position]
        if column.type in ("image", "file"):
            values["max_size_kb"] = source.whole("MaxSizeInKB")
        if column.type == "image":
            values["is_primary_image"] = source.flag("IsPrimaryImage")
            values["stores_full_image"] = source.flag("CanStoreFullImage")
        if column.type == "boolean":
            self.boolean(source, column, odd)
        if type_.has_choices or column.type in CHOICES:
            self.choice(source, column, odd)
        if type_.xml.is_lookup:
            column.targets = tuple(TargetFacts(name.lower()) for name in source.names("Targets"))

    def formula(self, source: Members, odd: Odd) -> Formula | None:
        """Return how a column is computed, None if it is not."""
        source_type, text = source.whole("SourceType"), source.text("FormulaDefinition")
        kind = FORMULAS.get(source_type or 0)
        if kind is None:
            return None
        if not text:
            odd("formula-without-definition", f"The source lacks the definition of the {kind} column.")
        if kind == "formula":
            return Formula(kind, text.strip().removeprefix("=").strip())
        file = f"formulas/{self.table}-{source.text('LogicalName').lower()}.xaml" if text else ""
        return Formula(kind, text, file)

    def boolean(self, source: Members, column: ColumnFacts, odd: Odd) -> None:
        """Add the default and the labels of a yes/no column."""
        column.values["default"] = source.flag("DefaultValue")
        set_ = source.inside("OptionSet" if "OptionSet" in source else "GlobalOptionSet")
        if set_.flag("IsGlobal"):
            odd("global-choice-of-boolean", "The two values are a global choice, which specs can't say.")
            return
        name = set_.text("Name")
        column.values["option_set_name"] = name or None
        for key, member in (("yes_label", "TrueOption"), ("no_label", "FalseOption")):
            option = set_.inside(member)
            text = label(option.texts("Label"), self.language)
            if text.text:
                column.values[key] = text
                column.known.add(key)
            for feature, said in (
                ("color", option.text("Color")),
                ("description", option.texts("Description").texts),
                ("external-value", option.text("ExternalValue")),
                ("hidden", option.flag("IsHidden")),
            ):
                if said:
                    detail = "An option of the yes/no column has a value that specs can't say."
                    odd(f"{feature}-of-yes-and-no", detail)

    def choice(self, source: Members, column: ColumnFacts, odd: Odd) -> None:
        """Add the options of a choice, and its default."""
        found = self.option_set(source)
        if found is None:
            return
        options = tuple(self.options(found, column, odd))
        name = found.text("Name")
        is_global = found.flag("IsGlobal") is True
        column.choice = ChoiceFacts(
            name=name,
            options=options,
            is_global=is_global,
            is_external=is_global and ("Options" not in found or self.is_others(found)),
            display_name=label(found.texts("DisplayName"), self.language),
            description=label(found.texts("Description"), self.language),
        )
        default = source.whole("DefaultFormValue")
        if default is None or column.type not in ("choice", "multichoice"):
            return
        column.known.add("default")
        if default == -1:
            return
        if options and default not in [option.value for option in options]:
            odd("default-of-choice", f"The default value {default} is not one of the options.")
        elif column.type == "multichoice":
            odd("default-of-choices", "Choices have no default in specs.")
        else:
            column.values["default"] = default

    def option_set(self, source: Members) -> Members | None:
        """Return the option set of a column, with what the files say of a global one elsewhere."""
        for key in ("OptionSet", "GlobalOptionSet"):
            if key in source:
                found = source.inside(key)
                more = self.choices.get(found.text("Name").lower())
                if found.flag("IsGlobal") and more is not None:
                    found.complete(more)
                if found.text("Name") or "Options" in found:
                    return found
        return None

    def is_others(self, found: Members) -> bool:
        """Return whether a global choice belongs to Dataverse or to another solution."""
        is_own = found.text("Name").lower().startswith(f"{self.prefix}_")
        return not is_own and (found.flag("IsManaged") is not False or found.flag("IsCustomOptionSet") is False)

    def options(self, found: Members, column: ColumnFacts, odd: Odd) -> list[OptionFacts]:
        result: dict[int, OptionFacts] = {}
        for option in found.parts("Options"):
            value = option.whole("Value")
            if value is None or value in result:
                continue
            text = label(option.texts("Label"), self.language)
            if not text.text:
                odd("option-without-label", f"Option {value} has no label.")
            color = option.text("Color")
            if color and not is_color(color):
                odd("option-color", f"Option {value} has the color {color}, which is not a color.")
                color = ""
            if len(color) == len("#abc"):
                color = "#" + "".join(letter * 2 for letter in color[1:])
            result[value] = OptionFacts(
                value=value,
                label=text,
                description=label(option.texts("Description"), self.language),
                color=color,
                external_value=option.text("ExternalValue"),
                hidden=option.flag("IsHidden") is True,
                state=option.whole("State") if column.type == "status" else None,
            )
        return list(result.values())

    def has_options(self, column: ColumnFacts, odd: Odd) -> bool:
        """Return whether a choice has its options, and a lookup its tables; report which have not."""
        choice = column.choice
        if column.type in CHOICES and (choice is None or not (choice.options or choice.is_global)):
            detail = "The source does not say the options; also save an answer about these columns with OptionSet."
            odd("column-without-options", detail)
            return False
        if TYPES[column.type].xml.is_lookup and not column.targets:
            odd("lookup-without-target", "The source does not say to which tables the lookup refers.")
            return False
        return True

    def know(self, source: Members, column: ColumnFacts) -> None:
        """Add the keys of specs that the source speaks of."""
        known = column.known
        known |= {key for key, value in column.values.items() if value is not None and key not in _NOT_KEYS}
        known |= {key for key, flag in _KEYS_OF_FLAGS.items() if column.values.get(flag) is not None}
        for key, member in (("display_name", "DisplayName"), ("description", "Description")):
            known |= {key} if member in source else set()
        known |= {"autonumber"} if "AutoNumberFormat" in source else set()
        known |= {"choices"} if column.choice else set()
        known |= {"target", "targets"} if column.targets else set()
        if "SourceType" in source:
            known |= set(FORMULAS.values())
        known |= column.properties.keys()
        if any(COLUMN_PROPERTIES[name].managed for name in column.properties):
            known.add("managed_properties")


_KEYS_OF_FLAGS = {
    "primary_image": "is_primary_image",
    "store_full_image": "stores_full_image",
    "required": "required_level",
}
_WITH_FORMATS = ("string", "memo", "integer")
_NOT_KEYS = (*_KEYS_OF_FLAGS.values(), "autonumber")


def _positive(number: int | None) -> int | None:
    return number if number is not None and number > 0 else None


def _within(type_: str, value: int | float, key: str, odd: Odd) -> int | float:
    """Return a bound within the limits of the type; money's are written with decimals and without."""
    low, high = TYPES[type_].bounds or (value, value)
    if low <= value <= high:
        return value
    if not low - 1 < value < high + 1:
        odd("bound", f"The {key} is beyond the limit of the type.")
    return low if value < low else high
