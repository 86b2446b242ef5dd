"""Test vectors for implementations in any language: `test_vectors.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice

from dvspec.guids import SCHEMES, guid_hash
from dvspec.identifiers import compose, guid
from dvspec.model import GuidScheme, Solution, Table
from dvspec.targets.templates import template

# Parts that implementations get wrong: other scripts, composed and decomposed, characters beyond the
# first 65,536, white space, quotes, and lengths around the block sizes of every hash.
_AWKWARD = (
    "a", "Ärger", "A\u0308rger", "東京", "Ωμέγα", "שלום", "🛒", "👩‍👩‍👧", " ", " padded ", "tab\there", "line\nend",
    "O'Brien", 'say "hi"', "back\\slash", "a/b", "50%", "%7C", "a+b", "a&b=c",
    "#1", "<tag>", "{{x}}", "null", "0", "\ufeffbom",
    "x" * 54, "x" * 55, "x" * 63, "x" * 64, "x" * 65, "é" * 100, "🛒" * 50, "x" * 1000,
)  # fmt: skip
_CUSTOMER = "ce759201f786d590bf2134bff576c369"
_GUID_TEXTS = (
    _CUSTOMER,
    "CE759201F786D590BF2134BFF576C369",
    "ce759201-f786-d590-bf21-34bff576c369",
    "00000000000000000000000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
)
_NOT_GUIDS = (
    "", "ce759201", f"{_CUSTOMER}0", f"{{{_CUSTOMER}}}", f"urn:uuid:{_CUSTOMER}", f" {_CUSTOMER}", f"{_CUSTOMER}\n",
    "ce759201f786d590bf2134bff576c36g", "ce75-9201f786d590bf2134bff576c369", "ce759201_f786_d590_bf21_34bff576c36",
)  # fmt: skip


def render(solution: Solution) -> dict[str, str]:
    """Return the file of vectors."""
    tables = [table for table in solution.tables if table.identifier or table.guid]
    awkward = cycle(_AWKWARD)  # spread over the tables: each is used, none a thousand times
    return {
        "test_vectors.json": template("identifiers", "test_vectors.json").render(
            scheme=_line({"name": solution.guid_scheme.name, "namespace": solution.guid_scheme.namespace}),
            note=_line(f"This project's own choice. {solution.guid_scheme.note}".strip()),
            tables=((_line(table.name), _table_vectors(table, solution, awkward)) for table in tables),
            schemes=[_line(vector) for vector in _scheme_vectors(solution)],
        )
    }


def _line(value: object) -> str:
    return json.dumps(value)


def _table_vectors(table: Table, solution: Solution, awkward: Iterator[str]) -> list[tuple[str, list[str]]]:
    """Return the groups of a table's cases, each case as one line of JSON."""
    groups: list[tuple[str, list[str]]] = []
    identifier = table.identifier
    by_identifier = table.guid is not None and table.guid.source is None
    if identifier:
        inputs = identifier.inputs
        example = identifier.example
        named = [part.name if part.role == "column" else {part.role: part.name} for part in identifier.parts]
        groups.append(("parts", [_line(part) for part in named]))
        rows: list[tuple[str, ...]] = [identifier.example_parts]
        for position in range(len(inputs)):
            for text in islice(awkward, 3):
                changed = list(identifier.example_parts)
                changed[position] = text
                rows.append(tuple(changed))
        cases = []
        for row in rows:
            composed = compose(identifier, row)
            case: dict[str, object] = {"parts": row, "identifier": composed}
            if by_identifier:
                case["guid"] = str(guid(table, composed, None, solution.guid_scheme))
            cases.append(_line(case))
        groups.append(("compose", cases))
        refused = [
            _line({"parts": _replaced(identifier.example_parts, position, bad), "part": part.name})
            for position, part in enumerate(inputs)
            for bad in ("", None, 7, "a|b", "|", "\ud800")
        ]
        groups.append(("refuse_parts", refused))
        wrong = ("", "|", f"{example}|", f"|{example}", f"{example}|more", "\ud800")
        groups.append(("refuse_parse", [_line(text) for text in wrong]))
    if table.guid and table.guid.source:
        texts = [{"text": text, "guid": str(guid(table, None, text, solution.guid_scheme))} for text in _GUID_TEXTS]
        groups.append(("guid_source", [_line(table.guid.source)]))
        groups.append(("guid_of_text", [_line(case) for case in texts]))
        groups.append(("refuse_guid_of_text", [_line(text) for text in _NOT_GUIDS]))
    return groups


def _replaced(parts: tuple[str, ...], position: int, text: object) -> tuple[object, ...]:
    return (*parts[:position], text, *parts[position + 1 :])


def _scheme_vectors(solution: Solution) -> Iterator[dict[str, object]]:
    namespace = solution.guid_scheme.namespace or "6ba7b810-9dad-11d1-80b4-00c04fd430c8"  # RFC 9562's for DNS
    texts = ("testdatasource|contact1|cntid_1078", "東京|🛒|é", "x" * 4000)
    for scheme in SCHEMES.values():
        space = namespace if scheme.namespaced else None
        compute = guid_hash(GuidScheme(scheme.name, space)).guid
        for text in texts:
            yield {"scheme": scheme.name, "namespace": space, "identifier": text, "guid": str(compute(text))}
