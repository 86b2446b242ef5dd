"""JSON Schemas that hypothesis invents for payloads: every keyword, hostile members, nested and recursive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.targets.invented_texts import SHORT_TEXTS, TEXTS

Schema = dict[str, Any]
Any_ = st.SearchStrategy[Any]

# Members' names: those that Python, the generated class or JSON itself has a use for, and hostile texts.
_ODD_MEMBERS = """
    class def None field extra str int tuple dict list to_json from_json self cls Json Payload dataclass property
    fooBar foo_bar FooBar foo__bar a-b a.b 1st @odata.type $ref _ __init__ __class__ __dict__ x items keys get
    """.split()
MEMBERS = st.sampled_from(_ODD_MEMBERS) | SHORT_TEXTS | st.just("")
_NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{0,30}", fullmatch=True)
_TITLES = _NAMES | TEXTS
_TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")
_NUMBERS = st.integers(-(10**6), 10**6) | st.sampled_from([0.5, -1.25, 1e-9, 3.0])
_COUNTS = st.integers(0, 3)
_VALUES = st.none() | st.booleans() | _NUMBERS | SHORT_TEXTS
_JSON = st.recursive(
    _VALUES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(MEMBERS, inner, max_size=2), max_leaves=4
)
_EXAMPLES = st.lists(_JSON, max_size=2)
_PATTERNS = st.sampled_from(["^[a-z]+$", "\\d", "'\"\\\\", "^x-", "^(?:a|b)$", "ж"])
_FORMATS = st.sampled_from(["date-time", "date", "time", "email", "uri", "uuid", "regex", "ipv4", "duration", "odd"])


def list_members(shape: Mapping[str, Any]) -> list[str]:
    """Return the members that a bare list can stand for: each may be one, and no other is required."""
    members = []
    for name, schema in sorted(shape.get("properties", {}).items()):
        types = schema.get("type", "array") if isinstance(schema, dict) else "array"
        if "array" in types and not {*shape.get("required", ())} - {name}:
            members.append(name)
    return members


def _keywords(inner: Any_) -> Mapping[str, Any_]:
    """Return a strategy for the value of each keyword; `inner` gives the schemas in it."""
    schemas = st.lists(inner, min_size=1, max_size=2)
    by_name = st.dictionaries(MEMBERS, inner, max_size=3)
    names = st.lists(MEMBERS, max_size=2, unique=True)
    return {
        "prefixItems": schemas, "items": inner, "contains": inner, "additionalProperties": inner,
        "properties": by_name, "patternProperties": st.dictionaries(_PATTERNS, inner, max_size=2),
        "dependentSchemas": by_name, "propertyNames": inner, "if": inner, "then": inner, "else": inner,
        "allOf": schemas, "anyOf": schemas, "oneOf": schemas, "not": inner,
        "unevaluatedItems": inner, "unevaluatedProperties": inner,
        "contentEncoding": st.just("base64"), "contentMediaType": st.just("application/json"), "contentSchema": inner,
        "$ref": st.sampled_from(["#", "#/$defs/one", "#/$defs/two"]), "$comment": SHORT_TEXTS,
        "$dynamicRef": st.just("#"),
        "format": _FORMATS, "title": _TITLES, "description": TEXTS, "default": _JSON,
        "deprecated": st.booleans(), "readOnly": st.booleans(), "writeOnly": st.booleans(),
        "examples": _EXAMPLES,
        "type": st.sampled_from(_TYPES) | st.lists(st.sampled_from(_TYPES), min_size=1, max_size=3, unique=True),
        "const": _JSON, "enum": st.lists(_JSON, min_size=1, max_size=3, unique_by=json.dumps),
        "multipleOf": st.sampled_from([1, 0.01, 1e-9]), "maximum": _NUMBERS, "exclusiveMaximum": _NUMBERS,
        "minimum": _NUMBERS, "exclusiveMinimum": _NUMBERS, "maxLength": _COUNTS, "minLength": _COUNTS,
        "pattern": _PATTERNS, "maxItems": _COUNTS, "minItems": _COUNTS, "uniqueItems": st.booleans(),
        "maxContains": _COUNTS, "minContains": _COUNTS, "maxProperties": _COUNTS, "minProperties": _COUNTS,
        "required": names, "dependentRequired": st.dictionaries(MEMBERS, names, max_size=2),
    }  # fmt: skip


# Keywords of a schema's place in a collection of schemas: a payload stands alone, and its root is dealt with below.
LEFT_OUT = {"$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary", "$defs"}
COVERED = set(_keywords(st.booleans()))


def all_keywords() -> set[str]:
    """Return every keyword of JSON Schema 2020-12, from its metaschemas."""
    folder = files("jsonschema_specifications") / "schemas" / "draft202012" / "vocabularies"
    return {key for file in folder.iterdir() for key in json.loads(file.read_text("utf-8")).get("properties", {})}


def _record(inner: Any_) -> Any_:
    """Return schemas of objects and lists as people write them: typed members, some required, a title."""

    @st.composite
    def record(draw: st.DrawFn) -> Schema:
        members = draw(st.dictionaries(MEMBERS, inner, min_size=1, max_size=4))
        schema: Schema = {"type": "object", "properties": members}
        if draw(st.booleans()):
            schema["title"] = draw(_TITLES)
        if draw(st.booleans()):
            schema["required"] = draw(st.lists(st.sampled_from(list(members)), unique=True))
        if draw(st.booleans()):
            schema["additionalProperties"] = draw(st.booleans() | inner)
        if draw(st.booleans()):
            schema["description"] = draw(TEXTS)
        return {"type": "array", "items": schema} if draw(st.integers(0, 3)) == 0 else schema

    return record()


def _any_form(inner: Any_) -> Any_:
    keywords = _keywords(inner)
    chosen = st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True)
    free = chosen.flatmap(lambda names: st.fixed_dictionaries({name: keywords[name] for name in names}))
    return _record(inner) | free


_LEAVES = st.booleans() | st.sampled_from([{"type": word} for word in _TYPES]) | st.just({"$ref": "#/$defs/one"})
SCHEMAS = st.recursive(_LEAVES, _any_form, max_leaves=8)


@st.composite
def payloads(draw: st.DrawFn) -> tuple[Schema, Any]:
    """Return a payload's schema, and an example of it if there is a simple one (otherwise ...)."""
    schema = draw(st.one_of(_record(SCHEMAS), _record(SCHEMAS), SCHEMAS.filter(lambda given: isinstance(given, dict))))
    schema = dict(schema)
    for key, strategy in {
        "$comment": SHORT_TEXTS,
        "$id": st.just("https://a.example/b"),
        "examples": _EXAMPLES,
    }.items():
        if not draw(st.integers(0, 5)):
            schema[key] = draw(strategy)
    if not draw(st.integers(0, 5)):
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$defs"] = {"one": draw(_record(_LEAVES)), "two": draw(SCHEMAS)}
    return schema, example_of(schema, draw(st.lists(_JSON, max_size=2)))


def example_of(schema: Schema, invented: list[Any]) -> Any:
    """Return a value that satisfies the schema, or ... if none of the simple ones does."""
    try:
        validator = jsonschema_rs.Draft202012Validator(schema)
    except (ValueError, jsonschema_rs.ReferencingError, jsonschema_rs.ValidationError):
        return ...
    second = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for value in [_instance(schema, schema, 0), *invented, {}, [], "", 0, None, True]:
        try:
            # They differ on formats and on multiples of fractions: a value that both accept depends on neither.
            if validator.is_valid(value) and second.is_valid(value):
                return value
        except (ValueError, RecursionError):  # a schema that refers to itself endlessly
            return ...
    return ...


def _instance(schema: Any, root: Schema, depth: int) -> Any:
    if not isinstance(schema, dict) or depth > 6:
        return "text"
    if "$ref" in schema and depth < 4:
        target = root
        for step in schema["$ref"].split("/")[1:]:
            target = target.get(step, {})
        return _instance(target, root, depth + 1)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    type_ = schema.get("type", "object" if "properties" in schema else "string")
    match type_ if isinstance(type_, str) else type_[0]:
        case "object":
            return {name: _instance(inner, root, depth + 1) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [_instance(schema.get("items", {}), root, depth + 1)]
        case "integer":
            return 3
        case "number":
            return 0.25
        case "boolean":
            return True
        case "null":
            return None
    return "text"
