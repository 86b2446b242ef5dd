"""Rows as Python objects: fields, constructor, repr, hash, copies, and values that may be absent."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from typing import Any

import pytest
from customer_insights import (
    UNSET,
    AlternateKey,
    KeyRingEntry,
    Maybe,
    RowError,
    SegmentMembership,
    Segments,
    UnifiedActivity,
    present,
    value_or,
)

from tests.rows.packages import EXAMPLES, TABLES

EVERY_TABLE = pytest.mark.parametrize("name", TABLES)


@EVERY_TABLE
def test_fields_and_constructor_are_the_columns(name: str) -> None:
    cls = TABLES[name]
    names = [column.field for column in cls.COLUMNS]
    row = cls.from_dict({"@odata.etag": "1", **EXAMPLES[name]})
    assert [field.name for field in dataclasses.fields(cls)] == names
    assert list(dataclasses.asdict(row)) == names
    assert list(inspect.signature(cls).parameters) == names
    assert cls(**{name: getattr(row, name) for name in names}) == row
    with pytest.raises(TypeError):
        cls("x")  # type: ignore[call-arg]


@EVERY_TABLE
def test_repr_leaves_out_unset_columns(name: str) -> None:
    cls = TABLES[name]
    assert repr(cls()) == f"{name}()"
    assert "UNSET" not in repr(cls.from_dict(EXAMPLES[name]))
    assert repr(UnifiedActivity(title="t", url=None)) == "UnifiedActivity(title='t', url=None)"


def test_repr_of_payloads_leaves_out_unset_members() -> None:
    entry = KeyRingEntry(data_source_name="d", entity_name="e", keys=("k",))
    assert repr(entry) == "KeyRingEntry(data_source_name='d', entity_name='e', keys=('k',), extra={})"


@EVERY_TABLE
def test_every_row_has_a_hash(name: str) -> None:
    cls = TABLES[name]
    row, other = cls.from_dict(EXAMPLES[name]), cls.from_dict({"@odata.etag": "1", **EXAMPLES[name]})
    assert {row, other} == {row}
    assert len({row, cls()}) == 2


def test_equal_payloads_have_equal_hashes() -> None:
    first, second = (Segments(segments=("A",), extra={"x": [number]}) for number in (1, 1))
    assert first == second
    assert hash(first) == hash(second)
    assert hash(SegmentMembership(segments=first)) == hash(SegmentMembership(segments=second))


def test_subclasses_may_hash_and_show_themselves() -> None:
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Noted(UnifiedActivity):
        note: str = ""

        def __hash__(self) -> int:
            return 7

    noted = Noted(title="t", note="n")
    assert (hash(noted), noted.note) == (7, "n")
    assert "note='n'" in repr(noted)
    assert dataclasses.replace(noted, note="m").title == "t"


def test_replace_keeps_what_came_with_a_row_and_writes_what_changed() -> None:
    texts = {"msdynci_semanticdata": '{ "a": 1.0 }', "msdynci_title": "t"}
    row = UnifiedActivity.from_dict({"@odata.etag": "1", **texts})
    replaced = pickle.loads(pickle.dumps(dataclasses.replace(row, title="u")))
    assert replaced.to_dict() == {**texts, "msdynci_title": "u"}
    assert replaced.annotations == {"@odata.etag": "1"}
    changed = dataclasses.replace(replaced, semantic_data={"a": 2})
    assert changed.to_dict()["msdynci_semanticdata"] == '{"a":2}'
    assert dataclasses.replace(changed, semantic_data=row.semantic_data).to_dict() == replaced.to_dict()


def test_pickles_of_a_class_that_gained_a_column_can_be_read() -> None:
    row = UnifiedActivity(title="t")
    restore, (cls, values, origin) = row.__reduce__()
    del values["url"]
    assert restore(cls, values, origin) == row


def test_value_or() -> None:
    missing: list[Maybe[str]] = [None, UNSET]
    assert [value_or(value, "-") for value in missing] == ["-", "-"]
    falsy: list[Any] = [0, "", (), False, {}]
    assert [value_or(value, "-") for value in falsy] == falsy
    row = AlternateKey.from_dict(EXAMPLES["AlternateKey"])
    entries: tuple[KeyRingEntry, ...] = value_or(row.key_ring, ())  # mypy checks the type
    assert value_or(entries[0].preferred_key, "") == "cntid_1078"


def test_present() -> None:
    row = AlternateKey(identifier="i", customer=None)
    text: str = present("identifier", row.identifier)  # mypy checks the type
    assert text == "i"
    with pytest.raises(RowError, match="customer is needed here, but is null"):
        present("customer", row.customer)
    with pytest.raises(RowError, match="key_ring is needed here, but is absent"):
        present("key_ring", row.key_ring)
