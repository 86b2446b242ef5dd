"""Parquet as pandas, pyarrow and Spark write it: validate reads every type, and id --file passes every type through."""

from __future__ import annotations

import csv
import datetime
import decimal
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pytest
from pyarrow import parquet

from tests.commands import InProcess, Result
from tests.data.rows import codes_and_cells, row, validated
from tests.reference import ROOT

SPECS = ("--specs", str(ROOT / "specs"))
MOMENTS = pandas.to_datetime(["2024-01-02T03:04:05.123456789", "1960-12-31T23:59:59.000000001", None])
PARTS = {"DataSourceName": ["a", "b", "c"], "EntityName": ["d"] * 3, "AlternateValue": ["e"] * 3}
DECIMALS = [decimal.Decimal("1.50"), None, decimal.Decimal("-0.01")]

COLUMNS: dict[str, Any] = {
    **{
        f"time_{unit}_{zone}": pyarrow.array(MOMENTS.astype(f"datetime64[{unit}]"), pyarrow.timestamp(unit, zone))
        for unit in ("s", "ms", "us", "ns")
        for zone in (None, "UTC", "Europe/Berlin", "+02:00")
    },
    "date32": pyarrow.array([datetime.date(2024, 1, 1), datetime.date(1, 1, 1), None], pyarrow.date32()),
    "date64": pyarrow.array([datetime.date(2024, 1, 1), None, None], pyarrow.date64()),
    "time32": pyarrow.array([1, None, 3], pyarrow.time32("ms")),
    "time64": pyarrow.array([1, None, 3], pyarrow.time64("ns")),
    "duration": pyarrow.array([1, None, 3], pyarrow.duration("ns")),
    "large": pyarrow.array(["x", None, "é"], pyarrow.large_string()),
    "category": pyarrow.array(["x", None, "x"]).dictionary_encode(),
    "decimal": pyarrow.array(DECIMALS, pyarrow.decimal128(20, 2)),
    "wide_decimal": pyarrow.array(DECIMALS, pyarrow.decimal256(50, 2)),
    "guid": pyarrow.array([b"0123456789abcdef", None, b"0" * 16], pyarrow.binary(16)),
    "uuid": pyarrow.array([b"0123456789abcdef", None, b"0" * 16], pyarrow.uuid()),
    "json": pyarrow.array(["{}", None, "[1]"], pyarrow.json_()),
    "bytes": pyarrow.array([b"\xff", None, b""]),
    "float": pyarrow.array([float("nan"), float("inf"), None]),
    "half": pyarrow.array([1.5, None, 2.0], pyarrow.float16()),
    "small": pyarrow.array([1, None, 3], pyarrow.uint8()),
    "nothing": pyarrow.nulls(3),
    "list": pyarrow.array([[MOMENTS[0].value], [], None], pyarrow.list_(pyarrow.timestamp("ns", "UTC"))),
    "struct": pyarrow.array([{"x": 1, "y": None}, None, {"x": 2, "y": "z"}]),
    "map": pyarrow.array([[("k", 1)], None, []], pyarrow.map_(pyarrow.string(), pyarrow.int64())),
}


@pytest.fixture
def keyed(tmp_path: Path, dvspec: InProcess) -> Callable[..., Result]:
    def run(out: str, *options: str) -> Result:
        return dvspec(
            "id", "AlternateKey", "--file", tmp_path / "rows.parquet", "--out", tmp_path / out, *options, *SPECS
        )

    return run


def without_keys(file: Path) -> Any:
    return parquet.read_table(file, arrow_extensions_enabled=True).drop_columns(["Identifier", "AlternateKeyId"])


def types(file: Path, count: int) -> list[str]:
    schema = parquet.ParquetFile(file).schema
    return [f"{schema.column(place).physical_type} {schema.column(place).logical_type}" for place in range(count)]


def test_every_column_keeps_its_type_and_values(tmp_path: Path, keyed: Callable[..., Result]) -> None:
    table = pyarrow.table(PARTS | COLUMNS)
    parquet.write_table(table, tmp_path / "rows.parquet", compression="zstd")
    before = parquet.read_table(tmp_path / "rows.parquet", arrow_extensions_enabled=True)
    assert keyed("out.parquet").status == 0
    after = without_keys(tmp_path / "out.parquet")
    assert after.schema.equals(before.schema, check_metadata=True)
    for name in before.column_names:  # NaN is not equal to itself, but to its text
        assert str(after[name].to_pylist()) == str(before[name].to_pylist()), name
    count = len(parquet.ParquetFile(tmp_path / "rows.parquet").schema)
    assert types(tmp_path / "out.parquet", count) == types(tmp_path / "rows.parquet", count)
    written = parquet.ParquetFile(tmp_path / "out.parquet").metadata.row_group(0)
    assert {written.column(place).compression for place in range(written.num_columns)} == {"ZSTD"}


def test_data_frame_does_not_change(tmp_path: Path, keyed: Callable[..., Result]) -> None:
    frame = pandas.DataFrame(PARTS, index=pandas.Index([7, 8, 9], name="number"))
    frame["when"] = MOMENTS.tz_localize("UTC").tz_convert("Europe/Berlin")
    frame["kind"] = pandas.Categorical(["x", "y", None])
    frame["count"] = pandas.array([1, None, 3], dtype="Int64")
    frame.to_parquet(tmp_path / "rows.parquet")
    assert keyed("out.parquet").status == 0
    after = pandas.read_parquet(tmp_path / "out.parquet")
    assert list(after.pop("Identifier")) == ["a|d|e", "b|d|e", "c|d|e"]
    after.pop("AlternateKeyId")
    pandas.testing.assert_frame_equal(after, pandas.read_parquet(tmp_path / "rows.parquet"))


@pytest.mark.parametrize("year", [1600, 2024, 9999])
def test_old_timestamps_of_spark_do_not_change(year: int, tmp_path: Path, keyed: Callable[..., Result]) -> None:
    values = [datetime.datetime(year, 12, 31, 1, 2, 3, 456789), None, datetime.datetime(1970, 1, 1)]
    table = pyarrow.table(PARTS | {"when": pyarrow.array(values, pyarrow.timestamp("us"))})
    fields = [{"name": name, "type": "string", "nullable": True, "metadata": {}} for name in table.column_names]
    key = "org.apache.spark.sql.parquet.row.metadata"
    table = table.replace_schema_metadata({key: json.dumps({"type": "struct", "fields": fields})})
    file = tmp_path / "rows.parquet"
    parquet.write_table(table, file, use_deprecated_int96_timestamps=True)
    assert keyed("out.parquet").status == 0
    out = parquet.ParquetFile(tmp_path / "out.parquet", coerce_int96_timestamp_unit="us")
    assert out.schema.column(3).physical_type == "INT96"
    assert out.read()["when"].to_pylist() == values
    names = [field["name"] for field in json.loads(out.schema_arrow.metadata[key.encode()])["fields"]]
    assert names == [*table.column_names, "Identifier", "AlternateKeyId"]


def test_nanoseconds_of_old_timestamps_do_not_change(tmp_path: Path, keyed: Callable[..., Result]) -> None:
    table = pyarrow.table(PARTS | {"when": pyarrow.array(MOMENTS, pyarrow.timestamp("ns"))})
    parquet.write_table(table, tmp_path / "rows.parquet", use_deprecated_int96_timestamps=True, store_schema=False)
    assert keyed("out.parquet").status == 0
    assert parquet.read_table(tmp_path / "out.parquet")["when"].to_pylist() == table["when"].to_pylist()


def test_timestamps_become_text_of_the_same_precision(tmp_path: Path, keyed: Callable[..., Result]) -> None:
    parquet.write_table(
        pyarrow.table(PARTS | {k: v for k, v in COLUMNS.items() if "time_" in k}), tmp_path / "rows.parquet"
    )
    assert keyed("out.csv").status == keyed("out.ndjson").status == 0
    first = next(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert json.loads((tmp_path / "out.ndjson").read_text().splitlines()[0]) == first
    assert first["time_ns_UTC"] == first["time_ns_Europe/Berlin"] == "2024-01-02T03:04:05.123456789Z"
    assert first["time_ns_None"] == "2024-01-02T03:04:05.123456789"
    assert (first["time_us_UTC"], first["time_us_None"]) == (
        "2024-01-02T03:04:05.123456Z",
        "2024-01-02T03:04:05.123456",
    )
    assert (first["time_ms_UTC"], first["time_ms_None"]) == ("2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05.123")


@pytest.mark.parametrize("encode", [pyarrow.array, lambda texts: pyarrow.array(texts).dictionary_encode(),
                                    lambda texts: pyarrow.array(texts, pyarrow.large_string())])  # fmt: skip
def test_parts_of_every_type_of_text(
    encode: Callable[[list[str]], Any], tmp_path: Path, keyed: Callable[..., Result]
) -> None:
    parquet.write_table(
        pyarrow.table({name: encode(texts) for name, texts in PARTS.items()}), tmp_path / "rows.parquet"
    )
    assert keyed("out.parquet").status == 0
    assert parquet.read_table(tmp_path / "out.parquet")["Identifier"].to_pylist() == ["a|d|e", "b|d|e", "c|d|e"]


def test_part_that_is_not_utf_8_is_refused(tmp_path: Path, keyed: Callable[..., Result]) -> None:
    broken = pyarrow.StringArray.from_buffers(
        3, pyarrow.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0"), pyarrow.py_buffer(b"a\xffb")
    )
    parquet.write_table(pyarrow.table(PARTS | {"AlternateValue": broken}), tmp_path / "rows.parquet")
    result = keyed("out.parquet")
    assert (result.status, "row 2, AlternateValue: error[DV629 invalid-text]" in result.err) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_validate_reads_timestamps_of_every_unit(
    unit: Any, zone: str | None, tmp_path: Path, dvspec: InProcess
) -> None:
    good = {name: [value] * 2 for name, value in row().items()}
    moments = pandas.to_datetime(["2024-01-02", "1700-01-01"]).astype(f"datetime64[{unit}]")
    times = pyarrow.array(moments, pyarrow.timestamp(unit, zone))
    table = pyarrow.table(good | {"msdynci_activitytime": times})
    parquet.write_table(table, tmp_path / "rows.parquet")
    report = validated(dvspec, tmp_path / "rows.parquet", "UnifiedActivity", "--ignore", "DV653")
    assert codes_and_cells(report) == [("DV628", 2, "msdynci_activitytime")]
    assert report["rows"] == 2


NESTED: dict[str, Any] = {
    "time": [datetime.datetime(2024, 1, 2, 3, 4, 5, 678900)],
    "zoned": [datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)],
    "text": ["2024-01-02 03:04:05"],
    "number": [1.5],
}


def nested_table() -> Any:
    """Return rows with timestamps in structs, lists and maps."""
    times = pyarrow.timestamp("us"), pyarrow.timestamp("us", "UTC")
    struct = {"time": times[0], "zoned": times[1], "text": pyarrow.string(), "number": pyarrow.float64()}
    one = {name: values[0] for name, values in NESTED.items()}
    columns = {
        "s": pyarrow.array([one, None, {"time": None}], pyarrow.struct(struct)),
        "l": pyarrow.array([[one["time"], None], [], None], pyarrow.list_(times[0])),
        "m": pyarrow.array([[("k", one["zoned"])], None, []], pyarrow.map_(pyarrow.string(), times[1])),
        "deep": pyarrow.array(
            [[{"x": [one["time"]]}], None, []], pyarrow.list_(pyarrow.struct({"x": pyarrow.list_(times[0])}))
        ),
    }
    return pyarrow.table(PARTS | columns)


@pytest.mark.parametrize("out", ["out.csv", "out.ndjson"])
def test_nested_timestamps_are_iso_8601(out: str, tmp_path: Path, keyed: Callable[..., Result]) -> None:
    parquet.write_table(nested_table(), tmp_path / "rows.parquet")
    assert keyed(out).status == 0
    if out == "out.csv":
        rows = [*csv.DictReader((tmp_path / out).read_text().splitlines())]
        first, second, third = (
            {name: json.loads(row[name] or "null") for name in ("s", "l", "m", "deep")} for row in rows
        )
    else:
        first, second, third = (json.loads(line) for line in (tmp_path / out).read_text().splitlines())
    time = "2024-01-02T03:04:05.6789"
    assert first["s"] == {"time": time, "zoned": "2024-01-02T03:04:05Z", "text": "2024-01-02 03:04:05", "number": 1.5}
    assert (first["l"], first["m"], first["deep"]) == ([time, None], {"k": "2024-01-02T03:04:05Z"}, [{"x": [time]}])
    assert (second["s"], second["l"], second["m"], second["deep"]) == (None, [], None, None)
    assert (third["s"], third["l"], third["m"]) == (
        {"time": None, "zoned": None, "text": None, "number": None},
        None,
        {},
    )


@pytest.mark.parametrize("value", [float("nan"), float("-inf")])
def test_nested_numbers_that_json_does_not_have_are_refused_in_csv(
    value: float, tmp_path: Path, keyed: Callable[..., Result]
) -> None:
    numbers = {"n": [{"x": [1.0]}, None, {"x": [value]}], "plain": [value] * 3, "text": [{"x": "NaN"}] * 3}
    parquet.write_table(pyarrow.table(PARTS | numbers), tmp_path / "rows.parquet")
    result = keyed("out.csv")
    assert "row 3, n: error[DV622 wrong-value-type]: NaN or Infinity, which JSON does not have" in result.err
    assert (result.status, result.err.count("error["), (tmp_path / "out.csv").exists()) == (1, 1, False)


@pytest.mark.parametrize("out", ["out.parquet", "out.csv", "out.ndjson"])
@pytest.mark.parametrize("more", [{}, {"when": pyarrow.array(MOMENTS)}], ids=["copied by DuckDB", "copied by pyarrow"])
def test_part_with_nul_gives_no_keys(more: Any, out: str, tmp_path: Path, keyed: Callable[..., Result]) -> None:
    parts = PARTS | {"EntityName": ["d", "d\0", "d"]}
    parquet.write_table(pyarrow.table(parts | more), tmp_path / "rows.parquet")
    result = keyed(out)
    assert (
        "row 2, EntityName: error[DV661 row-without-keys]: EntityName contains NUL, so the row gets no keys"
        in result.err
    )
    assert result.err.count("error[") == 1


def test_part_of_csv_with_nul_gives_no_keys(tmp_path: Path, dvspec: InProcess) -> None:
    (tmp_path / "rows.csv").write_bytes(b"DataSourceName,EntityName,AlternateValue\na,b,c\na,b\0,c\n")
    result = dvspec("id", "AlternateKey", "--file", tmp_path / "rows.csv", "--out", tmp_path / "out.csv", *SPECS)
    assert "row 2, EntityName: error[DV661 row-without-keys]: EntityName contains NUL" in result.err
