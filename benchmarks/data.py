"""Files of rows: validation compared with jsonschema and jsonschema-rs, and keys compared with a loop.

    python benchmarks/data.py            # measures and writes the section
    python benchmarks/data.py --dry-run  # the same, but prints the section

Every figure is a whole process, its start included, in alternation with the others; a ratio is of
medians of one run. What is compared gets the smaller work: it reads fewer rows, and the loop's rows
are in memory already.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
INPUT = CHECKOUT / ".bench" / "input" / "data"
DVSPEC = (sys.executable, "-m", "dvspec")
SPECS = ("--specs", str(CHECKOUT / "specs"))

ROWS = 1_000_000
KEYED = 50_000_000
KEYED_LINES = 4_000_000
COMPARED = 20_000  # rows for jsonschema
LOOPED = 500_000  # rows for the loop
ROUNDS = 5
Run = tuple[float, float]  # seconds, peak megabytes


def main() -> None:
    """Measure and write the section, or run one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="print the section, write nothing")
    parser.add_argument("--be", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be:
        be = {"files": make_files, "jsonschema": be_jsonschema, "jsonschema-rs": be_jsonschema_rs, "loop": be_loop}
        print(json.dumps(be[options.be]()))
        return
    from results import write_section

    body = section(measured())
    if options.dry_run:
        print(body)
    else:
        write_section("data", body)


def measured() -> dict[str, Any]:
    """Return seconds and megabytes of every process."""
    itself("files")
    formats = ("ndjson", "csv", "parquet")
    validating: dict[str, Callable[[], Run]] = {
        format_: lambda format_=format_: dvspec("validate", "UnifiedActivity", f"{INPUT}/activity.{format_}", "-q")  # type: ignore[misc]
        for format_ in formats
    }
    validating["jsonschema"] = lambda: itself("jsonschema")
    validating["jsonschema-rs"] = lambda: itself("jsonschema-rs")
    keying: dict[str, Callable[[], Run]] = {
        f"{name}.{format_}": lambda name=name, format_=format_: dvspec(  # type: ignore[misc]
            "id",
            "AlternateKey",
            "--file",
            f"{INPUT}/{name}.{format_}",
            "--out",
            f"{INPUT}/out.{format_}",
            "--force",
            "-q",
        )
        for name, format_ in (("parts", "parquet"), ("lines", "csv"), ("lines", "ndjson"))
    }
    keying["loop"] = lambda: itself("loop")
    return {"validate": alternated(validating), "keys": alternated(keying)}


def alternated(ways: dict[str, Callable[[], Run]]) -> dict[str, Run]:
    """Return the median seconds and the largest megabytes of each way."""
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            runs[name].append(way())
    return {
        name: (median(seconds for seconds, _ in times), max(megabytes for _, megabytes in times))
        for name, times in runs.items()
    }


def dvspec(*argv: str) -> Run:
    """Run dvspec; return its seconds and megabytes."""
    begin = time.perf_counter()
    process = subprocess.Popen([*DVSPEC, *argv, *SPECS], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os_wait(process.pid)
    if status:
        raise SystemExit(f"dvspec {' '.join(argv)} ended with {status}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def os_wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    """Wait for a process and return what it used."""
    import os

    return os.wait4(pid, 0)


def itself(name: str) -> Run:
    """Run another process, which measures itself without its start."""
    out = subprocess.run([sys.executable, __file__, "--be", name], check=True, capture_output=True, text=True).stdout
    seconds, megabytes = json.loads(out)
    return seconds, megabytes


def be_jsonschema() -> Run:
    """Validate rows of NDJSON by the generated schema, formats included."""
    import jsonschema

    schema = json.loads((CHECKOUT / "generated/json_schema/unified_activity.schema.json").read_text(encoding="utf-8"))
    cls = jsonschema.validators.validator_for(schema)
    validator = cls(schema, format_checker=cls.FORMAT_CHECKER)
    begin = time.perf_counter()
    with (INPUT / "activity.ndjson").open("rb") as lines:
        count = sum(validator.is_valid(json.loads(line)) for line, _ in zip(lines, range(COMPARED), strict=False))
    seconds = time.perf_counter() - begin
    assert count == COMPARED
    return seconds, peak()


def be_jsonschema_rs() -> Run:
    """Decode rows of NDJSON by msgspec and validate each by the generated schema, formats included."""
    import jsonschema_rs
    import msgspec

    schema = json.loads((CHECKOUT / "generated/json_schema/unified_activity.schema.json").read_text(encoding="utf-8"))
    for column in schema["properties"].values():
        column.pop("contentSchema", None)  # the JSON inside texts is not validated
    is_valid = jsonschema_rs.validator_for(schema, validate_formats=True, offline=True).is_valid
    decode = msgspec.json.Decoder().decode
    begin = time.perf_counter()
    with (INPUT / "activity.ndjson").open("rb") as lines:
        count = sum(is_valid(decode(line)) for line in lines)
    seconds = time.perf_counter() - begin
    assert count == ROWS
    return seconds, peak()


def be_loop() -> Run:
    """Compute identifiers and GUIDs of columns in memory, one by one."""
    import uuid

    namespace = uuid.UUID("5a3c7a0e-52d8-4d0e-9f0b-1f3c0b6a7d21")
    sources = ["testdatasource"] * LOOPED
    entities = [f"contact{number % 7}" for number in range(LOOPED)]
    values = [f"cntid_{number}" for number in range(LOOPED)]
    begin = time.perf_counter()
    identifiers, guids = [], []
    for source, entity, value in zip(sources, entities, values, strict=True):
        identifier = f"{source}|{entity}|{value}"
        identifiers.append(identifier)
        guids.append(str(uuid.uuid5(namespace, identifier)))
    seconds = time.perf_counter() - begin
    assert len(identifiers) == len(guids) == LOOPED
    return seconds, peak()


def peak() -> float:
    """Return the peak memory of this process in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_files() -> Run:
    """Write the files that are read, unless they exist; in this process, whose memory is not measured."""
    import duckdb

    INPUT.mkdir(parents=True, exist_ok=True)
    if (INPUT / "lines.ndjson").exists():
        return 0, 0
    schema = json.loads((CHECKOUT / "generated/json_schema/unified_activity.schema.json").read_text(encoding="utf-8"))
    [example] = schema["examples"]
    changed = example | {"msdynci_activityid": "printf('%032x', i)", "msdynci_title": "'Visit ' || i"}
    changed["msdynci_unifiedactivityid"] = "printf('%032x', i)::UUID::VARCHAR"
    changed["msdynci_semanticdata"] = """'{"PageName":"Winter catalogue ' || i || '","Duration":' || i || '}'"""
    columns = ", ".join(
        f'{value if value != example[name] else quoted(value)} AS "{name}"' for name, value in changed.items()
    )
    activity = f"SELECT {columns} FROM range({ROWS}) AS r(i)"
    parts = (
        "SELECT 'testdatasource' AS DataSourceName, 'contact' || i % 7 AS EntityName, 'cntid_' || i AS AlternateValue"
    )
    duckdb.execute(f"COPY ({activity}) TO '{INPUT}/activity.parquet' (FORMAT parquet)")
    duckdb.execute(f"COPY (FROM '{INPUT}/activity.parquet') TO '{INPUT}/activity.csv' (FORMAT csv, HEADER)")
    duckdb.execute(f"COPY (FROM '{INPUT}/activity.parquet') TO '{INPUT}/activity.ndjson' (FORMAT json)")
    duckdb.execute(f"COPY ({parts} FROM range({KEYED}) AS r(i)) TO '{INPUT}/parts.parquet' (FORMAT parquet)")
    duckdb.execute(f"COPY ({parts} FROM range({KEYED_LINES}) AS r(i)) TO '{INPUT}/lines.csv' (FORMAT csv, HEADER)")
    duckdb.execute(f"COPY ({parts} FROM range({KEYED_LINES}) AS r(i)) TO '{INPUT}/lines.ndjson' (FORMAT json)")
    return 0, 0


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def section(result: dict[str, dict[str, Run]]) -> str:
    """Return the section's Markdown."""
    from importlib.metadata import version

    from results import machine, significant, table

    versions = ", ".join(f"{name} {version(name)}" for name in ("jsonschema", "jsonschema-rs", "msgspec", "duckdb"))
    validate, keys = result["validate"], result["keys"]
    compared = COMPARED / validate["jsonschema"][0]
    looped = LOOPED / keys["loop"][0]
    counts = {"parts.parquet": KEYED, "lines.csv": KEYED_LINES, "lines.ndjson": KEYED_LINES}

    def line(name: str, count: int, run: Run, other: float) -> list[str]:
        rate = count / run[0]
        return [name, f"{count:,}", f"{rate:,.0f}", f"{significant(rate / other)}×", f"{run[1]:,.0f}"]

    validating = [
        line(f"dvspec validate, {format_}", ROWS, validate[format_], compared)
        for format_ in ("ndjson", "csv", "parquet")
    ]
    validating += [
        line("msgspec and jsonschema-rs, row by row of NDJSON", ROWS, validate["jsonschema-rs"], compared),
        line("jsonschema, is_valid of rows of NDJSON", COMPARED, validate["jsonschema"], compared),
    ]
    keying = [line(f"dvspec id --file {name}", count, keys[name], looped) for name, count in counts.items()]
    keying.append(line("str(uuid.uuid5(…)) in a loop", LOOPED, keys["loop"], looped))
    header = ["", "rows", "rows per second", "times as many", "peak MB"]
    return "\n".join(
        [
            "## Files of rows\n",
            f"{machine()}; {versions}. Medians of {ROUNDS} rounds in alternation. dvspec's figures are for"
            " whole processes, from file to summary or from file to file; the others' exclude their start.\n",
            f"Rows of UnifiedActivity with {len(example_columns())} columns. dvspec checks values, payloads inside"
            " texts, and GUIDs; the compiled validators of jsonschema and jsonschema-rs check the values only.\n",
            table(header, validating),
            "\nIdentifier and GUID of AlternateKey, added to a file. The loop has its columns in memory, computes the"
            " same two values, and checks and writes nothing.\n",
            table(header, keying),
        ]
    )


def example_columns() -> list[str]:
    """Return the columns of the rows."""
    schema = json.loads((CHECKOUT / "generated/json_schema/unified_activity.schema.json").read_text(encoding="utf-8"))
    return list(schema["examples"][0])


if __name__ == "__main__":
    main()
