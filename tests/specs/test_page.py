"""The specs against the page: its tables, columns, types, identifiers and GUIDs."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import pytest

from tests.reference import REFERENCE, needs_reference
from tests.specs.documents import SOLUTION, SPECS, Spec, copied, sentences

PAGE = "customer-insights-dataverse"
TYPES = {
    "String": "string",
    "Multiline text": "json",
    "JSON String": "json",
    "DATETIME": "datetime",
    "GUID": "guid",
}


class Cell(NamedTuple):
    """What the page says of one column."""

    name: str
    type: str
    description: str


@cache
def page() -> str:
    return (REFERENCE / f"{PAGE}.md").read_text(encoding="utf-8")


@cache
def sections() -> dict[str, list[Cell]]:
    """Return the page's tables by the anchor of their section, in the page's order."""
    anchors = re.findall(r"^- \[[^]]*\]\(#([\w-]+)\)$", page(), re.MULTILINE)
    found: dict[str, list[Cell]] = {anchor: [] for anchor in anchors}
    for part in re.split(r"^### ", page(), flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        anchor = heading.strip().lower().replace(" ", "-")
        if anchor in found:
            rows = [cells(line) for line in body.splitlines() if line.startswith("|")]
            found[anchor] = [Cell(*row) for row in rows[2:]]  # after the heading and the rule
    return found


def cells(row: str) -> list[str]:
    """Split a table row at each | that is not inside backticks."""
    found = re.findall(r"((?:`[^`]*`|[^|`])+)\|", row.strip().removeprefix("|"))
    return [cell.strip() for cell in found]


def section(spec: Spec) -> list[Cell]:
    return sections()[spec["source"]["section"]]


def documented(spec: Spec) -> dict[str, Spec]:
    """Return the columns that a spec claims the page documents, by the page's spelling."""
    return {
        column.get("documented_as", name): column
        for name, column in spec["columns"].items()
        if column.get("documented", True)
    }


def composition(spec: Spec) -> str:
    """Return an identifier's rule as the page writes one."""
    parts: list[Any] = spec["identifier"]["parts"]
    return "|".join(part if isinstance(part, str) else next(iter(part.values())) for part in parts)


def written(cell: Cell) -> list[str]:
    """Return what a cell's description has in backticks and with a |: the rule, then the sample."""
    return [text for text in re.findall(r"`([^`]+)`", cell.description) if "|" in text]


def identifier_cell(spec: Spec) -> Cell | None:
    return next((cell for cell in section(spec) if cell.name == "msdynci_identifier"), None)


@needs_reference
def test_every_table_of_the_page_is_specified_in_its_order() -> None:
    assert SPECS.keys() == set(SOLUTION["tables"])
    assert [SPECS[name]["source"]["section"] for name in SOLUTION["tables"]] == list(sections())
    assert len(sections()) == 7
    date = re.search(r"^ms.date: (\d\d)/(\d\d)/(\d{4})$", page(), re.MULTILINE)
    assert date
    for spec in SPECS.values():
        assert spec["source"]["page"] == PAGE
        assert str(spec["source"]["date"]) == f"{date[3]}-{date[1]}-{date[2]}"


@needs_reference
@pytest.mark.parametrize("name", SPECS)
def test_columns_are_those_of_the_page_then_the_others(name: str) -> None:
    spec = SPECS[name]
    assert list(documented(spec)) == [cell.name for cell in section(spec)]
    flags = [column.get("documented", True) for column in spec["columns"].values()]
    assert flags == sorted(flags, reverse=True)
    assert bool(section(spec)) == (name != "CustomerProfile")  # the only one without columns there


@needs_reference
@pytest.mark.parametrize("name", SPECS)
def test_columns_have_the_types_of_the_page(name: str) -> None:
    columns = documented(SPECS[name])
    for cell in section(SPECS[name]):
        assert columns[cell.name]["type"] == TYPES[cell.type], cell.name


@pytest.mark.parametrize("name", SPECS)
def test_documented_spelling_is_given_only_where_it_differs(name: str) -> None:
    for key, column in SPECS[name]["columns"].items():
        assert column.get("documented_as") != key
        assert "documented_as" not in column or column.get("documented", True), key


@needs_reference
@pytest.mark.parametrize("name", SPECS)
def test_identifier_is_composed_as_the_page_says(name: str) -> None:
    spec = SPECS[name]
    cell = identifier_cell(spec)
    assert ("identifier" in spec) == (cell is not None)
    if cell is None:
        return
    rule, *samples = written(cell)
    assert composition(spec) == rule
    assert spec["columns"][spec["identifier"]["column"]]["documented_as"] == cell.name
    if samples:
        assert spec["identifier"]["example"]["value"] == samples[0]


@needs_reference
@pytest.mark.parametrize("name", SPECS)
def test_identifier_parts_are_columns_where_the_page_has_them(name: str) -> None:
    spec = SPECS[name]
    names = {cell.name for cell in section(spec)}
    for part in spec.get("identifier", {}).get("parts", []):
        if isinstance(part, str):
            assert part in names
        else:
            assert part in ({"literal": "Customer_Measure"}, {"argument": "Name"})
            assert not names & set(part.values())


@needs_reference
@pytest.mark.parametrize("name", SPECS)
def test_guid_comes_from_where_the_page_says(name: str) -> None:
    spec = SPECS[name]
    cell = next((cell for cell in section(spec) if cell.type == "GUID"), None)
    assert ("guid" in spec) == (cell is not None)
    if cell is None:
        return
    if "msdynci_identifier" in cell.description:
        source = "identifier"
    elif "(ActivityId)" in cell.description:
        source = "ActivityId"
    else:
        assert cell.description == "Customer profile ID"
        source = "CustomerId"
    assert spec["guid"] == {"column": spec["primary_id"], "from": source}
    assert documented(spec)[cell.name] is spec["columns"][spec["primary_id"]]


@pytest.mark.parametrize("name", SPECS)
def test_examples_of_a_table_make_one_row(name: str) -> None:
    spec = SPECS[name]
    row = {key: column["example"] for key, column in spec["columns"].items() if "example" in column}
    profile = SPECS["CustomerProfile"]["columns"]
    assert row["CustomerId"] == profile["CustomerId"]["example"]
    if name != "CustomerProfile":
        assert row["Customer"] == profile["CustomerProfileId"]["example"]
    if "identifier" in spec:
        rule = spec["identifier"]
        given = iter(rule["example"]["parts"])
        texts = []
        for part in rule["parts"]:
            text = part["literal"] if "literal" in part else next(given)
            assert not isinstance(part, str) or row[part] == text
            texts.append(text)
        assert list(given) == []
        assert row[rule["column"]] == rule["example"]["value"] == "|".join(texts)
    if "guid" in spec:
        source = spec["guid"]["from"]
        scheme = SOLUTION["guid_scheme"]
        assert scheme["name"] == "uuid5"
        if source == "identifier":
            expected = uuid5(UUID(scheme["namespace"]), row[spec["identifier"]["column"]])
        else:
            expected = UUID(row[source])
        assert row[spec["guid"]["column"]] == str(expected)


@needs_reference
@pytest.mark.parametrize("name", [*SPECS, "solution"])
def test_no_description_is_a_sentence_of_the_page(name: str) -> None:
    theirs = sentences(page().replace("</br>", "\n"))
    assert "name of the data source" in theirs
    assert copied(SPECS.get(name, SOLUTION), theirs) == []
