"""Whatever a package has in its XML, the importer gives a model that specs can say, or findings."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dvspec.findings import Refused
from dvspec.importers.solution import import_solution
from dvspec.solution_files.archive import Archive
from dvspec.solution_files.package import Package
from dvspec.spec import load
from dvspec.spec.write import write
from tests.verify import clean_package
from tests.verify.clean_package import CUSTOMIZATIONS, SOLUTION
from tests.verify.corpus import needs_corpus, samples
from tests.verify.mutations import changed_lines

CLEAN = clean_package.build()
LINES = {name: CLEAN[name].split("\n") for name in (SOLUTION, CUSTOMIZATIONS)}
RICH = ("020", "046", "074")  # of the corpus: activities, formulas, layers

_bounded = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
_texts = some.one_of(
    some.text(max_size=12),
    some.sampled_from(["", "0", "-1", "1e999", "9" * 400, "nan", "sample_", "True", "&#8238;", "1.0.0.0", "a b", "_"]),
)


def _imported(contents: dict[str, bytes], path: str = "hostile.zip", separator: str = "!") -> None:
    archive = Archive(path, separator, is_open=True, names=sorted(contents), contents=contents)
    try:
        imported = import_solution(Package(archive))
    except Refused as refused:
        assert refused.findings
        return
    assert load(write(imported.solution)).solution == imported.solution


@_bounded
@given(
    some.sampled_from([SOLUTION, CUSTOMIZATIONS]),
    some.lists(some.tuples(some.integers(0, 10_000), some.integers(0, 4), _texts), min_size=1, max_size=4),
)
def test_lines_moved_and_changed(name: str, changes: list[tuple[int, int, str]]) -> None:
    contents = {file: content.encode() for file, content in CLEAN.items()}
    _imported({**contents, name: changed_lines(LINES[name], changes).encode("utf-8", "replace")})


@cache
def _rich() -> dict[str, dict[str, bytes]]:
    return {sample.id: sample.archive.contents for sample in samples(RICH)}


@needs_corpus
@settings(_bounded, max_examples=25)
@given(some.sampled_from(RICH), some.integers(0, 10**9), some.integers(0, 2))
def test_real_packages_cut_emptied_and_swapped(package: str, at: int, operation: int) -> None:
    contents = dict(_rich()[package])
    names = sorted(contents)
    name = names[at % len(names)]
    if operation == 0:
        contents[name] = contents[name][: at % (len(contents[name]) + 1)]
    elif operation == 1:
        contents[name] = b""
    else:
        other = names[at // 7 % len(names)]
        contents[name], contents[other] = contents[other], contents[name]
    _imported(contents, package, "/")
