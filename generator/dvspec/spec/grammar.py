"""A document against the grammar, a JSON Schema; its errors become findings in plain words."""

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
_TYPE_WORDS = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "object": "a mapping", "array": "a list", "null": "nothing",
}  # fmt: skip


def check(document: Document, grammar: str) -> bool:
    """Report what a document has against the grammar `table` or `solution`; True where nothing."""
    sound = True
    for error in _validator(grammar).iter_errors(document.value):
        sound = False
        _report(document, grammar, error)
    return _check_whole_numbers(document, document.value, ()) and sound


def _check_whole_numbers(document: Document, value: Any, path: tuple[str | int, ...]) -> bool:
    """Report whole numbers with decimals: JSON Schema takes 100.0 for one, the model doesn't."""
    if isinstance(value, float) and path and path[-1] in _WHOLE_NUMBERS:
        message = f"'{path[-1]}' takes a whole number, not {value}; write it without decimals"
        document.report(WRONG_TYPE, message, document.place(path))
        return False
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    sound = True
    for key, step in steps:
        if key not in ("payload", "example"):
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
    name = kind.name
    value = kind.value if name == "_" else _value_at(document.value, path)
    what = (
        f"'{path[-1]}'"
        if path and isinstance(path[-1], str)
        else (f"item {path[-1] + 1} of '{path[-2]}'" if path else "the spec")
    )

    if name == "additionalProperties":
        known = list(_properties(grammar, path))
        for key in kind.unexpected:
            message = f"unknown key '{key}'{_of(path)}{did_you_mean(key, known)}"
            document.report(UNKNOWN_KEY, message, document.place((*path, key), key=True))
    elif name == "required":
        message = f"key '{kind.property}' is missing{_of(path)}"
        document.report(MISSING_KEY, message, document.place(path, key=True))
    elif name == "type":
        message = f"{what} takes {_types(kind.types)}, not {_shown(value)}"
        document.report(WRONG_TYPE, message, document.place(path))
    elif name == "propertyNames":
        key = error.instance if isinstance(error.instance, str) else _bad_key(value, kind)
        inner = getattr(kind, "error", None)
        message = f"'{key}' can't be a name here: {_property_name_reason(path)}"
        document.report(INVALID_VALUE, message, document.place((*path, key), key=True))
    elif name == "anyOf":
        deeper = [inner for branch in kind.context for inner in branch]
        fitting = [inner for inner in deeper if len(inner.instance_path) > len(path)]
        same_type = [inner for inner in deeper if inner.kind.name != "type"]
        if fitting or same_type:
            for inner in (fitting or same_type)[:3]:
                _report(document, grammar, inner)
        else:
            words = sorted({word for inner in deeper for word in inner.kind.types})
            message = f"{what} takes {_types(words)}, not {_shown(value)}"
            document.report(WRONG_TYPE, message, document.place(path))
    elif name == "enum":
        options = [str(option) for option in kind.options]
        hint = did_you_mean(str(value), options)
        message = f"{what} takes {', '.join(options)}; not {_shown(value)}{hint}"
        document.report(INVALID_VALUE, message, document.place(path))
    elif name == "minLength" or (name == "pattern" and kind.pattern == _ANY_TEXT):
        document.report(INVALID_VALUE, f"{what} {'is blank' if value else 'is empty'}", document.place(path))
    elif name == "uniqueItems":
        document.report(INVALID_VALUE, f"{what} names one of them twice", document.place(path))
    else:
        shown = len(value) if name in ("minItems", "minProperties", "maxItems", "maxProperties") else _shown(value)
        message = f"{what}: {_reason(name, kind, path)}, not {shown}"
        rule = EXCEEDS_LIMIT if name in ("minimum", "maximum") else INVALID_VALUE
        document.report(rule, message, document.place(path))


_ANY_TEXT = r"\S"  # what texts for people hold: anything but blanks alone
_PATTERN_WORDS = {
    "prefix": "a prefix has 2 to 8 lower-case letters or digits, a letter first, and doesn't begin with mscrm",
    "version": "a version is four numbers, as in 1.0.0.0, in quotes",
    "namespace": "a namespace is a GUID in lower case, with hyphens",
    "schema_base_uri": "the base is an http address that ends in a slash",
    "python_package": "a package is lower-case letters, digits and underscores, a letter first",
    "date": "a date is written as 2022-05-20",
    "order_by": "a column, perhaps followed by desc",
    "name": "capital letters, digits and underscores, a letter first",
    "logical_name": "lower-case letters, digits and underscores, a letter first, and no prefix",
    "collection_name": "lower-case letters, digits and underscores, a letter first, and no prefix",
}


def _reason(name: str, kind: Any, path: tuple[str | int, ...]) -> str:
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    match name:
        case "pattern":
            return _PATTERN_WORDS.get(last, "letters, digits and underscores, a letter first")
        case "minimum" | "maximum":
            return f"at {'least' if name == 'minimum' else 'most'} {kind.limit:,}"
        case "minItems" | "minProperties":
            return f"at least {kind.limit} of them"
        case "maxLength":
            return f"at most {kind.limit:,} characters"
        case "maxItems" | "maxProperties":
            return f"at most {kind.limit:,} of them"
        case _:
            return f"breaks the grammar's '{name}'"


def _property_name_reason(path: tuple[str | int, ...]) -> str:
    if path and path[-1] in ("columns", "keys", "choices"):
        return "letters, digits and underscores, a letter first, at most 100 characters"
    if path and path[-1] == "queries":
        return "lower-case letters, digits and underscores, a letter first, at most 60 characters"
    return "a language is an LCID, a number such as 1033"


def _bad_key(value: Any, kind: Any) -> str:
    inner = getattr(kind, "error", None)
    found = getattr(inner, "instance", None)
    return found if isinstance(found, str) else str(next(iter(value), ""))


def _types(types: Iterator[str] | list[str]) -> str:
    return " or ".join(_TYPE_WORDS.get(word, word) for word in types)


def _of(path: tuple[str | int, ...]) -> str:
    return f" in '{'.'.join(str(step) for step in path)}'" if path else ""


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int():
            return f"the number {value}"
        case float():
            return f"the number {value:g}; quote it to make it a text"
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
