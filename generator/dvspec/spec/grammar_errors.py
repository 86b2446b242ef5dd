"""Errors of the grammar as findings in plain English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.spec.document import Document
from dvspec.spec.grammar_schemas import keys_at

UNKNOWN_KEY = Rule(
    "DV107",
    "unknown-key",
    Severity.ERROR,
    "Specs contain only known keys.",
    "Fix the key's spelling, or remove the key.",
)
MISSING_KEY = Rule(
    "DV108",
    "missing-key",
    Severity.ERROR,
    "Specs contain all required keys.",
    "Add the key.",
)
WRONG_TYPE = Rule(
    "DV109",
    "wrong-type",
    Severity.ERROR,
    "Each key has a value of its type.",
    "Write a value of the type that the message names; quote text that looks like a number.",
)
INVALID_VALUE = Rule(
    "DV110",
    "invalid-value",
    Severity.ERROR,
    "Each key has a value that it allows.",
    "Write a value that the message allows.",
)
EXCEEDS_LIMIT = Rule(
    "DV206",
    "exceeds-dataverse-limit",
    Severity.ERROR,
    "Lengths, bounds and precisions are within Dataverse's limits.",
    "Write a value within the limits that the message names.",
)

_Path = tuple[str | int, ...]

_TYPE_LABELS = {
    "string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "object": "a mapping", "array": "a list", "null": "null",
}  # fmt: skip
_SIZES = ("minItems", "minProperties", "maxItems", "maxProperties", "maxLength")
NOT_BLANK = r"\S"  # the pattern of texts for people
_LETTERS = "letters, digits and underscores"
REQUIREMENTS = {  # by pattern; a message adds "must" before it
    "^[A-Za-z][A-Za-z0-9_]*$": f"consist of {_LETTERS}, and begin with a letter",
    "^[A-Za-z_][A-Za-z0-9_]*$": f"consist of {_LETTERS}, and not begin with a digit",
    "^[a-z][a-z0-9_]*$": f"consist of lower-case {_LETTERS}, and begin with a letter",
    "^[A-Z][A-Z0-9_]*$": f"consist of capital {_LETTERS}, and begin with a letter",
    "^[A-Z][A-Za-z0-9]*$": "consist of letters and digits, and begin with a capital letter",
    "^[A-Za-z][A-Za-z0-9_]*( desc)?$": "be a column, optionally followed by desc",
    "^(?!mscrm)[a-z][a-z0-9_]{1,7}$": (
        "consist of 2 to 8 lower-case letters, digits and underscores, and begin with a letter but not with mscrm"
    ),
    "^([A-Za-z][A-Za-z0-9]{1,7})?$": "be empty or consist of 2 to 8 letters and digits, and begin with a letter",
    "^#([0-9a-fA-F]{3}){1,2}$": "be a color such as #0078d4",
    "^(?!(library|formulas)$)[A-Za-z0-9][A-Za-z0-9_-]*$": (
        "be the name of a folder of letters, digits, hyphens and underscores, other than library and formulas"
    ),
    "^library/[A-Za-z0-9][A-Za-z0-9._-]*$": "be a file under library without its ending, as library/customer_profile",
    r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$": "be four numbers such as 1.0.0.0, in quotes",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "be a date such as 2022-05-20",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": "be a GUID in lower case, with hyphens",
    "^[1-9][0-9]{3,4}$": "be the LCID of a language, such as 1033",
    "^[^|]+$": "not be empty, and not contain a |",
    "^https?://([A-Za-z0-9._~:/@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+/$": "be an http or https address that ends in a slash",
}


def report(document: Document, grammar: str, error: Any) -> None:
    """Report an error that the grammar's validator gives."""
    path = _path(document.value, error.instance_path)
    keyword, problem = error.kind.name, error.kind
    value = _value_at(document.value, path)
    subject = _subject(path)
    if keyword == "additionalProperties":
        known = list(keys_at(grammar, path))
        for key in problem.unexpected:
            message = f"unknown key '{key}'{_of(path)}{did_you_mean(key, known)}"
            document.report(UNKNOWN_KEY, message, document.place((*path, key), key=True))
    elif keyword == "required":
        message = f"key '{problem.property}' is missing{_of(path)}"
        document.report(MISSING_KEY, message, document.place(path, key=True))
    elif keyword == "propertyNames":
        key = problem.error.instance
        message = f"'{key}' must {_requirement(problem.error.kind)}"
        document.report(INVALID_VALUE, message, document.place((*path, key), key=True))
    elif keyword == "anyOf":
        _report_any_of(document, grammar, [inner for branch in problem.context for inner in branch], path)
    elif keyword == "type":
        _report_type(document, problem.types, value, path)
    elif keyword == "enum":
        options = [str(option).lower() if isinstance(option, bool) else option or "''" for option in problem.options]
        hint = did_you_mean(str(value), options)
        message = f"{subject} must be one of {', '.join(options)}; not {_shown(value)}{hint}"
        document.report(INVALID_VALUE, message, document.place(path))
    elif keyword == "minLength" or (keyword == "pattern" and problem.pattern == NOT_BLANK):
        document.report(INVALID_VALUE, f"{subject} {'is blank' if value else 'is empty'}", document.place(path))
    elif keyword == "uniqueItems":
        document.report(INVALID_VALUE, f"{subject} contains duplicates", document.place(path))
    else:
        shown = f"{len(value):,}" if keyword in _SIZES else _shown(value)
        rule = EXCEEDS_LIMIT if keyword in ("minimum", "maximum") else INVALID_VALUE
        document.report(rule, f"{subject} must {_requirement(problem)}, not {shown}", document.place(path))


def _report_any_of(document: Document, grammar: str, errors: list[Any], path: _Path) -> None:
    """Report the errors of the branches that come near: those that fit at this level, else those of the right type."""
    inside = [error for error in errors if len(error.instance_path) > len(path)]
    of_right_type = [error for error in errors if error.kind.name != "type"]
    for error in (inside or of_right_type)[:3]:
        report(document, grammar, error)
    if not inside and not of_right_type:
        types = sorted({type_ for error in errors for type_ in error.kind.types})
        _report_type(document, types, _value_at(document.value, path), path)


def _report_type(document: Document, types: Iterable[str], value: Any, path: _Path) -> None:
    expected = " or ".join(_TYPE_LABELS[type_] for type_ in types)
    document.report(WRONG_TYPE, f"{_subject(path)} must be {expected}, not {_shown(value)}", document.place(path))


def _subject(path: _Path) -> str:
    """Return what a message is about: a key, an item of a list, or the whole spec."""
    if not path:
        return "the spec"
    return f"'{path[-1]}'" if isinstance(path[-1], str) else f"item {path[-1] + 1} of '{path[-2]}'"


def _requirement(problem: Any) -> str:
    """Return what a value must do, for a message that says "must" before it."""
    match problem.name:
        case "pattern":
            return REQUIREMENTS[problem.pattern]
        case "minimum":
            return f"be at least {problem.limit:,}"
        case "maximum":
            return f"be at most {problem.limit:,}"
        case "minItems" | "minProperties":
            return f"have at least {_counted(problem.limit)}"
        case "maxItems" | "maxProperties":
            return f"have at most {_counted(problem.limit)}"
        case "maxLength":
            return f"have at most {problem.limit:,} characters"
    raise ValueError(problem.name)


def _counted(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _of(path: _Path) -> str:
    return f" in '{'.'.join(str(step) for step in path)}'" if path else ""


def _shown(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return f"the number {value}"
        case float():
            return f"the number {value:g}; quote it if it is text"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            text = str(value)
            return repr(text if len(text) <= 60 else text[:57] + "…")


def _path(value: Any, steps: list[str | int]) -> _Path:
    """Return the path to a value; the validator takes a key of digits for a position in a list."""
    path = []
    for step in steps:
        step = str(step) if isinstance(value, dict) else step
        value = value[step]
        path.append(step)
    return tuple(path)


def _value_at(value: Any, path: _Path) -> Any:
    for step in path:
        value = value[step]
    return value
