"""Metadata of the Web API, as its answers are saved to files, becomes the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from dvspec.dataverse.languages import ENGLISH
from dvspec.findings import Finding, Place, Refused, did_you_mean
from dvspec.importers.drafts import Source, draft
from dvspec.importers.frame import PREFIX, solution_around, with_kind_of_tables
from dvspec.importers.metadata.answers import Answers, TableAnswer, read_answers
from dvspec.importers.metadata.members import Members
from dvspec.importers.metadata.tables import Custom, TableReader, publisher_prefix
from dvspec.importers.result import Imported
from dvspec.importers.wanted import UNKNOWN_TABLE, nothing_to_import
from dvspec.model import ExternalTable, Solution

__all__ = ["import_metadata"]


def import_metadata(
    files: Mapping[str, bytes | memoryview], tables: Collection[str] | None = None, into: Solution | None = None
) -> Imported:
    """Return the model of the tables that saved answers describe together, by the files' names.

    `tables` are the logical names of some of them. `into` are the specs that they are imported into, whose publisher
    has the prefix of own tables and columns. Data may be memory-mapped: one table is read at a time. Raises Refused
    for files that can't be read, hold no metadata or contradict each other.
    """
    answers = read_answers(files, tables)
    found = [answers.tables[name] for name in answers.tables if tables is None or name in _folded(tables)]
    first = next(iter(files), "")
    for name in tables or ():
        if name.lower() not in answers.tables and not answers.findings:
            message = f"the source has no table '{name}'{did_you_mean(name, answers.tables)}"
            answers.findings.append(Finding(UNKNOWN_TABLE, Place(first), message))
    if answers.findings:
        raise Refused(answers.findings)
    prefix = into.publisher.prefix if into is not None else publisher_prefix(found) or PREFIX
    source = Source(solution_around(into, prefix, _language(found), _option_values(found)), others=_others(answers))
    reader = TableReader(answers, [table.logical_name for table in found], Custom(prefix, source), source)
    for table in found:
        facts = reader.read(table)
        if facts is not None:
            source.tables.append(facts)
    for file in answers.pages:
        source.report("", file, "further-pages", "The answer is one page of several; the others are missing.")
    findings = list(dict.fromkeys(answers.findings + [f for table in found for f in table.members.findings]))
    if not source.tables and not findings:
        findings.append(nothing_to_import(first))
    if findings:
        raise Refused(findings)
    source.solution = with_kind_of_tables(source.solution, (table.kind for table in source.tables), into)
    return draft(source)


def _folded(names: Collection[str]) -> set[str]:
    return {name.lower() for name in names}


def _others(answers: Answers) -> dict[str, ExternalTable]:
    """Return the tables of the answers as those that others refer to, by logical name."""
    result = {}
    for name, table in answers.tables.items():
        members = table.members
        if members.text("EntitySetName") and members.text("SchemaName"):
            primary_id = members.text("PrimaryIdAttribute") or f"{name}id"
            result[name] = ExternalTable(name, members.text("SchemaName"), members.text("EntitySetName"), primary_id)
    return result


def _language(tables: list[TableAnswer]) -> int:
    """Return the language of most labels; English, if it has as many as another."""
    found: Counter[int] = Counter()
    for table in tables:
        for part in (table.members, *table.columns.values()):
            found.update(code for code, _ in part.texts("DisplayName").texts)
    return max(found, key=lambda code: (found[code], code == ENGLISH, -code)) if found else ENGLISH


def _option_values(tables: list[TableAnswer]) -> Iterator[int]:
    for table in tables:
        for column in table.columns.values():
            for key in ("OptionSet", "GlobalOptionSet"):
                yield from _values_of(column.inside(key))


def _values_of(option_set: Members) -> Iterator[int]:
    for option in option_set.parts("Options"):
        value = option.whole("Value")
        if value is not None:
            yield value
