"""Specs that hypothesis invents: every type, names and lengths at their limits, hostile texts."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from dvspec import names
from dvspec.types import TYPES

Spec = dict[str, Any]

HOSTILE = (
    '"""', "'''", "]]>", "-->", "{{ x }}", "{% raw %}", "\\", 'ends with "', '"starts', "ends with \\", "a\nb",
    "<b>&amp;</b>",
    "emoji 🛒 👩‍👩‍👧", "שלום", "%s {0} $x", "word" * 40, "-- ; drop", "# no comment", "\u00a0 nbsp", "a'b\"c'd\"e",
)  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(HOSTILE) | st.text(string.printable[:95], min_size=1, max_size=60), min_size=1, max_size=4
)
DESCRIPTIONS = TEXTS.map(" ".join).map(str.strip).filter(bool)
LABELS = DESCRIPTIONS | st.tuples(DESCRIPTIONS, DESCRIPTIONS).map(lambda pair: {"1033": pair[0], "1031": pair[1]})


def _good_name(name: str) -> bool:
    python = names.snake_case(name)
    return not names.python_name_problem(python)


NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{0,6}(_?[A-Za-z0-9]){0,34}", fullmatch=True).filter(_good_name)
TABLES = NAMES.filter(lambda name: not names.module_name_problem(names.snake_case(name)))
PREFIXES = st.from_regex(r"(?!mscrm)[a-z][a-z0-9]{1,7}", fullmatch=True)
PART_TEXTS = st.text(string.ascii_letters + string.digits + " '\"\\é🛒", min_size=1, max_size=12)


@st.composite
def columns(draw: st.DrawFn, tables: list[str], number: int) -> Spec:
    """Return one column of any type but guid, with an example that fits."""
    kind = draw(st.sampled_from([name for name in TYPES if name not in ("guid", "money")]))
    column: Spec = {"type": kind, "description": draw(LABELS)}
    match kind:
        case "string":
            length = draw(st.integers(12, 4000))
            column |= {"max_length": length, "example": draw(PART_TEXTS)[:length]}
        case "memo":
            column |= {"max_length": draw(st.integers(100, 1_048_576)), "example": "two\nlines"}
        case "json":
            column["payload"], column["example"] = draw(payloads(number))
        case "integer":
            low, high = sorted(draw(st.tuples(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1))))
            column |= {"minimum": low, "maximum": high, "example": low}
        case "bigint":
            column["example"] = draw(st.integers(-(2**63), 2**63 - 1))
        case "decimal" | "double":
            precision = draw(st.integers(0, 5))
            column |= {"minimum": -1000, "maximum": draw(st.integers(0, 10**6)), "precision": precision, "example": -7}
        case "boolean":
            column |= {"default": draw(st.booleans()), "example": draw(st.booleans())}
        case "choice":
            labels = draw(st.lists(st.sampled_from(["Red", "Dark blue", "x-ray", "O'Hara"]), min_size=1, unique=True))
            column["choices"] = [{"value": 100_000_000 + place, "label": label} for place, label in enumerate(labels)]
            column["example"] = 100_000_000
        case "datetime":
            column["example"] = "2024-02-29T23:59:59.5Z"
        case "date":
            column["example"] = "1753-01-01"
        case "lookup":
            column |= {"target": draw(st.sampled_from(tables)), "relationship": {"name": f"relation_{number}"}}
            column["example"] = "11111111-2222-3333-4444-555555555555"
    return column


@st.composite
def queries(draw: st.DrawFn, body: Spec, place: int) -> Spec:
    """Return queries over some of a table's columns, with names up to the longest."""
    result = {}
    for number in range(draw(st.integers(0, 2))):
        columns = draw(st.lists(st.sampled_from(list(body)), min_size=1, max_size=3))
        where = [
            {"column": name, "argument": f"argument_{position}".ljust(draw(st.integers(10, 40)), "x")}
            | ({"operator": "contains"} if body[name]["type"] == "json" else {})
            for position, name in enumerate(columns)
        ]
        name = f"query_{place}_{number}".ljust(draw(st.integers(9, 60)), "x")
        result[name] = {"description": draw(DESCRIPTIONS), "where": where}
        if draw(st.booleans()):
            result[name]["order_by"] = [name + draw(st.sampled_from(["", " desc"])) for name in columns]
    return result


@st.composite
def payloads(draw: st.DrawFn, number: int) -> tuple[Spec, Any]:
    """Return a payload's schema and an example of it."""
    item = {
        "title": f"Payload{number}",
        "type": "object",
        "description": draw(DESCRIPTIONS),
        "properties": {"someKey": {"type": "string", "description": draw(DESCRIPTIONS)}, "n": {"type": "integer"}},
        "required": ["someKey"],
    }
    example = {"someKey": draw(PART_TEXTS), "n": 1}
    shapes: list[tuple[Spec, Any]] = [
        ({"type": "object"}, {"free": [1, None]}),
        (item, example),
        ({"type": "array", "items": item}, [example, example]),
    ]
    shape: tuple[Spec, Any] = draw(st.sampled_from(shapes))
    return shape


@st.composite
def spec_sets(draw: st.DrawFn) -> dict[str, Spec]:
    """Return file name -> spec of a whole set: solution.yaml and one to three tables."""
    tables = draw(st.lists(TABLES, min_size=1, max_size=3, unique_by=names.snake_case))
    solution = {
        "unique_name": "Invented",
        "display_name": draw(LABELS),
        "version": "1.2.3.4",
        "publisher": {
            "unique_name": "inventor", "display_name": draw(DESCRIPTIONS),
            "prefix": draw(PREFIXES), "option_value_prefix": 10_000,
        },
        "language": 1033,
        "table_kind": draw(st.sampled_from(["standard", "elastic"])),
        "guid_scheme": {"name": draw(st.sampled_from(["md5-rfc-utf8", "sha256-dotnet-utf16le"]))},
        "python_package": "invented",
        "tables": tables,
    }  # fmt: skip
    files: dict[str, Spec] = {"solution.yaml": solution}
    for place, table in enumerate(tables):
        keys = draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=lambda name: name.lower().replace("_", "")))
        body: Spec = {"RowId": {"type": "guid", "logical_name": f"t{place}id", "description": "Key."}}
        body["RowName"] = {"type": "string", "max_length": 100, "description": draw(LABELS), "example": "a"}
        for number, key in enumerate(keys):
            body[key] = draw(columns(tables, 100 * place + number))
        parts: list[Any] = [{"literal": draw(PART_TEXTS)}, "RowName", {"argument": "Suffix"}]
        files[f"table_{place}.yaml"] = {
            "table": table,
            "description": draw(LABELS),
            "logical_name": f"t{place}",
            "entity_set_name": f"t{place}set",
            "collection_name": f"t{place}all",
            "primary_id": "RowId",
            "primary_name": "RowName",
            "columns": body,
            "identifier": {
                "column": "RowName",
                "parts": parts,
                "example": {"parts": ["a", "b"], "value": f"{parts[0]['literal']}|a|b"},
            },
            "guid": {"column": "RowId", "from": "identifier"},
            "queries": draw(queries(body, place)),
        }
    return files
