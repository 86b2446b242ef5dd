"""The fix of a rule, followed to the letter, leaves no finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from dvspec.findings import Finding, Refused
from dvspec.spec import load_folder
from tests.spec.small import SOLUTION, THING, write

_RED = "{value: 100000000, label: Red}"
_ENTRY = "{type: object, title: Entry, properties: {name: {type: string}, x: {type: integer}}}"
_PARENT = "{type: lookup, description: L., target: Thing, relationship: {name: %s}}"
_ALL = "assign: Cascade, delete: Cascade, reparent: Cascade, share: Cascade, unshare: Cascade"

# Slug -> what is added to a table's spec, and the same with the rule's fix applied.
_OF_TABLES = {
    "duplicate-key": ("  Code: {type: memo, description: A.}\n" * 2, "  Code: {type: memo, description: A.}\n"),
    "ambiguous-value": (
        "  Code: {type: string, description: A., example: 1_000}\n",
        '  Code: {type: string, description: A., example: "1_000"}\n',
    ),
    "wrong-type": (
        "  Code: {type: string, description: A., documented_as: 1.5}\n",
        '  Code: {type: string, description: A., documented_as: "1.5"}\n',
    ),
    "invalid-value": (
        "  Code: {type: strng, description: A.}\n",
        "  Code: {type: string, description: A.}\n",
    ),
    "control-character": (
        '  Code: {type: string, description: "A\\u202e."}\n',
        '  Code: {type: string, description: "A."}\n',
    ),
    "duplicate-name": (
        "  Code: {type: string, description: A.}\n  code: {type: string, description: B.}\n",
        "  Code: {type: string, description: A.}\n"
        "  code: {type: string, description: B., logical_name: code2, python_name: code_2}\n",
    ),
    "invalid-python-name": (
        "  Class: {type: string, description: A.}\n",
        "  Class: {type: string, description: A., python_name: class_name}\n",
    ),
    "exceeds-dataverse-limit": (
        "  Code: {type: string, description: A., max_length: 4001}\n",
        "  Code: {type: string, description: A., max_length: 4000}\n",
    ),
    "unsupported-key": (
        "  Code: {type: memo, description: A., precision: 2}\n",
        "  Code: {type: decimal, description: A., precision: 2}\n",
    ),
    "unsuitable-primary-id": (
        "  Code: {type: guid, description: A.}\n",
        "  Code: {type: string, max_length: 36, description: A.}\n",
    ),
    "generated-column": (
        f"  Code: {{type: choice, description: A., choices: [{_RED}]}}\n"
        "  CodeName: {type: string, description: B.}\n",
        f"  Code: {{type: choice, description: A., choices: [{_RED}]}}\n"
        "  CodeName: {type: string, description: B., logical_name: nameofcode}\n",
    ),
    "invalid-options": (
        f"  Code: {{type: choice, description: A., choices: [{_RED}], default: 100000001}}\n",
        f"  Code: {{type: choice, description: A., choices: [{_RED}], default: 100000000}}\n",
    ),
    "foreign-option-value": (
        "  Code: {type: choice, description: A., choices: [{value: 1, label: Red}]}\n",
        "  Code: {type: choice, description: A., choices: [{value: 100009999, label: Red}]}\n",
    ),
    "invalid-payload-schema": (
        '  Code: {type: json, description: A., payload: {$ref: "https://example.com/other.json"}}\n',
        "  Code: {type: json, description: A., payload: {type: object}}\n",
    ),
    "invalid-payload-member": (
        f"  Code: {{type: json, description: A., payload: {_ENTRY}, payload_list_member: x}}\n",
        f"  Code: {{type: json, description: A., payload: {_ENTRY}}}\n",
    ),
    "second-parent": (
        f"  A: {_PARENT % f'thing_a, {_ALL}'}\n  B: {_PARENT % f'thing_b, {_ALL}'}\n",
        f"  A: {_PARENT % f'thing_a, {_ALL}'}\n  B: {_PARENT % 'thing_b, assign: Cascade'}\n",
    ),
    "incomplete-lookup": (
        "  A: {type: lookup, description: L.}\n",
        f"  A: {_PARENT % 'thing_a'}\n",
    ),
    "invalid-guid-source": (
        "  Code: {type: string, description: A., max_length: 30}\nguid: {column: ThingId, from: Code}\n",
        "  Code: {type: string, description: A., max_length: 36}\nguid: {column: ThingId, from: Code}\n",
    ),
    "unknown-identifier-part": (
        "identifier: {column: Name, parts: [Code], example: {parts: [a], value: a}}\n",
        "identifier: {column: Name, parts: [{argument: Code}], example: {parts: [a], value: a}}\n",
    ),
    "self-referencing-identifier": (
        "  Code: {type: string, description: A.}\n"
        "identifier: {column: Name, parts: [Name, Code], example: {parts: [a, b], value: a|b}}\n",
        "  Code: {type: string, description: A.}\n"
        "identifier: {column: Name, parts: [Code], example: {parts: [b], value: b}}\n",
    ),
    "constant-identifier": (
        "identifier: {column: Name, parts: [{literal: x}], example: {parts: [], value: x}}\n",
        "identifier: {column: Name, parts: [{literal: x}, {argument: Code}], example: {parts: [a], value: x|a}}\n",
    ),
    "invalid-alternate-key": (
        "  Code: {type: string, description: A., max_length: 851}\nkeys: {ByCode: {columns: [Code]}}\n",
        "  Code: {type: string, description: A., max_length: 450}\nkeys: {ByCode: {columns: [Code]}}\n",
    ),
    "long-alternate-key": (
        "  Code: {type: string, description: A., max_length: 451}\nkeys: {ByCode: {columns: [Code]}}\n",
        "  Code: {type: string, description: A., max_length: 450}\nkeys: {ByCode: {columns: [Code]}}\n",
    ),
    "unsupported-operator": (
        "queries: {q: {description: Q., where: [{column: createdon, operator: contains}]}}\n",
        "queries: {q: {description: Q., where: [{column: createdon, operator: ge}]}}\n",
    ),
    "duplicate-sort-column": (
        "queries: {q: {description: Q., where: [Name], order_by: [Name, Name desc]}}\n",
        "queries: {q: {description: Q., where: [Name], order_by: [Name desc]}}\n",
    ),
    "no-prefix": ('  Code: {type: string, prefix: ""}\n', "  Code: {type: string}\n"),
    "secured-key-column": (
        "  Code: {type: string, secured: true}\nkeys: {ByCode: {columns: [Code]}}\n",
        "  Code: {type: string}\nkeys: {ByCode: {columns: [Code]}}\n",
    ),
    "mismatched-targets": (
        "  A: {type: lookup, target: Thing, relationships: {Thnig: {delete: Restrict}}}\n",
        "  A: {type: lookup, target: Thing, relationship: {delete: Restrict}}\n",
    ),
    "invalid-status": (
        "  A: {type: choice, choices: [{value: 100000000, label: Red, state: 0}]}\n",
        "  A: {type: choice, choices: [{value: 100000000, label: Red}]}\n",
    ),
    "setting-without-effect": (
        "  A: {type: string, existing: true, audited: false}\n",
        "  A: {type: string, existing: true}\n",
    ),
    "invalid-autonumber": (
        '  A: {type: string, autonumber: "R-{NUMBER:5}"}\n',
        '  A: {type: string, autonumber: "R-{SEQNUM:5}"}\n',
    ),
    "invalid-computed-column": (
        "  A: {type: integer, required: true, formula: 1 + 1}\n",
        "  A: {type: integer, formula: 1 + 1}\n",
    ),
    "computed-identifier": (
        "  A: {type: string, max_length: 36, formula: Name}\nguid: {column: ThingId, from: A}\n",
        "  A: {type: string, max_length: 36}\nguid: {column: ThingId, from: A}\n",
    ),
    "second-primary-image": (
        "  A: {type: image, primary: true}\n  B: {type: image, primary: true}\n",
        "  A: {type: image, primary: true}\n  B: {type: image}\n",
    ),
    "invalid-activity-table": ("table_kind: activity\nownership: OrgOwned\n", "table_kind: activity\n"),
    "unsupported-in-elastic-table": (
        "table_kind: elastic\nkeys: {ByName: {columns: [Name]}}\n",
        "table_kind: elastic\n",
    ),
}  # fmt: skip

# Slug -> what replaces what in solution.yaml, and what its fix replaces it with.
_OF_SOLUTIONS = {
    "unknown-language": ("language: 1033", "language: 9999", "language: 1031"),
    "namespace-mismatch": (
        "{name: md5-rfc-utf8}",
        "{name: uuid5}",
        "{name: uuid5, namespace: 5a3c7a0e-52d8-4d0e-9f0b-1f3c0b6a7d21}",
    ),
    "unknown-table": ("tables: [Thing]", "tables: [Thing, Thign]", "tables: [Thing]"),
    "label-without-base-language": (
        "display_name: Small",
        "display_name: {1031: Klein}",
        "display_name: {1031: Klein, 1033: Small}",
    ),
}


def _findings(folder: Path) -> list[Finding]:
    try:
        return load_folder(folder).warnings
    except Refused as refused:
        return refused.findings


@pytest.mark.parametrize("slug", _OF_TABLES)
def test_fix_of_a_table_works_when_followed(slug: str, tmp_path: Path) -> None:
    bad, fixed = _OF_TABLES[slug]
    assert slug in {finding.rule.slug for finding in _findings(write(tmp_path / "bad", THING + bad))}
    assert not _findings(write(tmp_path / "fixed", THING + fixed))


@pytest.mark.parametrize("slug", _OF_SOLUTIONS)
def test_fix_of_solution_yaml_works_when_followed(slug: str, tmp_path: Path) -> None:
    given, bad, fixed = _OF_SOLUTIONS[slug]
    assert given in SOLUTION
    bad_folder = write(tmp_path / "bad", solution=SOLUTION.replace(given, bad))
    assert [finding.rule.slug for finding in _findings(bad_folder)] == [slug]
    assert not _findings(write(tmp_path / "fixed", solution=SOLUTION.replace(given, fixed)))


def test_fix_of_an_extension_works_when_followed(tmp_path: Path) -> None:
    account = "external_tables: {account: {entity_set_name: accounts}}\n"
    bad, fixed = "extends: account\ntable: Thing\nownership: OrgOwned\n", "extends: account\ntable: Thing\n"
    findings = _findings(write(tmp_path / "bad", bad, SOLUTION + account))
    assert [finding.rule.slug for finding in findings] == ["setting-of-extended-table"]
    assert not _findings(write(tmp_path / "fixed", fixed, SOLUTION + account))
