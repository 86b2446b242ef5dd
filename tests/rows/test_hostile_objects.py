"""Odd objects given to the public functions: only the documented types of errors come out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import numpy
import pandas
import pytest
from customer_insights import (
    UNSET,
    AlternateKey,
    CustomerProfile,
    KeyRingEntry,
    RowError,
    Segments,
    UnifiedActivity,
    addressing,
    identifier_columns,
    identifiers,
    queries,
)
from customer_insights.addressing import AddressError, Group, all_of, any_of, not_
from customer_insights.identifiers import IdentifierError

from tests.rows.packages import EXAMPLES, TABLES


class Raising:
    """An object whose methods fail."""

    def __repr__(self) -> str:
        raise RuntimeError

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = object.__hash__

    def __len__(self) -> int:
        raise RuntimeError

    def __bool__(self) -> bool:
        raise RuntimeError

    def item(self) -> object:
        raise RuntimeError

    def tolist(self) -> object:
        raise RuntimeError


class LikeNumpy(Raising):
    """One that says it is NumPy's."""


LikeNumpy.__module__ = "numpy.somewhere"


class Number(int):
    """An int of somebody's own."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


def anything(function: Any) -> Any:
    """Return a function to give arguments of any type to."""
    return function


WITHOUT_OFFSET = datetime(2022, 5, 20, tzinfo=tzinfo())  # type: ignore[abstract]

DEEP: Any = []
for _ in range(5000):
    DEEP = [DEEP]
ODD: list[Any] = [
    None, True, False, 0, -1, 7, 10**5000, -(10**20), 0.5, -0.0, float("nan"), float("inf"), 1e308, 2.0, 3 + 4j,
    "", " ", "x", "a|b", "a/b", "\0", "\ud800", "x" * 5000, "7d9f2b64-c1a8-4f3e-9b0d-5e6f7a8b9c0d", "7d9f2b64" * 4,
    "2022-05-20", "2022-05-20T09:30:00Z", "{}", "[]", "null", b"x", bytearray(b"x"),
    memoryview(b"x"), ..., NotImplemented,
    [], [1], [None], ["x"], [[]], (), (1,), ("name",), {}, {"x": 1}, {1: 2}, {None: 1}, set(), {1},
    frozenset({1}), range(3),
    ("title", "eq", "x"), ("title", ["eq"], "x"), ("title", {}, "x"), (["title"], "eq", "x"),
    ("title", "in", 5), UNSET,
    ("title", "in", [[]]), ("unified_activity_id", "eq", []), ("modifiedon", "ge", 5), ("statecode", "eq", 10**5000),
    any_of(), all_of(("title", "eq", "x")), anything(not_)(None), anything(Group)("or", 5),
    anything(Group)("and", (5,)),
    object(), object, int, len, lambda: 1, Raising(), LikeNumpy(), Raising, Number(5), DEEP,
    iter([]), type("x", (), {})(),
    Decimal("1"), Decimal("nan"), Decimal("snan"), Decimal("inf"), Decimal("1E+999999"),
    Decimal("1E-999999"), Decimal("0E+9"),
    UUID(int=5), date(2022, 5, 20), date.min, datetime.min, datetime(2022, 5, 20), datetime(2022, 5, 20, tzinfo=UTC),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), WITHOUT_OFFSET,
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-14, seconds=-1))), timedelta(1),
    KeyRingEntry, UnifiedActivity,
    numpy.array([1, 2]), numpy.array([]), numpy.array(["x"]), numpy.array([[1]]), numpy.array(None), numpy.int64(5),
    numpy.float64("nan"), numpy.str_("x"), numpy.bool_(True), numpy.datetime64("2022-05-20"),
    numpy.void(b"x"), pandas.NA,
    pandas.NaT, pandas.Timestamp("2022-05-20T09:30:00Z"), pandas.Series([1, 2]), pandas.DataFrame({"x": [1]}),
    anything(Group)([], ()), anything(KeyRingEntry)(data_source_name=5, entity_name=None, keys=5, extra=5),
    anything(Segments)(segments=5, extra={1: object()}), anything(Segments)(segments=("x",), extra=Raising()),
]  # fmt: skip
KEYS = [*{key for row in EXAMPLES.values() for key in row}, "@odata.etag", "createdon", "ownerid@odata.bind", "x"]
KEYS.sort()
NAMES = sorted({"createdon"}.union(column.field for cls in TABLES.values() for column in cls.COLUMNS))
OPERATORS = "eq ne gt ge lt le in contains startswith endswith".split()
EVERY_SEED = pytest.mark.parametrize("seed", range(4))
TIMES = 300


class Drawn:
    """Arguments drawn at random; hypothesis can't print some of these objects."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def table(self) -> Any:
        return self.random.choice(list(TABLES.values()))

    def odd(self) -> Any:
        return self.random.choice(ODD)

    def one_of(self, usual: Sequence[Any]) -> Any:
        """Return one of the usual arguments, or an odd one."""
        return self.random.choice(usual) if self.random.random() < 0.7 else self.odd()

    def some(self, usual: Sequence[Any]) -> Any:
        """Return a list of such arguments, or an odd one."""
        return (
            [self.one_of(usual) for _ in range(self.random.randrange(4))] if self.random.random() < 0.8 else self.odd()
        )

    def mapping(self, usual: Sequence[str]) -> Any:
        """Return a dict from such arguments to odd ones."""
        return {self.random.choice(usual): self.odd() for _ in range(self.random.randrange(4))}

    def condition(self) -> Any:
        return (self.one_of(NAMES), self.one_of(OPERATORS), self.odd()) if self.random.random() < 0.9 else self.odd()


def only(errors: type[Exception] | tuple[type[Exception], ...], function: Callable[[], object]) -> None:
    """Call a function that may raise these errors, exactly, and whose messages can be encoded."""
    try:
        function()
    except Exception as error:
        if type(error) not in (errors if isinstance(errors, tuple) else (errors,)):
            raise
        str(error).encode()


@EVERY_SEED
def test_reading_and_writing_raise_row_errors(seed: int) -> None:
    drawn = Drawn(seed)
    for _ in range(TIMES):
        cls, row = drawn.table(), drawn.one_of([drawn.mapping(KEYS)])
        unknown = drawn.random.choice(["error", "keep"])
        for function, argument in (
            (cls.from_dict, row),
            (cls.from_documented, row),
            (cls.from_dicts, [row, row]),
            (cls.from_dicts, row),
        ):
            only(RowError, partial(function, argument, unknown=unknown))
        only(RowError, partial(written, cls, row))


@EVERY_SEED
def test_writing_raises_row_errors(seed: int) -> None:
    drawn = Drawn(seed)
    for _ in range(TIMES):
        cls = drawn.table()
        row = cls(**drawn.mapping([column.field for column in cls.COLUMNS]))
        columns = drawn.one_of([drawn.mapping(KEYS)])
        only(RowError, row.to_dict)
        only(RowError, partial(with_columns, row, columns))


@EVERY_SEED
def test_addressing_raises_address_errors(seed: int) -> None:
    drawn = Drawn(seed)
    for _ in range(TIMES):
        table, key = drawn.table(), drawn.one_of([drawn.mapping(NAMES)])
        first, second, some = drawn.odd(), drawn.odd(), [drawn.condition() for _ in range(drawn.random.randrange(4))]
        options = {"columns": drawn.some(NAMES), "order_by": drawn.some(NAMES), "top": first, "service": second}
        options = {name: value for name, value in options.items() if drawn.random.random() < 0.5}
        calls: list[Callable[[], object]] = [
            partial(addressing.key_predicate, table, key, partition_id=first),
            partial(addressing.row_url, table, key, columns=drawn.some(NAMES)),
            partial(addressing.row_url, table, key, columns=first, service=second),
            partial(addressing.row_reference, table, key),
            partial(addressing.batch_line, first, second),
            partial(addressing.batch_line, "GET", second),
            partial(addressing.select, table, drawn.some(NAMES)),
            partial(addressing.odata_literal, first),
            partial(addressing.odata_filter, table, *some),
            partial(addressing.odata_filter, table, not_(any_of(*some))),
            partial(anything(addressing.rows_url), table, *some, **options),
        ]
        for call in calls:
            only(AddressError, call)


@EVERY_SEED
def test_identifiers_raise_identifier_errors(seed: int) -> None:
    drawn = Drawn(seed)
    for _ in range(TIMES):
        parts = [drawn.one_of(["x", "y"]) for _ in range(3)]
        columns = drawn.random.choice([parts, [[part, "x"] for part in parts]])
        calls: list[Callable[[], object]] = [
            partial(identifiers.deterministic_guid, parts[0]),
            partial(identifiers.alternate_key_identifier, *parts),
            partial(identifiers.parse_alternate_key_identifier, parts[0]),
            partial(identifiers.alternate_key_guid, *parts),
            partial(identifiers.unified_activity_guid, parts[0]),
            partial(identifier_columns.deterministic_guids, columns[0]),
            partial(identifier_columns.alternate_key_identifiers, *columns),
            partial(identifier_columns.alternate_key_guids, *columns),
            partial(identifier_columns.unified_activity_guids, columns[0]),
        ]
        for call in calls:
            only(IdentifierError, call)


@EVERY_SEED
def test_methods_of_rows_and_queries(seed: int) -> None:
    drawn = Drawn(seed)
    for _ in range(TIMES):
        value, other = drawn.odd(), drawn.odd()
        row = AlternateKey(data_source_name=value, entity_name=other, alternate_value="x")
        only((RowError, IdentifierError), row.compute_identifier)
        only((RowError, IdentifierError), row.compute_guid)
        only(IdentifierError, partial(AlternateKey.parse_identifier, value))
        only(RowError, partial(KeyRingEntry.from_json, value))
        only(RowError, Segments(segments=value, extra=other).to_json)
        only(AddressError, partial(queries_of, value))


def written(cls: Any, row: Any) -> object:
    """Read a row and write it."""
    return cls.from_dict(row).to_dict()


def with_columns(row: Any, columns: Any) -> object:
    """Write a row with more system columns."""
    return row.with_system_columns(columns).to_dict()


def queries_of(value: Any) -> None:
    """Call every query with this value for each of its arguments."""
    for function in vars(queries).values():
        if getattr(function, "__module__", "") == queries.__name__:
            code = function.__code__
            function(*[value] * code.co_argcount)


def once_leaked() -> Iterator[Any]:
    """Yield arguments that once raised something else, by what they are given to."""
    table = UnifiedActivity
    operators: list[Any] = [["eq"], {}, None, Raising()]
    for operator in operators:
        yield AddressError, lambda operator=operator: addressing.odata_filter(table, ("title", operator, "x"))
    for order in ([1], [None], [["title"]], 5, None):
        yield AddressError, lambda order=order: addressing.rows_url(table, order_by=order)
    for columns in (5, [5], [["title"]], [Raising()]):
        yield AddressError, lambda columns=columns: addressing.select(table, columns)
    yield AddressError, lambda: addressing.rows_url(table, service=5)  # type: ignore[arg-type]
    yield AddressError, lambda: addressing.batch_line(5, "x")  # type: ignore[arg-type]
    yield AddressError, lambda: addressing.batch_line("GET", 5)  # type: ignore[arg-type]
    yield AddressError, lambda: addressing.odata_filter(table, ("statecode", "eq", 10**5000))
    yield AddressError, lambda: addressing.odata_filter(table, nested(5000))
    yield RowError, lambda: UnifiedActivity.from_dict({"msdynci_title": numpy.array(["a", "b"])})
    yield RowError, lambda: UnifiedActivity.from_dict({"msdynci_title": LikeNumpy()})
    yield RowError, lambda: UnifiedActivity.from_dicts([{"msdynci_title": numpy.array(["a", "b"]), "createdon": None}])
    yield RowError, lambda: UnifiedActivity.from_dicts(5)  # type: ignore[arg-type]
    yield RowError, lambda: UnifiedActivity().with_system_columns(5)  # type: ignore[arg-type]
    yield RowError, lambda: UnifiedActivity(activity_time_stamp=WITHOUT_OFFSET).to_dict()
    yield RowError, lambda: CustomerProfile(gender=Raising()).to_dict()  # type: ignore[arg-type]
    yield RowError, lambda: AlternateKey(key_ring=(entry(),)).to_dict()
    yield IdentifierError, lambda: identifiers.deterministic_guid(Raising())  # type: ignore[arg-type]
    yield IdentifierError, lambda: identifier_columns.deterministic_guids(5)  # type: ignore[arg-type]


def nested(depth: int) -> Any:
    """Return a condition that is negated many times."""
    condition: Any = ("title", "eq", "x")
    for _ in range(depth):
        condition = not_(condition)
    return condition


def entry() -> KeyRingEntry:
    """Return a payload whose other members are not a mapping."""
    return KeyRingEntry(data_source_name="d", entity_name="e", keys=(), extra=5)  # type: ignore[arg-type]


@pytest.mark.parametrize(("error", "function"), list(once_leaked()))
def test_objects_that_once_raised_other_errors(error: type[Exception], function: Callable[[], object]) -> None:
    with pytest.raises(error) as caught:
        function()
    assert type(caught.value) is error
    assert len(json.dumps(str(caught.value))) < 2000
