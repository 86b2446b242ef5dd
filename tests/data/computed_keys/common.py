"""Rows of AlternateKey and their keys."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

from tests.commands import Result
from tests.data.rows import SOLUTION
from tests.independent_guids import independent_guid
from tests.reference import ROOT

SPECS = ("--specs", str(ROOT / "specs"))
HEADER = "DataSourceName,EntityName,AlternateValue"
GOOD = '{"DataSourceName":"a","EntityName":"b","AlternateValue":"c"}'
NAMESPACE = SOLUTION.guid_scheme.namespace
Keyed = Callable[..., Result]


def guid(identifier: str, scheme: str = "uuid5") -> str:
    """Return an identifier's GUID."""
    return independent_guid(identifier, scheme, NAMESPACE)


def expected(number: int) -> tuple[str, str]:
    """Return the keys of the row with this number."""
    identifier = f"source|Ärger 🛒|{number}"
    return identifier, guid(identifier)


def lines(count: int) -> list[dict[str, str]]:
    """Return rows."""
    return [{"DataSourceName": "source", "EntityName": "Ärger 🛒", "AlternateValue": str(n)} for n in range(count)]


_CSV = "\n".join([HEADER, *(",".join(line.values()) for line in lines(300))])
CONTENT = {
    "rows.csv": _CSV.encode(),
    "rows.ndjson": "\n".join(map(json.dumps, lines(300))).encode(),
    "rows.csv.gz": gzip.compress(_CSV.encode()),
    "utf16.csv": _CSV.encode("utf-16"),
}
