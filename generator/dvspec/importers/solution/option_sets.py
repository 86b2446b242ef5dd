"""Option sets: the options of a choice, of a state or of a status reason."""

from __future__ import annotations

import re

from dvspec.dataverse.patterns import is_color
from dvspec.findings import Rule, Severity
from dvspec.importers import naming
from dvspec.importers.solution.elements import Fields
from dvspec.importers.solution.report import Scope
from dvspec.model import Label, Option
from dvspec.solution_files.option_set import OptionSet as Source
from dvspec.solution_files.option_set import option_value
from dvspec.solution_files.report import quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element

BROKEN_OPTIONS = Rule(
    "DV684",
    "options-not-importable",
    Severity.ERROR,
    "Options of a source have different values, which are whole numbers.",
    "Fix the option set in the environment and export the solution again, or leave its table out with --table.",
)

_SHORT_COLOR = re.compile("#[0-9A-Fa-f]{3}")
_READ = {"value", "state", "Color", "ExternalValue", "IsHidden", "defaultstatus", "invariantname"}
# What an option set has beside its options that is not a setting: labels of a local one repeat its column's.
_NOT_SETTINGS = ("OptionSetType", "IsGlobal", "IntroducedVersion", "displaynames", "Descriptions", "options")


def options(source: Source, scope: Scope) -> tuple[Option, ...]:
    """Return the options of an option set; report what specs don't say of them."""
    elements = source.options
    labels = [scope.label(element.child("labels")) for element in elements]
    values: list[int] = []
    for element in elements:
        value = option_value(element)
        if value is None or value in values:
            given = quoted(element.attrib.get("value", ""))
            message = (
                f"the option value {given} of {scope.subject} is {'not a number' if value is None else 'a duplicate'}"
            )
            scope.report.refuse(BROKEN_OPTIONS, element, message)
            return ()
        values.append(value)
    names = naming.option_names((value, text.text) for value, text in zip(values, labels, strict=True))
    return tuple(
        _option(element, value, name, text, scope)
        for element, value, name, text in zip(elements, values, names, labels, strict=True)
    )


def _option(element: Element, value: int, name: str, text: Label, scope: Scope) -> Option:
    color = _color(element.attrib.get("Color", ""))
    if not color and element.attrib.get("Color"):
        given = quoted(element.attrib["Color"])
        scope.left_out("option-color", f"Option {value} has the color {given}, which is not a color.")
    if not text.text:
        text = Label(str(value))
        scope.left_out("option-without-label", f"Option {value} has no label.")
    for attribute, given in element.attrib.items():
        if attribute not in _READ and given:
            scope.left_out(f"option-{attribute.lower()}", f"Option {value} has {attribute}.")
    fields = Fields.of(element)
    fields.skip("labels")
    description = scope.label(fields.get("Descriptions"))
    for rest in fields.unread():
        scope.left_out(f"element-{rest.tag}", f"Option {value} has <{rest.tag}>.")
    return Option(
        value=value,
        name=name,
        label=text,
        description=description,
        color=color,
        external_value=element.attrib.get("ExternalValue", ""),
        hidden=element.attrib.get("IsHidden", "").lower() in ("1", "true"),
        state=integer(element.attrib.get("state", "")) if element.tag == "status" else None,
    )


def _color(text: str) -> str:
    if _SHORT_COLOR.fullmatch(text):
        return "#" + "".join(letter * 2 for letter in text[1:])
    return text if is_color(text) else ""


def report_rest(source: Source, scope: Scope) -> None:
    """Report what an option set says beside its options."""
    fields = Fields.of(source.element)
    fields.skip(*_NOT_SETTINGS, "states", "statuses")
    if fields.text("IsCustomizable") in ("0", "false"):
        detail = "The option set can't be customized where the solution is managed."
        scope.left_out("managed-property-of-option-set", detail)
    if fields.text("ExternalTypeName"):
        scope.left_out("external-type-name", "The option set has an external type name.")
    for rest in fields.unread():
        scope.left_out(f"element-{rest.tag}", f"The option set has <{rest.tag}>.")
