"""Rows per second: decode rows, and compute keys of columns, compared with other ways to do both.

    python benchmarks/rows.py            # installs the competitors into .bench/venv/rows, measures, writes the section
    python benchmarks/rows.py --dry-run  # the same, but prints the section instead of writing it

All measurements of a table are taken in one process, in alternation, with the garbage collector on
as it is by default; a figure is the median of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import importlib
import json
import shutil
import subprocess
import sys
import time
import uuid
import venv
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
HOME = CHECKOUT / ".bench" / "venv" / "rows"
REQUIREMENTS = HERE / "requirements-rows.txt"
LINKML = CHECKOUT / ".bench" / "input" / "rows"

ROWS = 10_000
KEYS = 100_000
ROUNDS = 15
# All columns of UnifiedActivity, which every class has. Rows have the documented ones.
COLUMNS = tuple("""
    msdynci_customerid msdynci_activityid msdynci_entityname msdynci_actualactivityid msdynci_activitytype
    msdynci_activitytime msdynci_title msdynci_description msdynci_externalurl msdynci_semanticdata msdynci_rangeindex
    msdynci_unifiedactivityid msdynci_activityname msdynci_activitytypedisplay msdynci_activityforeignkey
    _msdynci_lookupfield_customer_value msdynci_lookupfield_customerpid
    """.split())
Way = Callable[[], object]
Rates = dict[str, float]  # rows per second

# What is expected: the way, the one it is compared with, times as fast at least.
EXPECTED = (
    ("UnifiedActivity.from_dict, row by row", "pydantic's TypeAdapter", 1),
    ("UnifiedActivity.from_dicts", "pydantic's TypeAdapter", 1.5),
)


def main() -> None:
    """Measure in the environment of the competitors, and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="print the section, write nothing")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        json.dump(measured(), sys.stdout)
        return
    install()
    command: list[str | Path] = [HOME / "bin" / "python", __file__, "--measure"]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    body = section(result)
    if options.dry_run:
        print(body)
    else:
        from results import write_section

        write_section("rows", body)


def install() -> None:
    """Create the environment of the competitors, unless it exists with the pinned versions."""
    stamp = HOME / "requirements.sha256"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(HOME, ignore_errors=True)
        venv.create(HOME, with_pip=True)
        pip: list[str | Path] = [HOME / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", "--quiet", "--requirement", REQUIREMENTS], check=True, capture_output=True)
        stamp.write_text(wanted, encoding="utf-8")
    LINKML.mkdir(parents=True, exist_ok=True)
    schema = LINKML / "activity.yaml"
    schema.write_text(json.dumps(linkml_schema()), encoding="utf-8")
    command = [HOME / "bin" / "gen-python", schema]
    code = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (LINKML / "linkml_activity.py").write_text(code, encoding="utf-8")


def section(result: dict[str, Any]) -> str:
    """Return the section's Markdown."""
    from results import expectations, machine, significant, table

    decoding = result["decoding"]
    ratios = [
        (f"{ours} compared with {theirs}", least, decoding[ours] / decoding[theirs]) for ours, theirs, least in EXPECTED
    ]
    parts = [
        "## Rows per second\n",
        f"{machine()}; {result['versions']}. Medians of {ROUNDS} rounds in alternation, one process.\n",
        f"Decoding {ROWS:,} rows of UnifiedActivity, with types checked, GUID and date-time converted. Every class"
        " has all 17 columns; the rows have the 12 that are documented. LinkML's class converts neither GUID nor"
        " JSON.\n",
        rates_table(decoding, "UnifiedActivity.from_dicts", significant, table),
        "\nThe same rows with the `@odata.etag` that the Web API sends. pydantic drops it, the classes keep it.\n",
        rates_table(result["with etag"], "UnifiedActivity.from_dicts", significant, table),
        f"\nIdentifier and deterministic GUID as text, for columns of {KEYS:,} values.\n",
        rates_table(result["keys"], "alternate_key_guids", significant, table),
        "\n### Expected and measured\n",
        expectations(ratios),
    ]
    return "\n".join(parts)


def rates_table(rates: Rates, ours: str, significant: Callable[[float], str], table: Callable[..., str]) -> str:
    """Return a table of rates, and how many times as many rows per second ours reaches."""
    rows = [[name, f"{rate:,.0f}", f"{significant(rates[ours] / rate)}×"] for name, rate in rates.items()]
    return table(["", "rows per second", f"{ours} relative to it"], rows)


# What follows runs in the environment of the competitors.


def measured() -> dict[str, Any]:
    """Return all rates, and the versions of what was compared."""
    from importlib.metadata import version

    sys.path[:0] = [str(CHECKOUT / "generated" / "python"), str(LINKML)]
    plain = rows()
    etag = [{"@odata.etag": f'W/"{number}"', **row} for number, row in enumerate(plain)]
    return {
        "versions": ", ".join(f"{name} {version(name)}" for name in ("pydantic", "linkml-runtime")),
        "decoding": alternated(decoders(plain) | {"LinkML's class": linkml(plain)}, ROWS),
        "with etag": alternated(decoders(etag), ROWS),
        "keys": alternated(key_makers(), KEYS),
    }


def alternated(ways: dict[str, Way], count: int) -> Rates:
    """Return the rows per second of each way, measured in alternation."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(ROUNDS):
        for name, way in ways.items():
            gc.collect()
            begin = time.perf_counter()
            result = way()
            seconds[name].append(time.perf_counter() - begin)
            del result
    return {name: count / median(times) for name, times in seconds.items()}


def rows() -> list[dict[str, Any]]:
    """Return rows of UnifiedActivity as the Web API returns them."""
    result = []
    for number in range(ROWS):
        guid = uuid.uuid5(uuid.NAMESPACE_DNS, str(number))
        semantic = {"PageName": "Winter catalogue", "Duration": number}
        result.append(
            {
                "msdynci_customerid": uuid.uuid5(guid, "customer").hex,
                "msdynci_activityid": guid.hex,
                "msdynci_entityname": "webvisits",
                "msdynci_actualactivityid": f"visit_{number}",
                "msdynci_activitytype": "WebVisit",
                "msdynci_activitytime": f"2022-05-{number % 28 + 1:02}T09:{number % 60:02}:00Z",
                "msdynci_title": "Looked at the winter catalogue",
                "msdynci_description": f"Visit {number}",
                "msdynci_externalurl": "https://shop.example.com/catalogue/winter",
                "msdynci_semanticdata": json.dumps(semantic),
                "msdynci_rangeindex": str(1653039000 + number),
                "msdynci_unifiedactivityid": str(guid),
            }
        )
    return result


def decoders(data: list[dict[str, Any]]) -> dict[str, Way]:
    """Return the generated class and pydantic's TypeAdapter, both by list and by row, and the latter without JSON."""
    from customer_insights import UnifiedActivity

    pydantic: Any = importlib.import_module("pydantic")
    types: dict[str, Any] = dict.fromkeys(COLUMNS, str)
    types |= {"msdynci_activitytime": pydantic.AwareDatetime, "msdynci_unifiedactivityid": uuid.UUID}
    types |= {"_msdynci_lookupfield_customer_value": uuid.UUID}

    def model_of(semantic: Any) -> Any:
        all_types = types | {"msdynci_semanticdata": semantic}
        fields = {
            name.lstrip("_"): (type_ | None, pydantic.Field(None, alias=name)) for name, type_ in all_types.items()
        }
        config = pydantic.ConfigDict(frozen=True)
        return pydantic.create_model("Activity", __config__=config, **fields)

    decoded = model_of(pydantic.Json[dict[str, Any]])
    single = pydantic.TypeAdapter(decoded)
    decoding, leaving = (pydantic.TypeAdapter(list.__class_getitem__(model)) for model in (decoded, model_of(str)))
    read = UnifiedActivity.from_dicts(data)
    assert [row.unified_activity_id for row in read] == [
        row.msdynci_unifiedactivityid for row in decoding.validate_python(data)
    ]
    assert read == [UnifiedActivity.from_dict(row) for row in data]
    return {
        "UnifiedActivity.from_dicts": lambda: UnifiedActivity.from_dicts(data),
        "UnifiedActivity.from_dict, row by row": lambda: [UnifiedActivity.from_dict(row) for row in data],
        "pydantic's TypeAdapter": lambda: decoding.validate_python(data),
        "pydantic's TypeAdapter, row by row": lambda: [single.validate_python(row) for row in data],
        "pydantic's TypeAdapter, JSON left as text": lambda: leaving.validate_python(data),
    }


def linkml(data: list[dict[str, Any]]) -> Way:
    """Return the class that LinkML generates."""
    activity: Any = importlib.import_module("linkml_activity").Activity
    return lambda: [activity(**row) for row in data]


def linkml_schema() -> dict[str, Any]:
    """Return the same columns as a LinkML schema."""
    slots: dict[str, dict[str, Any]] = {name: {"range": "string"} for name in COLUMNS}
    slots["msdynci_activitytime"] = {"range": "datetime"}
    slots["msdynci_unifiedactivityid"]["identifier"] = True
    return {
        "id": "https://schemas.example.com/activity",
        "name": "activity",
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "imports": ["linkml:types"],
        "default_range": "string",
        "classes": {"Activity": {"attributes": slots}},
    }


def key_makers() -> dict[str, Way]:
    """Return the function for columns, the function for one row, and a plain loop."""
    from customer_insights.identifier_columns import alternate_key_guids
    from customer_insights.identifiers import NAMESPACE, alternate_key_guid

    sources, entities = ["testdatasource"] * KEYS, ["contact1"] * KEYS
    values = [f"cntid_{number}" for number in range(KEYS)]

    def loop() -> list[str]:
        columns = zip(sources, entities, values, strict=True)
        return [str(uuid.uuid5(NAMESPACE, f"{source}|{entity}|{value}")) for source, entity, value in columns]

    def one_by_one() -> list[str]:
        return [str(alternate_key_guid(*parts)) for parts in zip(sources, entities, values, strict=True)]

    assert alternate_key_guids(sources, entities, values) == loop() == one_by_one()
    return {
        "alternate_key_guids": lambda: alternate_key_guids(sources, entities, values),
        "alternate_key_guid, row by row": one_by_one,
        "str(uuid.uuid5(…)) in a loop, nothing checked": loop,
    }


if __name__ == "__main__":
    main()
