"""Documents checked against the grammar, a JSON Schema; its errors become findings in plain English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from dvspec.findings import Rule, Severity, did_you_mean
from dvspec.spec.document import Document

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

_WHOLE_NUMBERS = frozenset({"language", "option_value_prefix", "value", "default", "max_length", "precision"})
_JSON = ("payload", "example")  # keys of columns whose values are not of the grammar
_TYPE_LABELS = {
    "string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "object": "a mapping", "array": "a list", "null": "null",
}  # fmt: skip


def check(document: Document, grammar: str) -> bool:
    """Report how a document breaks the grammar `table` or `solution`; return whether it does not."""
    sound = True
    for error in _validator(grammar).iter_errors(document.value):
        sound = False
        _report(document, grammar, error)
    return _check_whole_numbers(document, document.value, ()) and sound


def _check_whole_numbers(document: Document, value: Any, path: tuple[str | int, ...]) -> bool:
    """Report whole numbers with decimals: JSON Schema takes 100.0 for a whole number, the model does not."""
    if isinstance(value, float) and path and path[-1] in _WHOLE_NUMBERS:
        message = f"'{path[-1]}' must be a whole number, not {value}; write it without decimals"
        document.report(WRONG_TYPE, message, document.place(path))
        return False
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    sound = True
    for key, step in steps:
        if not (len(path) == 2 and path[0] == "columns" and key in _JSON):
            sound = _check_whole_numbers(document, step, (*path, key)) and sound
    return sound


@cache
def _validator(grammar: str) -> jsonschema_rs.Draft202012Validator:
    table = _schema("table")
    registry = jsonschema_rs.Registry([("dvspec:/table.schema.json", table | {"$id": "dvspec:/table.schema.json"})])
    schema = _schema(grammar) | {"$id": f"dvspec:/{grammar}.schema.json"}
    return jsonschema_rs.Draft202012Validator(schema, registry=registry)


@cache
def _schema(grammar: str) -> dict[str, Any]:
    text = Path(__file__).with_name(f"{grammar}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _report(document: Document, grammar: str, error: Any) -> None:
    path: tuple[Any, ...] = _path(document.value, error.instance_path)
    kind = error.kind
    keyword = kind.name
    value = kind.value if keyword == "_" else _value_at(document.value, path)
    subject = (
        f"'{path[-1]}'"
        if path and isinstance(path[-1], str)
        else (f"item {path[-1] + 1} of '{path[-2]}'" if path else "the spec")
    )

    if keyword == "additionalProperties":
        known = list(_properties(grammar, path))
        for key in kind.unexpected:
            message = f"unknown key '{key}'{_of(path)}{did_you_mean(key, known)}"
            document.report(UNKNOWN_KEY, message, document.place((*path, key), key=True))
    elif keyword == "required":
        message = f"key '{kind.property}' is missing{_of(path)}"
        document.report(MISSING_KEY, message, document.place(path, key=True))
    elif keyword == "type":
        message = f"{subject} must be {_types(kind.types)}, not {_shown(value)}"
        document.report(WRONG_TYPE, message, document.place(path))
    elif keyword == "propertyNames":
        key = error.instance if isinstance(error.instance, str) else _bad_key(value, kind)
        message = f"'{key}' {_name_problem(path)}"
        document.report(INVALID_VALUE, message, document.place((*path, key), key=True))
    elif keyword == "anyOf":
        deeper = [inner for branch in kind.context for inner in branch]
        fitting = [inner for inner in deeper if len(inner.instance_path) > len(path)]
        same_type = [inner for inner in deeper if inner.kind.name != "type"]
        if fitting or same_type:
            for inner in (fitting or same_type)[:3]:
                _report(document, grammar, inner)
        else:
            types = sorted({type_ for inner in deeper for type_ in inner.kind.types})
            message = f"{subject} must be {_types(types)}, not {_shown(value)}"
            document.report(WRONG_TYPE, message, document.place(path))
    elif keyword == "enum":
        options = [str(option) for option in kind.options]
        hint = did_you_mean(str(value), options)
        message = f"{subject} must be one of {', '.join(options)}; not {_shown(value)}{hint}"
        document.report(INVALID_VALUE, message, document.place(path))
    elif keyword == "minLength" or (keyword == "pattern" and kind.pattern == _NOT_BLANK):
        document.report(INVALID_VALUE, f"{subject} {'is blank' if value else 'is empty'}", document.place(path))
    elif keyword == "uniqueItems":
        document.report(INVALID_VALUE, f"{subject} contains duplicates", document.place(path))
    else:
        shown = len(value) if keyword in ("minItems", "minProperties", "maxItems", "maxProperties") else _shown(value)
        message = f"{subject} must {_requirement(keyword, kind, path)}, not {shown}"
        rule = EXCEEDS_LIMIT if keyword in ("minimum", "maximum") else INVALID_VALUE
        document.report(rule, message, document.place(path))


_NOT_BLANK = r"\S"  # the pattern of texts for people
_PATTERNS = {
    "prefix": "consist of 2 to 8 lower-case letters and digits, and begin with a letter but not with mscrm",
    "version": "be four numbers such as 1.0.0.0, in quotes",
    "namespace": "be a GUID in lower case, with hyphens",
    "schema_base_uri": "be an http or https address that ends in a slash",
    "python_package": "consist of lower-case letters, digits and underscores, and begin with a letter",
    "date": "be a date such as 2022-05-20",
    "order_by": "be a column, optionally followed by desc",
    "name": "consist of capital letters, digits and underscores, and begin with a letter",
    "logical_name": "consist of lower-case letters, digits and underscores, begin with a letter, and have no prefix",
    "collection_name": "consist of lower-case letters, digits and underscores, begin with a letter, and have no prefix",
}


def _requirement(keyword: str, kind: Any, path: tuple[str | int, ...]) -> str:
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    match keyword:
        case "pattern":
            return _PATTERNS.get(last, "consist of letters, digits and underscores, and begin with a letter")
        case "minimum" | "maximum":
            return f"be at {'least' if keyword == 'minimum' else 'most'} {kind.limit:,}"
        case "minItems" | "minProperties":
            return f"have at least {_counted(kind.limit)}"
        case "maxLength":
            return f"have at most {kind.limit:,} characters"
        case "maxItems" | "maxProperties":
            return f"have at most {_counted(kind.limit)}"
        case _:
            return f"satisfy '{keyword}' of the grammar"


def _counted(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _name_problem(path: tuple[str | int, ...]) -> str:
    if path and path[-1] in ("columns", "keys", "choices"):
        return "must consist of at most 100 letters, digits and underscores, and begin with a letter"
    if path and path[-1] == "queries":
        return "must consist of at most 60 lower-case letters, digits and underscores, and begin with a letter"
    return "is not the LCID of a language, such as 1033"


def _bad_key(value: Any, kind: Any) -> str:
    inner = getattr(kind, "error", None)
    key = getattr(inner, "instance", None)
    return key if isinstance(key, str) else str(next(iter(value), ""))


def _types(types: Iterator[str] | list[str]) -> str:
    return " or ".join(_TYPE_LABELS.get(type_, type_) for type_ in types)


def _of(path: tuple[str | int, ...]) -> str:
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


def _path(value: Any, steps: list[str | int]) -> tuple[str | int, ...]:
    """Return the path to a value; the validator takes a key of digits for a position in a list."""
    path = []
    for step in steps:
        step = str(step) if isinstance(value, dict) else step
        value = value[step]
        path.append(step)
    return tuple(path)


def _value_at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _properties(grammar: str, path: tuple[str | int, ...]) -> Iterator[str]:
    """Yield the keys that the grammar knows at a path."""
    pending: list[tuple[Any, tuple[str | int, ...], str]] = [(_schema(grammar), path, grammar)]
    while pending:
        schema, rest, home = pending.pop()
        if "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#")
            home = "table" if file else home
            target: Any = _schema(home)
            for step in pointer.strip("/").split("/"):
                target = target[step]
            pending.append((target, rest, home))
        pending += [(branch, rest, home) for branch in schema.get("anyOf", ())]
        if not rest:
            yield from schema.get("properties", ())
        elif isinstance(rest[0], int):
            if "items" in schema:
                pending.append((schema["items"], rest[1:], home))
        elif rest[0] in schema.get("properties", ()):
            pending.append((schema["properties"][rest[0]], rest[1:], home))
        elif isinstance(schema.get("additionalProperties"), dict):
            pending.append((schema["additionalProperties"], rest[1:], home))
