"""Specs that hypothesis invents from the grammar itself: every key of it, hostile names and texts in every position.

The grammar is walked. A position with a strategy of its own is listed in `_SOLUTION`, `_TABLE` or `_COLUMN`; one that a
label, a list of words, a range or a flag describes needs none. A key that is neither fails: it has to be listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import dvspec.spec
from dvspec import names, reserved_names
from dvspec.dataverse.cascades import OPERATIONS
from dvspec.dataverse.elastic import ABSENT_FLAGS
from dvspec.dataverse.properties import COLUMN_PROPERTIES, RELATIONSHIP_PROPERTIES, TABLE_PROPERTIES
from dvspec.dataverse.types import TYPE_KEYS, TYPES
from dvspec.guids import SCHEMES
from dvspec.spec.properties import MANAGED
from tests.reference import ROOT
from tests.targets.invented_payloads import MEMBERS, list_members, payloads
from tests.targets.invented_texts import HOSTILE, SHORT_TEXTS, TEXTS

Spec = dict[str, Any]
Draw = st.DrawFn

_ODD_NAMES = "Class SELECT LOGICAL_NAME uuid Self Kind Match FTPSiteURL a_ aB_Cd x1Y2 Import Yield Name Value".split()
# Every word of the shipped specs' code, which might mean something else where a name of a spec is the same.
_CODE = [*(ROOT / "generated" / "python").rglob("*.py"), *(ROOT / "generated" / "identifiers").glob("spark.*")]
_CODE += (ROOT / "generated" / "identifiers").glob("*.sql")
_CODE_WORDS = sorted(
    set(re.findall(r"\b[A-Za-z][A-Za-z0-9_]{0,28}", " ".join(path.read_text("utf-8") for path in _CODE)))
)
# Few of them are names that generated Python can't use: those are refused, as other tests prove.
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,6}(_?[A-Za-z0-9]){0,28}", fullmatch=True) | st.sampled_from(
    _ODD_NAMES + _CODE_WORDS
)
_ARGUMENTS = st.sampled_from(
    [name for name in _CODE_WORDS if not reserved_names.parameter_name_problem(names.snake_case(name), "")]
)
_TABLE_NAMES = NAMES.map(lambda name: name[0].upper() + name[1:]).filter(
    lambda name: not reserved_names.module_name_problem(names.snake_case(name))
    and not reserved_names.class_name_problem(name)
)
_LOGICAL = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
_NAME_TAILS = st.from_regex(r"[A-Za-z0-9]{0,20}", fullmatch=True)
PREFIXES = st.from_regex(r"(?!mscrm)[a-z][a-z0-9]{1,7}", fullmatch=True)
_LANGUAGES = (1025, 1031, 1033, 1036, 1041, 1039, 3098)
_PARTS = SHORT_TEXTS.map(lambda text: text.replace("|", "¦")[:100]).filter(bool)


@dataclass
class Context:
    """The decisions about a set of specs, for keys that depend on each other."""

    draw: Draw
    language: int
    prefix: int
    kind: str  # of the current table
    tables: list[str]
    whole: bool = True  # whether to use the keys in PENDING
    extends: str = ""  # the table that the current one extends
    externals: list[str] = field(default_factory=list)
    choices: dict[str, list[int]] = field(default_factory=dict)
    # About the current table and column:
    place: int = 0
    columns: dict[str, str] = field(default_factory=dict)  # name -> type
    relationships: int = 0
    parents: set[int] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)
    column: str = ""
    values: list[int] = field(default_factory=list)
    example: Any = ...


# Positions that not all targets support yet: their tests do without them.
PENDING = {
    "table/extends", "table/prefix", "table/table_kind", "table/existing", "table/relationships", "table/targets",
    "table/many_to_many", "solution/carry", "solution/prefix", "solution/external", "solution/external_tables",
    *(f"table/{key}" for key in (*TABLE_PROPERTIES, *COLUMN_PROPERTIES, *RELATIONSHIP_PROPERTIES, MANAGED)),
}  # fmt: skip
# Properties that elastic tables can't have.
_ABSENT = [name for name, property_ in TABLE_PROPERTIES.items() if property_.xml in ABSENT_FLAGS]
# Optional keys that some target still needs.
NEEDED: set[str] = set()

Strategy = Callable[[Context, Spec], Any]  # of a position, given the values beside it; ... omits it


@cache
def grammar(name: str) -> Spec:
    """Return a grammar as a value."""
    path = Path(dvspec.spec.__file__).with_name(f"{name}.schema.json")
    schema: Spec = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _resolved(schema: Spec, home: str) -> tuple[Spec, str, str]:
    """Return a schema with its $ref resolved, its grammar, and the name of the last definition."""
    name = ""
    while "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#")
        home = "table" if file else home
        name = pointer.rsplit("/", 1)[-1]
        schema = grammar(home)["$defs"][name]
    return schema, home, name


def fill(
    context: Context, schema: Spec, home: str, own: Mapping[str, Strategy], path: str = "", holder: Spec | None = None
) -> Any:
    """Return a value for a position of the grammar, or ... to omit it."""
    if f"{home}{path}" in PENDING and not context.whole:
        return ...
    if path in own:
        return own[path](context, holder if holder is not None else {})
    schema, home, name = _resolved(schema, home)
    if name == "label":
        return context.draw(_labels(context.language))
    if name == "text":
        return context.draw(TEXTS)
    if "enum" in schema:
        return context.draw(st.sampled_from(schema["enum"]))
    if schema.get("type") == "boolean":
        return context.draw(st.booleans())
    if schema.get("type") == "integer" and {"minimum", "maximum"} <= schema.keys():
        return context.draw(st.integers(schema["minimum"], schema["maximum"]))
    if schema.get("type") == "integer" and "minimum" in schema:
        return context.draw(st.integers(schema["minimum"], 1_000_000))
    if schema.get("type") == "string" and path.lstrip("/") in TABLE_PROPERTIES:
        return context.draw(TEXTS)
    if "properties" in schema:
        result: Spec = {}
        required = (*schema.get("required", ()), *schema.get("else", {}).get("required", ()))
        for key, inner in schema["properties"].items():
            if key in required or (key in NEEDED and not context.whole) or context.draw(st.booleans()):
                value = fill(context, inner, home, own, f"{path}/{key}", result)
                if value is not ...:
                    result[key] = value
        return result
    raise LookupError(f"no strategy for {path or '/'} of the grammar: list it in {Path(__file__).name}")


def positions(schema: Spec, home: str, path: str = "") -> set[str]:
    """Return the positions of the known keys of a grammar."""
    schema, home, _ = _resolved(schema, home)
    found = {path}
    for key, inner in schema.get("properties", {}).items():
        found |= positions(inner, home, f"{path}/{key}")
    return found


def _labels(language: int, longest: int = 2000) -> st.SearchStrategy[Any]:
    texts = TEXTS.map(lambda text: text[: longest // 2]).filter(lambda text: bool(text.strip()))
    several = st.dictionaries(st.sampled_from([str(code) for code in _LANGUAGES]), texts, max_size=2)
    return texts | st.tuples(texts, several).map(lambda pair: pair[1] | {str(language): pair[0]})


def _each(*names_: str) -> Callable[[Strategy], Mapping[str, Strategy]]:
    return lambda strategy: dict.fromkeys(names_, strategy)


def _scheme(context: Context, _: Spec) -> Any:
    name = context.draw(st.sampled_from(sorted(SCHEMES)))
    own: dict[str, Strategy] = {
        "/name": lambda _, __: name,
        "/note": lambda c, _: c.draw(TEXTS)[:1000],
        "/namespace": lambda _, __: ...,
    }
    namespace = {"namespace": str(context.draw(st.uuids()))} if SCHEMES[name].namespaced else {}
    return fill(context, grammar("solution")["properties"]["guid_scheme"], "solution", own) | namespace


def _options(context: Context, _: Spec) -> list[Spec]:
    draw, low = context.draw, context.prefix * 10_000
    offsets = draw(st.lists(st.integers(0, 9999), min_size=1, max_size=4, unique=True))
    labels = draw(st.lists(_labels(context.language), min_size=len(offsets), max_size=len(offsets)))
    inner = grammar("table")["$defs"]["options"]["items"]["properties"]
    own: dict[str, Strategy] = {
        **_each("/value", "/label", "/name", "/state")(lambda _, __: ...),
        "/color": lambda c, _: c.draw(st.from_regex(r"#([0-9a-fA-F]{3}){1,2}", fullmatch=True)),
        "/external_value": lambda c, _: c.draw(TEXTS)[:200].strip() or ...,
    }
    options = []
    taken: set[str] = set()
    for number, (offset, label) in enumerate(zip(offsets, labels, strict=True)):
        derived = names.constant_case(label if isinstance(label, str) else label[str(context.language)])
        option = {"value": low + offset, "label": label}
        if not derived.isidentifier() or len(derived) > 60 or derived in taken or not draw(st.integers(0, 4)):
            option["name"] = draw(st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True)) + f"_{number}"
        taken.add(derived)
        options.append(option | fill(context, {"properties": inner}, "table", own))
    context.values = [option["value"] for option in options]
    return options


def _choices(context: Context, _: Spec) -> Spec:
    schema = grammar("solution")["properties"]["choices"]["additionalProperties"]
    own: dict[str, Strategy] = {
        "/options": _options,
        "/prefix": _prefix,
        "/logical_name": lambda _, __: context.draw(_LOGICAL),
    }
    result = {}
    for number in range(context.draw(st.integers(0, 2))):
        name = context.draw(_TABLE_NAMES)[:20] + f"Choice{number}"
        result[name] = fill(context, schema, "solution", own)
        context.choices[name] = context.values
    return result


def _prefix(context: Context, holder: Spec) -> str:
    """Return a prefix, or none for what exists already."""
    exists = holder.get("existing") or holder.get("external")
    return "" if exists else context.draw(st.from_regex(r"[A-Za-z][A-Za-z0-9]{1,7}", fullmatch=True))


def _external_tables(context: Context, _: Spec) -> Spec:
    schema = grammar("solution")["properties"]["external_tables"]["additionalProperties"]
    result = {}
    for number in range(context.draw(st.integers(0, 2))):
        name = f"{context.draw(_LOGICAL)[:16]}_ext{number}"
        own: dict[str, Strategy] = {
            "/schema_name": lambda c, _, name=name: "".join(  # type: ignore[misc]
                c.draw(st.sampled_from([letter, letter.upper()])) for letter in name
            ),
            "/entity_set_name": lambda _, __, name=name: f"{name}s",  # type: ignore[misc]
            "/primary_id": lambda c, _: c.draw(_LOGICAL),
        }
        result[name] = fill(context, schema, "solution", own)
        context.externals.append(name)
    return result


_SOLUTION: dict[str, Strategy] = {
    "/unique_name": lambda context, _: context.draw(
        st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,64}", fullmatch=True).filter(
            lambda name: not name.lower().endswith("_upgrade")
        )
    ),
    "/version": lambda context, _: ".".join(
        map(str, context.draw(st.lists(st.integers(0, 999_999_999), min_size=4, max_size=4)))
    ),
    **_each("/display_name", "/publisher/display_name")(lambda c, _: c.draw(_labels(c.language, 256))),
    "/publisher/unique_name": lambda context, _: context.draw(
        st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,255}", fullmatch=True)
    ),
    "/publisher/prefix": lambda context, _: context.draw(PREFIXES),
    "/publisher/option_value_prefix": lambda context, _: context.prefix,
    "/language": lambda context, _: context.language,
    "/table_kind": lambda context, _: context.kind,
    "/guid_scheme": _scheme,
    "/python_package": lambda context, _: "invented",
    "/schema_base_uri": lambda context, _: context.draw(
        st.sampled_from(["https://example.com/a/", "http://e/'(x)*/", "https://e.example:8443/%20/~a/"])
    ),
    "/choices": _choices,
    "/external_tables": _external_tables,
    "/carry": lambda _, __: ...,  # a folder, which other tests have
    "/tables": lambda context, _: context.tables,
}


def _unique(strategy: st.SearchStrategy[str]) -> Strategy:
    """Return a strategy of names that the table's number makes unique."""
    return lambda context, _: f"{context.draw(strategy)}{context.place}"


def _extends(context: Context, _: Spec) -> Any:
    """Return an external table, each for one table at most."""
    if context.place >= len(context.externals):
        return ...
    context.extends = context.externals[context.place]
    return context.extends


def _of_own(strategy: Strategy) -> Strategy:
    """Return a strategy for a key that tables that extend others don't need."""
    return lambda context, holder: ... if context.extends else strategy(context, holder)


def _table_kind(context: Context, _: Spec) -> Any:
    context.kind = context.draw(st.sampled_from(["standard", "elastic", "activity"]))
    return context.kind


def _schema_name(context: Context, holder: Spec) -> Any:
    """Return the logical name in other capitals, or nothing to use the default."""
    usual = {"state": "statecode", "status": "statuscode"}.get(holder.get("type", ""), context.column.lower())
    name = holder.get("logical_name", usual)
    return "".join(context.draw(st.sampled_from([letter, letter.upper()])) for letter in name)


_NOT_INVENTED = ("file", "image")
_KEYS_NOT_INVENTED = {"formula", "calculated", "rollup"}


def _columns(context: Context, holder: Spec) -> Spec:
    draw = context.draw
    schema, home, _ = _resolved({"$ref": "#/$defs/column"}, "table")
    common = [key for key in schema["properties"] if key not in TYPE_KEYS]
    result: Spec = {"RowId": {"type": "guid", "description": draw(TEXTS)}}
    if context.kind != "activity" and not context.extends:
        result["RowId"]["logical_name"] = f"{holder['logical_name']}id"
    result["RowName"] = {"type": "string", "max_length": 100, "description": draw(TEXTS), "example": "a"}
    taken = draw(st.lists(NAMES, min_size=1, max_size=7, unique_by=lambda name: name.lower().replace("_", "")))
    kinds = [
        kind
        for kind in TYPES
        if kind not in ("guid", "customer", "state", "status")  # which other columns and tables belong to
        and (context.whole or kind not in _NOT_INVENTED)
        and (TYPES[kind].xml.in_elastic_tables or context.kind != "elastic")
    ]
    context.columns = {"RowId": "guid", "RowName": "string"}
    context.lengths = {"RowName": 100}
    for name in taken:
        kind = draw(st.sampled_from(kinds))
        context.column, context.columns[name], context.values, context.example = name, kind, [], ...
        keys = {*common, *TYPES[kind].spec_keys} - (set() if context.whole else _KEYS_NOT_INVENTED)
        keys -= {"formula", "calculated", "rollup"} if context.kind == "elastic" else set()
        needed = {"choices"} & keys
        if TYPES[kind].xml.is_lookup:
            several = len(context.tables + context.externals) > 1 and context.whole and draw(st.booleans())
            needed = {"targets" if several else "target"} & keys
            keys -= {"target", "relationship"} if several else {"targets", "relationships"}
        column: Spec = {"type": kind}
        for key, inner in schema["properties"].items():
            needs_name = (
                (key == "python_name" and reserved_names.python_name_problem(names.snake_case(name)))
                or (key == "class_name" and (_class_problem(column) or reserved_names.class_name_problem(name)))
                or (key == "payload_names" and any(_needy(column).values()))
            )
            needed_now = key in needed or key == "type" or (key in NEEDED and not context.whole)
            if needed_now or (key in keys and (needs_name or draw(st.booleans()))):
                value = fill(context, inner, home, _COLUMN, f"/{key}", column)
                if value is not ...:
                    column[key] = value
        context.lengths[name] = column.get("max_length", 100)
        result[name] = column | _example(context, column)
    return result


def _python_name(context: Context, _: Spec) -> Any:
    return context.draw(st.from_regex(r"[a-z][a-z0-9]{0,30}", fullmatch=True)) + f"_{len(context.columns)}"


def written(value: Any) -> str:
    """Return a spec as YAML: as JSON, which is YAML, with numbers in the notation of specs."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _bound(low: bool) -> Strategy:
    def bound(context: Context, holder: Spec) -> Any:
        least, most = TYPES[holder["type"]].bounds or (0, 0)
        if not low:
            least = holder.get("minimum", 0 if "minimum" not in holder else least)
        else:
            most = 0
        if holder["type"] == "integer":
            return context.draw(st.integers(int(least), most))
        return context.draw(
            st.integers(int(least) + 1, most) | st.sampled_from([max(least, -1e-9), most]) | st.just(most)
        )

    return bound


def _column_choices(context: Context, _: Spec) -> Any:
    shared = context.draw(st.booleans())
    if context.choices and shared:
        name = context.draw(st.sampled_from(sorted(context.choices)))
        context.values = context.choices[name]
        return name
    return _options(context, {})


def _relationship(context: Context, _: Spec) -> Spec:
    schema = grammar("table")["$defs"]["relationship"]
    number = context.relationships = context.relationships + 1
    own: dict[str, Strategy] = {
        "/name": lambda c, _: c.draw(NAMES.map(lambda name: name[:30])) + f"_{number}",
        "/prefix": _prefix,
    }
    value: Spec = fill(context, schema, "table", own)
    cascades = [key for key in value if key in OPERATIONS]
    if context.kind == "elastic":
        value |= dict.fromkeys(cascades, "NoCascade")
    elif context.place not in context.parents:  # a table has one parent at most
        context.parents.add(context.place)
        value |= dict.fromkeys(("assign", "delete", "reparent", "share", "unshare"), "Cascade")
    elif value.get("delete") == "Cascade":
        value["delete"] = "Restrict"
    return value


def _targets(context: Context, _: Spec) -> list[str]:
    return context.draw(st.lists(st.sampled_from([*context.tables, *context.externals]), min_size=2, unique=True))


def _relationships(context: Context, holder: Spec) -> Spec:
    return {target: _relationship(context, {}) for target in holder["targets"] if context.draw(st.booleans())}


def _payload(context: Context, _: Spec) -> Spec:
    schema, context.example = context.draw(payloads())
    return schema


def _shape(column: Spec) -> Spec:
    """Return the schema of the objects that a column's payload is, or is a list of, if it declares members."""
    payload = column.get("payload", {})
    shape = payload.get("items") if payload.get("type") == "array" and "prefixItems" not in payload else payload
    declares = isinstance(shape, dict) and shape.get("type") == "object" and "properties" in shape
    return shape if isinstance(shape, dict) and declares else {}


def _members(column: Spec) -> list[str]:
    return sorted(_shape(column).get("properties", {}))


def _aliases(context: Context, holder: Spec) -> Any:
    members = _members(holder)
    if not members:
        return ...
    shape = _shape(holder)
    if "propertyNames" in shape:
        return ...
    patterns = list(shape.get("patternProperties", {}))
    old = MEMBERS.filter(lambda name: name not in members and not any(re.search(each, name) for each in patterns))
    return context.draw(st.dictionaries(old, st.sampled_from(members), max_size=2))


def _class_problem(column: Spec) -> bool:
    """Return whether a payload's title gives no class."""
    title = _shape(column).get("title", "")
    return bool(title) and (
        not names.class_name(title) or bool(reserved_names.class_name_problem(names.class_name(title)))
    )


def _needy(holder: Spec) -> dict[str, bool]:
    """Return the members of a payload with a class, and whether each needs an explicit name."""
    if "title" not in _shape(holder) and "class_name" not in holder:
        return {}
    derived = names.member_names(_members(holder), {})
    return {name: bool(reserved_names.member_name_problem(python)) for name, python in derived.items()}


def _payload_names(context: Context, holder: Spec) -> Any:
    """Return Python names for members: for those that need one, and for some others."""
    needy = [name for name, needs in _needy(holder).items() if needs or context.draw(st.booleans())]
    return {name: f"member{number}_of_it" for number, name in enumerate(needy)} or ...


def _list_member(context: Context, holder: Spec) -> Any:
    members = list_members(_shape(holder)) if holder.get("payload", {}).get("type") == "object" else []
    return context.draw(st.sampled_from(members)) if members else ...


_COLUMN: dict[str, Strategy] = {
    "/type": lambda _, holder: holder["type"],
    "/logical_name": lambda c, _: f"{c.draw(_LOGICAL)}_{len(c.columns)}",
    "/schema_name": _schema_name,
    "/python_name": _python_name,
    **_each("/documented_as", "/cdm")(lambda c, _: c.draw(TEXTS.map(lambda text: text[:100]).filter(str.strip))),
    "/example": lambda _, __: ...,  # see _example
    "/max_length": lambda c, holder: c.draw(st.integers(1, TYPES[holder["type"]].max_length or 1)),
    "/minimum": _bound(True),
    "/maximum": _bound(False),
    "/precision": lambda c, holder: c.draw(st.integers(0, TYPES[holder["type"]].max_precision or 0)),
    "/format": lambda c, holder: c.draw(st.sampled_from(TYPES[holder["type"]].formats)),
    "/behavior": lambda c, holder: c.draw(st.sampled_from(TYPES[holder["type"]].behaviors)),
    "/choices": _column_choices,
    "/default": lambda c, holder: (
        c.draw(st.booleans()) if holder["type"] == "boolean" else c.draw(st.sampled_from(c.values)) if c.values else ...
    ),
    "/target": lambda c, _: c.draw(st.sampled_from([*c.tables, *c.externals])),
    "/targets": _targets,
    "/relationship": _relationship,
    "/relationships": _relationships,
    "/prefix": _prefix,
    "/payload": _payload,
    "/payload_aliases": _aliases,
    "/payload_list_member": _list_member,
    "/payload_names": _payload_names,
    "/autonumber": lambda c, _: re.sub("[{}]", "", c.draw(_PARTS))[:60] + "{SEQNUM:4}",
    "/formula": lambda c, _: c.draw(TEXTS),
    **_each("/calculated", "/rollup")(lambda _, holder: ... if "formula" in holder or "calculated" in holder else True),
    "/option_set_name": lambda c, _: f"{c.draw(_LOGICAL)}_{len(c.columns)}_{c.place}",
    "/max_size_kb": lambda c, holder: c.draw(st.integers(*map(int, TYPES[holder["type"]].xml.bounds or (1, 1)))),
    "/labels": lambda c, _: c.draw(
        st.dictionaries(st.sampled_from(["true", "false"]), _labels(c.language), min_size=1)
    ),
    "/class_name": lambda c, holder: (
        f"C{c.draw(_NAME_TAILS)}{len(c.columns)}Of{c.place}"
        if isinstance(holder.get("choices"), list)
        or (_members(holder) and not any(_needy(holder | {"class_name": ""}).values()))
        or "title" in _shape(holder)
        else ...
    ),
}


def _example(context: Context, column: Spec) -> Spec:
    """Return the example of a column, if it has one, as a key of the column."""
    draw = context.draw
    if draw(st.integers(0, 4)) == 0:
        return {}
    type_ = TYPES[column["type"]]
    low, high = type_.bounds or (-(2**63), 2**63 - 1)
    low, high = column.get("minimum", low), column.get("maximum", high)
    value: Any
    is_moment = column["type"] == "date" and column.get("behavior", "date_only") != "date_only"
    match "datetime" if is_moment else column["type"]:
        case "string" | "memo":
            value = "a@example.com" if column.get("format") == "email" else draw(SHORT_TEXTS)
            longest = column.get("max_length") or int(str(type_.defaults["max_length"]))
            if len(value.encode("utf-16-le")) > 2 * longest:
                return {}
        case "json":
            value = context.example
            if value is ... or len(json.dumps(value)) > column.get("max_length", 1_048_576):
                return {}
        case "integer" | "bigint":
            value = draw(st.integers(low, high))
        case "decimal" | "double" | "money":
            value = draw(st.sampled_from([low, high, 0 if low <= 0 <= high else high]))
            if value != int(value):
                return {}
        case "boolean":
            value = draw(st.booleans())
        case "choice" | "state" | "status":
            value = draw(st.sampled_from(context.values))
        case "multichoice":
            value = draw(st.lists(st.sampled_from(context.values), min_size=1, max_size=3, unique=True))
        case "datetime":
            day = draw(st.dates(date(1753, 1, 1), date(9998, 12, 31)))
            value = f"{day.isoformat()}T{draw(st.times()).replace(fold=0).isoformat(timespec='seconds')}Z"
        case "date":
            value = (date(1753, 1, 1) + timedelta(days=draw(st.integers(0, 3_000_000)))).isoformat()
        case _:
            value = str(draw(st.uuids()))
    return {"example": value}


def _text_columns(context: Context) -> list[str]:
    return [name for name, kind in context.columns.items() if TYPES[kind].is_text and name != "RowId"]


def _identifier(context: Context, _: Spec) -> Spec:
    schema = grammar("table")["properties"]["identifier"]
    assert set(schema["properties"]) == {"column", "parts", "example"}, "a key of identifier has no strategy"
    draw = context.draw
    columns = [name for name in _text_columns(context) if name != "RowName"]
    others = draw(st.lists(st.sampled_from(columns), max_size=3, unique=True)) if columns else []
    parts: list[Any] = [*others]
    parts += [{"literal": text} for text in draw(st.lists(_PARTS, max_size=2))]
    if draw(st.booleans()) or not others:
        parts.append({"argument": draw(_ARGUMENTS.filter(lambda name: name not in context.columns))})
    parts = draw(st.permutations(parts))
    examples = draw(st.lists(_PARTS, min_size=len(parts), max_size=len(parts)))
    composed = [
        part["literal"] if isinstance(part, dict) and "literal" in part else example
        for part, example in zip(parts, examples, strict=True)
    ]
    own = [
        text for part, text in zip(parts, composed, strict=True) if not (isinstance(part, dict) and "literal" in part)
    ]
    return {"column": "RowName", "parts": parts, "example": {"parts": own, "value": "|".join(composed)}}


def _guid(context: Context, holder: Spec) -> Any:
    assert set(grammar("table")["properties"]["guid"]["properties"]) == {"column", "from"}
    source = ["identifier"] if "identifier" in holder else []
    source += [name for name in _text_columns(context) if context.lengths[name] >= 32]
    return {"column": "RowId", "from": context.draw(st.sampled_from(source))}


def _keys(context: Context, _: Spec) -> Any:
    if context.kind == "elastic":
        return ...
    fitting = [
        name
        for name, kind in context.columns.items()
        if TYPES[kind].xml.in_keys and (kind != "string" or 2 * context.lengths[name] <= 200)
    ]
    schema = grammar("table")["properties"]["keys"]["additionalProperties"]
    result = {}
    used: set[frozenset[str]] = set()
    for number in range(context.draw(st.integers(0, 2))):
        columns = context.draw(st.lists(st.sampled_from(fitting), min_size=1, max_size=4, unique=True))
        own: dict[str, Strategy] = {
            "/columns": lambda _, __, columns=columns: columns,  # type: ignore[misc]
            "/logical_name": lambda c, _, number=number: f"{c.draw(_LOGICAL)}_{number}",  # type: ignore[misc]
            "/schema_name": lambda c, holder: (
                "".join(c.draw(st.sampled_from([letter, letter.upper()])) for letter in holder["logical_name"])
                if "logical_name" in holder
                else ...
            ),
            "/prefix": _prefix,
        }
        if frozenset(columns) not in used:
            result[f"{context.draw(NAMES)}Key{number}"] = fill(context, schema, "table", own)
        used.add(frozenset(columns))
    return result


def _many_to_many(context: Context, _: Spec) -> Any:
    if context.kind == "elastic" or not context.externals:
        return ...
    schema = grammar("table")["properties"]["many_to_many"]["additionalProperties"]
    own: dict[str, Strategy] = {
        "/with": lambda c, _: c.draw(st.sampled_from(c.externals)),
        "/prefix": _prefix,
        "/intersect": lambda c, _: f"{c.draw(_LOGICAL)}_{c.place}",
    }
    names_ = [f"{context.draw(_LOGICAL)}_{context.place}_{number}" for number in range(context.draw(st.integers(0, 2)))]
    return {name: fill(context, schema, "table", own) for name in names_}


_some_arguments = st.lists(_ARGUMENTS, min_size=3, max_size=3, unique_by=names.snake_case)


def _condition(context: Context, name: str, argument: str) -> Any:
    """Return a condition on a column, by an operator that its type allows."""
    draw, kind = context.draw, context.columns[name]
    schema = grammar("table")["properties"]["queries"]["additionalProperties"]["properties"]["where"]["items"]
    known = set(schema["anyOf"][1]["properties"])
    assert known == {"column", "operator", "argument"}, "a key of conditions has no strategy"
    condition = {"column": name, "argument": argument}
    return condition | {"operator": draw(st.sampled_from(TYPES[kind].operators))}


def _queries(context: Context, _: Spec) -> Spec:
    schema = grammar("table")["properties"]["queries"]["additionalProperties"]
    result = {}
    comparable = [name for name, kind in context.columns.items() if TYPES[kind].operators]
    for number in range(context.draw(st.integers(0, 2))):
        chosen = context.draw(st.lists(st.sampled_from(comparable), min_size=1, max_size=3))
        own: dict[str, Strategy] = {
            "/where": lambda c, _, chosen=chosen: [  # type: ignore[misc]
                _condition(c, name, argument) for name, argument in zip(chosen, c.draw(_some_arguments), strict=False)
            ],
            "/order_by": lambda c, _, chosen=chosen: [  # type: ignore[misc]
                name + c.draw(st.sampled_from(["", " desc"])) for name in dict.fromkeys(chosen)
            ],
        }
        name = f"query_{context.place}_{number}".ljust(context.draw(st.integers(9, 60)), "x")
        result[name] = fill(context, schema, "table", own)
    return result


_TABLE: dict[str, Strategy] = {
    "/table": lambda context, _: context.tables[context.place],
    **_each("/source/page", "/source/section")(
        lambda c, _: c.draw(TEXTS.map(lambda text: text[:200]).filter(str.strip))
    ),
    "/source/date": lambda c, _: c.draw(st.dates()).isoformat(),
    "/extends": _extends,
    "/prefix": _of_own(_prefix),
    "/logical_name": _of_own(_unique(_LOGICAL)),
    "/schema_name": _of_own(_schema_name),
    "/entity_set_name": _of_own(_unique(NAMES)),
    "/collection_name": _of_own(_unique(_LOGICAL)),
    "/table_kind": _of_own(_table_kind),
    "/color": lambda c, _: c.draw(st.from_regex("#([0-9a-fA-F]{3}){1,2}", fullmatch=True)),
    "/primary_id": lambda _, __: "RowId",
    "/primary_name": lambda _, __: "RowName",
    "/columns": _columns,
    "/many_to_many": _many_to_many,
    "/identifier": _identifier,
    "/guid": _guid,
    "/keys": _keys,
    "/queries": _queries,
}
OWN = {"solution": _SOLUTION, "table": _TABLE, "column": _COLUMN}


@st.composite
def spec_sets(draw: Draw, whole: bool = False) -> dict[str, Spec]:
    """Return file name -> spec of a whole set: solution.yaml and one to three tables.

    A whole one has the keys in PENDING too.
    """
    tables = draw(st.lists(_TABLE_NAMES, min_size=1, max_size=3, unique_by=names.snake_case))
    language = draw(st.sampled_from(_LANGUAGES))
    kind = draw(st.sampled_from(grammar("solution")["properties"]["table_kind"]["enum"]))
    context = Context(draw, language, draw(st.integers(10_000, 99_999)), kind, tables, whole)
    files: dict[str, Spec] = {"solution.yaml": fill(context, grammar("solution"), "solution", _SOLUTION)}
    stems = draw(st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True), min_size=3, max_size=3))
    for place, stem in zip(range(len(tables)), stems, strict=False):
        context.place, context.extends, context.kind = place, "", kind
        files[f"{stem}_{place}.yaml"] = fill(context, grammar("table"), "table", _TABLE)
    _settle(files)
    return files


def _settle(files: dict[str, Spec]) -> None:
    """Remove what one key forbids another, in the same table or in one that it refers to."""
    solution, *tables = files.values()
    kinds = {table["table"]: table.get("table_kind", solution["table_kind"]) for table in tables}
    kinds |= {table["table"]: table.get("table_kind", "standard") for table in tables if "extends" in table}
    for table in tables:
        kind = kinds[table["table"]]
        if "extends" in table:
            _drop(table, "ownership", MANAGED, *TABLE_PROPERTIES)
        if kind == "activity":
            _drop(table, "ownership")
        if kind == "elastic":
            _drop(table, *_ABSENT)
            _drop(table.get(MANAGED, {}), *_ABSENT)
        for column in table["columns"].values():
            for target in column.get("targets", ()):
                if "elastic" in (kind, kinds.get(target)):
                    side = column.setdefault("relationships", {}).setdefault(target, {})
                    side.update(dict.fromkeys(OPERATIONS, "NoCascade"))
            if column.keys() & {"formula", "calculated", "rollup"}:
                _drop(column, "required", "autonumber")
            if "autonumber" in column:
                _drop(column, "max_length", "format")
                if len(str(column.get("example", "")).encode("utf-16-le")) > 2 * 100:  # the default max_length
                    _drop(column, "example")
            if "target" in column and "elastic" in (kind, kinds.get(column["target"])):
                column.setdefault("relationship", {}).update(dict.fromkeys(OPERATIONS, "NoCascade"))
        given = [*table.get("identifier", {}).get("parts", ()), table.get("guid", {}).get("from")]
        for name in given:
            if isinstance(name, str) and name in table["columns"]:
                _drop(table["columns"][name], "formula", "calculated", "rollup")
        for key in table.get("keys", {}).values():
            for name in key["columns"]:
                _drop(table["columns"][name], "secured")


def _drop(spec: Spec, *keys: str) -> None:
    for key in keys:
        spec.pop(key, None)


__all__ = ["HOSTILE", "NAMES", "OWN", "PREFIXES", "Spec", "fill", "grammar", "positions", "spec_sets", "written"]
