"""The reads that people use most, for the generated module queries: those whose tables and columns there are."""

from __future__ import annotations

from dataclasses import dataclass

from dvspec.model import Column, Solution, Table
from dvspec.targets import python_layout as layout

_JSON_TEXT = "json.dumps({}, ensure_ascii=False)"


@dataclass(frozen=True, slots=True)
class _Where:
    """A condition: a column, an operator, and the parameter whose value it compares (the column's name if empty)."""

    column: str
    operator: str = "eq"
    parameter: str = ""
    in_json: bool = False  # the value stands in quotes inside the column's JSON


@dataclass(frozen=True, slots=True)
class _Read:
    """A query function."""

    name: str
    table: str
    where: tuple[_Where, ...]
    words: str
    order_by: str = ""


_READS = (
    _Read(
        "profile_of_customer",
        "CustomerProfile",
        (_Where("CustomerId"),),
        "Return the URL of the profile of a customer.",
    ),
    _Read(
        "customer_of_source_record",
        "AlternateKey",
        (_Where("DataSourceName"), _Where("EntityName"), _Where("AlternateValue")),
        "Return the URL of the keys that tell whose a record of a source is.",
    ),
    _Read(
        "activities_of_customer",
        "UnifiedActivity",
        (_Where("CustomerId"),),
        "Return the URL of the activities of a customer, the latest first.",
        order_by="ActivityTimeStamp",
    ),
    _Read(
        "activities_of_type",
        "UnifiedActivity",
        (
            _Where("ActivityType"),
            _Where("ActivityTimeStamp", "ge", "start"),
            _Where("ActivityTimeStamp", "lt", "end"),
        ),
        "Return the URL of the activities of a type from `start` until before `end`, the latest first.",
        order_by="ActivityTimeStamp",
    ),
    _Read(
        "measures_of_customer",
        "CustomerMeasure",
        (_Where("CustomerId"),),
        "Return the URL of the measures of a customer.",
    ),
    _Read(
        "enrichments_of_customer",
        "Enrichment",
        (_Where("CustomerId"),),
        "Return the URL of the enrichments of a customer.",
    ),
    _Read(
        "predictions_of_customer",
        "Prediction",
        (_Where("CustomerId"),),
        "Return the URL of the predictions of a customer.",
    ),
    _Read(
        "predictions_of_provider",
        "Prediction",
        (_Where("ModelProvider"),),
        "Return the URL of the predictions that the models of a provider made.",
    ),
    _Read(
        "segments_of_customer",
        "SegmentMembership",
        (_Where("CustomerId"),),
        "Return the URL of the segments of a customer.",
    ),
    _Read(
        "members_of_segment",
        "SegmentMembership",
        (_Where("Segments", "contains", "segment", in_json=True),),
        "Return the URL of the members of a segment. Dataverse may read `%` and `_` in its name as wildcards, so a"
        " name that is almost the same can come too: the rows tell.",
    ),
)
_PARAMETER_TYPES = {"string": "str", "memo": "str", "json": "str", "datetime": "datetime"}


def imports_and_functions(solution: Solution) -> tuple[str, list[str]]:
    """Return the module's imports and its functions, none where the solution has no such tables."""
    reads = [(read, solution.by_name[read.table]) for read in _READS if _fits(read, solution)]
    standard = []
    if any(where.in_json for read, _ in reads for where in read.where):
        standard.append("import json")
    if any(_type(table.by_name[where.column]) == "datetime" for read, table in reads for where in read.where):
        standard.append("from datetime import datetime")
    own = [layout.imports(".addressing", ["rows_url"])]
    own += sorted({layout.imports(f".{table.python_module}", [table.name]) for _, table in reads})
    blocks = ["\n".join(standard), "\n".join(own)]
    return "\n\n".join(block for block in blocks if block), [_function(read, table) for read, table in reads]


def _fits(read: _Read, solution: Solution) -> bool:
    table = solution.by_name.get(read.table)
    if table is None:
        return False
    columns = [table.by_name.get(where.column) for where in read.where]
    return all(column is not None and column.type in _PARAMETER_TYPES for column in columns) and (
        not read.order_by or read.order_by in table.by_name
    )


def _type(column: Column) -> str:
    return _PARAMETER_TYPES[column.type]


def _function(read: _Read, table: Table) -> str:
    parameters, conditions = [], []
    for where in read.where:
        column = table.by_name[where.column]
        name = where.parameter or column.python_name
        parameters.append(f"{name}: {_type(column)}")
        value = _JSON_TEXT.format(name) if where.in_json else name
        conditions.append(f'("{column.python_name}", "{where.operator}", {value})')
    arguments = [table.name, *conditions]
    if read.order_by:
        arguments.append(f'order_by=["{table.by_name[read.order_by].python_name} desc"]')
    arguments.append("service=service")
    signature = layout.call(0, read.name, [*parameters, "*", 'service: str = ""'], before="def ", after=" -> str:")
    body = layout.call(4, "rows_url", arguments, before="return ")
    return f"{signature}\n{layout.docstring(4, read.words)}\n{body}".replace("    *,,\n", "    *,\n")
