"""Calibration: find the known scheme that computes the GUIDs of an environment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq
from types import MappingProxyType
from uuid import NAMESPACE_DNS, NAMESPACE_OID, NAMESPACE_URL, NAMESPACE_X500, UUID

from dvspec.data.columns import Header, web_api_names
from dvspec.data.computed_keys.inputs import MISSING_INPUT
from dvspec.data.readers import read
from dvspec.data.sources import NO_ROWS, Source, refused
from dvspec.findings import Rule, Severity
from dvspec.guids import SCHEMES, guid_hash
from dvspec.model import GuidScheme, Json, Solution
from dvspec.runtime.guids import GUID_TEXT

NO_SCHEME = Rule(
    "DV671",
    "no-matching-scheme",
    Severity.ERROR,
    "One known scheme computes all GUIDs of a file from their identifiers.",
    "Try other namespaces with --namespace.",
)
INCOMPLETE_PAIR = Rule(
    "DV672",
    "incomplete-pair",
    Severity.WARNING,
    "Every row has an identifier and the GUID that belongs to it.",
    "Delete rows without an identifier or a GUID.",
)

# Namespaces that others may have used: those of RFC 9562, and zeros.
_COMMON = tuple(map(str, (NAMESPACE_DNS, NAMESPACE_URL, NAMESPACE_OID, NAMESPACE_X500, UUID(int=0))))
_ENOUGH = 1_000  # rows after which schemes without a match are dropped
_HOPELESS = 10_000  # rows without a match after which the rest is not read

# How identifiers may have been written before they were hashed; as they are in the file comes first.
CASES: Mapping[str, Callable[[str], str]] = {"": str, "lower": str.lower, "upper": str.upper}
Candidate = tuple[GuidScheme, str]  # a scheme, and the case of identifiers: a key of CASES

# Where GUIDs come from, by their version.
_ORIGINS = {
    "1": "computed from the time, not from an identifier",
    "3": "uuid3 in a namespace that was not tried; --namespace tries another",
    "4": "random, so no scheme computes them",
    "5": "uuid5 in a namespace that was not tried; --namespace tries another",
    "6": "computed from the time, not from an identifier",
    "7": "computed from the time, not from an identifier",
}

Pair = tuple[str, str]  # the names of a column of identifiers and of one of GUIDs


@dataclass
class Calibration:
    """The result: how many of the `compared` GUIDs each scheme computes."""

    pair: Pair | None = None
    compared: int = 0
    matches: dict[Candidate, int] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)  # of the GUIDs; "" for one that has none
    unfit: int = 0  # rows without an identifier or without a GUID
    first_unfit: int = 0
    stopped: bool = False

    @property
    def scheme(self) -> GuidScheme | None:
        """Return the scheme that computes every GUID from the identifiers as they are."""
        return next((scheme for (scheme, case), count in self.best if not case and count == self.compared > 0), None)

    @property
    def best(self) -> list[tuple[Candidate, int]]:
        """Return candidates that compute at least one GUID, best first; another case only if it computes more."""
        useful = [(one, count) for one, count in self.matches.items() if count and self.is_useful(one)]
        return sorted(useful, key=lambda pair: -pair[1])

    def is_useful(self, candidate: Candidate) -> bool:
        """Return whether a candidate computes more GUIDs than its scheme does from the identifiers as they are."""
        scheme, case = candidate
        return not case or self.matches[candidate] > self.matches[scheme, ""]


def candidates(solution: Solution, namespaces: Iterable[str]) -> list[GuidScheme]:
    """Return all schemes to try: those with namespaces in the solution's, these, and common ones."""
    own = [solution.guid_scheme.namespace] if solution.guid_scheme.namespace else []
    spaces = dict.fromkeys([*own, *namespaces, *_COMMON])
    return [
        GuidScheme(scheme.name, space)
        for scheme in SCHEMES.values()
        for space in (spaces if scheme.namespaced else [None])
    ]


def calibrate(
    source: Source, solution: Solution, pair: Pair | None, namespaces: Iterable[str], count: Callable[[int], None]
) -> Calibration:
    """Compare the GUIDs of a file with those that schemes compute; `count` takes the number of rows of each batch.

    `pair` names the columns; without it they are the identifier and the primary id of a table. Findings are reported
    to the source. Raises Refused if the columns are missing.
    """
    columns = _PairOfColumns([pair] if pair else _pairs(solution), source)
    result = Calibration(matches={(scheme, case): 0 for case in CASES for scheme in candidates(solution, namespaces)})
    tried = list(result.matches)
    hashes = {scheme: guid_hash(scheme) for scheme, _ in tried}
    for batch in read(source, columns):
        count(len(batch.numbers))
        rows = []
        for number, identifier, guid in zip(batch.numbers, batch.values(_IDENTIFIER), batch.values(_GUID), strict=True):
            fit = _fit(identifier, guid)
            if fit:
                rows.append(fit)
            else:
                result.first_unfit = result.first_unfit or number
                result.unfit += 1
        guids = [guid for _, guid in rows]
        identifiers = {case: [write(identifier) for identifier, _ in rows] for case, write in CASES.items()}
        for scheme, case in tried:
            texts = hashes[scheme].texts(identifiers[case])
            result.matches[scheme, case] += sum(map(eq, texts, guids))
        result.compared += len(rows)
        result.versions.update(guid[14] if guid[19] in "89ab" else "" for guid in guids)
        if result.compared >= _ENOUGH and any(result.matches.values()):
            tried = [one for one in tried if result.matches[one] and result.is_useful(one)]
        elif result.compared >= _HOPELESS:
            result.stopped = True
            break
    result.pair = columns.taken
    _report(source, result)
    return result


def _report(source: Source, result: Calibration) -> None:
    if result.unfit:
        rows = "1 row has" if result.unfit == 1 else f"{result.unfit:,} rows have"
        message = f"{rows} no identifier or no GUID and can't be compared; this is the first"
        source.add_finding(INCOMPLETE_PAIR, message, result.first_unfit)
    if not result.compared:
        if not source.errors:
            source.add_finding(NO_ROWS, "no row could be compared")
    elif not result.scheme:
        best = result.best
        message = f"no known scheme computes any of the {result.compared:,} GUIDs"
        if best:
            (scheme, case), matches = best[0]
            written = f" from identifiers in {case} case" if case else ""
            message = f"the best scheme, {scheme.name}, computes {matches:,} of {result.compared:,} GUIDs{written}"
        elif len(result.versions) == 1 and (version := min(result.versions)) in _ORIGINS:
            message += f"; all of them have version {version}: {_ORIGINS[version]}"
        source.add_finding(NO_SCHEME, message)


_IDENTIFIER, _GUID = "identifier", "guid"


class _PairOfColumns:
    """Finds two columns in a file: the first pair of names that is there."""

    types: Mapping[str, str] = {_IDENTIFIER: "string", _GUID: "string"}
    optional: Collection[str] = ()
    navigation: Mapping[str, str] = MappingProxyType({})

    def __init__(self, pairs: Sequence[Pair], source: Source) -> None:
        self.taken: Pair | None = None
        self._pairs, self._source = pairs, source

    def header(self, names: tuple[str, ...], row: int = 0, values: Iterable[Json] = ()) -> Header:
        """Return which of these names are the two. Raises Refused if the first row, or the header, lacks them."""
        folded = [name.strip().casefold() for name in names]
        for pair in [self.taken] if self.taken else self._pairs:
            places = [folded.index(name.casefold()) if name.casefold() in folded else -1 for name in pair]
            if min(places) >= 0:
                self.taken = pair
                return tuple(
                    _IDENTIFIER if place == places[0] else _GUID if place == places[1] else None
                    for place in range(len(names))
                )
        if self.taken:
            return (None,) * len(names)
        if len(self._pairs) == 1:
            missing = " and ".join(name for name in self._pairs[0] if name.casefold() not in folded)
            message = f"the file does not contain {missing}"
        else:
            message = "the file does not contain an identifier and its GUID; name them with --identifier and --guid"
        raise refused(self._source.file, message, MISSING_INPUT)

    def recognised(self, names: Sequence[str]) -> int:
        """Return how many of these names may be one of the two."""
        wanted = {name.casefold() for pair in self._pairs for name in pair}
        return sum(name.strip().casefold() in wanted for name in names)


def _pairs(solution: Solution) -> list[Pair]:
    """Return what the two columns may be called: all their names in each table, or `identifier` and `guid`."""
    pairs = []
    for table in solution.tables:
        if table.identifier and table.guid and not table.guid.source:
            by_column: dict[str, list[str]] = {}
            for name, column in web_api_names(table).items():
                by_column.setdefault(column, []).append(name)
            identifiers = by_column[table.by_name[table.identifier.column].web_api_name]
            guids = by_column[table.by_name[table.guid.column].web_api_name]
            pairs += [(identifier, guid) for identifier in identifiers for guid in guids]
    return [*dict.fromkeys(pairs), (_IDENTIFIER, _GUID)]


def _fit(identifier: Json, guid: Json) -> tuple[str, str] | None:
    """Return both as they are compared, None if one of them is missing or invalid."""
    if not (isinstance(identifier, str) and identifier and isinstance(guid, str)):
        return None
    guid = guid.strip().removeprefix("{").removesuffix("}").casefold()
    if not GUID_TEXT.fullmatch(guid):
        return None
    try:
        identifier.encode()
    except UnicodeEncodeError:
        return None
    return identifier, str(UUID(guid))
