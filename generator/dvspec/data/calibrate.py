"""Calibration: which known scheme gives the GUIDs that an environment has."""

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

# Namespaces that anybody may have taken: RFC 9562's own, and none at all.
_COMMON = tuple(map(str, (NAMESPACE_DNS, NAMESPACE_URL, NAMESPACE_OID, NAMESPACE_X500, UUID(int=0))))
_ENOUGH = 1_000  # rows after which schemes that gave no GUID are tried no longer
_HOPELESS = 10_000  # rows of which no scheme gave one: no further one will

# How an identifier may have been written before it was hashed: as it is in the file first.
CASES: Mapping[str, Callable[[str], str]] = {"": str, "lower": str.lower, "upper": str.upper}
Candidate = tuple[GuidScheme, str]  # a scheme, and the case of identifiers: a key of CASES

# What the version of a GUID says about where it comes from.
_ORIGINS = {
    "1": "made from the time, not from an identifier",
    "3": "uuid3 in a namespace that was not tried; --namespace tries another",
    "4": "random, so no scheme gives them",
    "5": "uuid5 in a namespace that was not tried; --namespace tries another",
    "6": "made from the time, not from an identifier",
    "7": "made from the time, not from an identifier",
}

Pair = tuple[str, str]  # the names of a column of identifiers and of one of GUIDs


@dataclass
class Calibration:
    """What was found: of `compared` rows, how many GUIDs each scheme gives, the best first."""

    pair: Pair | None = None
    compared: int = 0
    matches: dict[Candidate, int] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)  # of the GUIDs; "" for one that has none
    unfit: int = 0  # rows without an identifier or without a GUID
    first_unfit: int = 0
    stopped: bool = False

    @property
    def found(self) -> GuidScheme | None:
        """Return the scheme that gives every GUID of the identifiers as they are."""
        return next((scheme for (scheme, case), count in self.best if not case and count == self.compared > 0), None)

    @property
    def best(self) -> list[tuple[Candidate, int]]:
        """Return candidates that give any GUID, the best first; another case only where it gives more."""
        useful = [(one, count) for one, count in self.matches.items() if count and self.is_useful(one)]
        return sorted(useful, key=lambda pair: -pair[1])

    def is_useful(self, candidate: Candidate) -> bool:
        """Return whether a candidate gives more GUIDs than its scheme does of the identifiers as they are."""
        scheme, case = candidate
        return not case or self.matches[candidate] > self.matches[scheme, ""]


def candidates(solution: Solution, namespaces: Iterable[str]) -> list[GuidScheme]:
    """Return every scheme that is tried: each that takes a namespace in the solution's, these, and common ones."""
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
    """Compare the GUIDs of a file with those that schemes give; `count` takes how many rows were read, by and by.

    `pair` names the columns; without it they are an identifier and the primary id of a table. What is
    wrong is reported to the source. Raises Refused where the columns are not there.
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
        words = "1 row has" if result.unfit == 1 else f"{result.unfit:,} rows have"
        message = f"{words} no identifier or no GUID, and can't be compared; this is the first"
        source.found(INCOMPLETE_PAIR, message, result.first_unfit)
    if not result.compared:
        if not source.errors:
            source.found(NO_ROWS, "no row could be compared")
    elif not result.found:
        best = result.best
        message = f"of {result.compared:,} GUIDs no known scheme gives any"
        if best:
            (scheme, case), matches = best[0]
            written = f" of identifiers in {case} case" if case else ""
            message = f"of {result.compared:,} GUIDs the best scheme, {scheme.name}, gives {matches:,}{written}"
        elif len(result.versions) == 1 and (version := min(result.versions)) in _ORIGINS:
            message += f"; all of them are of version {version}: {_ORIGINS[version]}"
        source.found(NO_SCHEME, message)


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
        """Return which of these names are the two. Raises Refused where the first row, or the header, has them not."""
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
            message = f"there is no column {missing}"
        else:
            message = "no columns of an identifier and its GUID; --identifier and --guid name them"
        raise refused(self._source.file, message, MISSING_INPUT)

    def recognised(self, names: Sequence[str]) -> int:
        """Return how many of these names may be one of the two."""
        wanted = {name.casefold() for pair in self._pairs for name in pair}
        return sum(name.strip().casefold() in wanted for name in names)


def _pairs(solution: Solution) -> list[Pair]:
    """Return what the two columns may be called: in every table by every name that they have, or plainly."""
    pairs = []
    for table in solution.tables:
        if table.identifier and table.guid and not table.guid.source:
            by_key: dict[str, list[str]] = {}
            for name, key in web_api_names(table).items():
                by_key.setdefault(key, []).append(name)
            identifiers = by_key[table.by_name[table.identifier.column].web_api_name]
            guids = by_key[table.by_name[table.guid.column].web_api_name]
            pairs += [(identifier, guid) for identifier in identifiers for guid in guids]
    return [*dict.fromkeys(pairs), (_IDENTIFIER, _GUID)]


def _fit(identifier: Json, guid: Json) -> tuple[str, str] | None:
    """Return both as they are compared, None where one is missing or none."""
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
