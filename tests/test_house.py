"""The rooms of dvspec import each other in one direction only, as ARCHITECTURE.md says, and in no circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "dvspec"

EVERYONE = {"findings", "numbers"}  # small modules that know nothing of the others
# Room -> the rooms that it may import beside itself and EVERYONE.
MAY_IMPORT: Mapping[str, set[str]] = {
    "findings": set(),
    "numbers": set(),
    "signals": set(),
    "resources": set(),
    "model": set(),
    "runtime": set(),
    "dataverse": {"model", "runtime"},
    "reserved_names": {"dataverse"},
    "names": {"reserved_names"},
    "guids": {"model", "runtime"},
    "identifiers": {"model", "runtime", "guids"},
    "spec": {"model", "dataverse", "runtime", "names", "reserved_names", "guids", "resources"},
    "solution_files": set(),
    "targets": {"model", "dataverse", "runtime", "guids", "identifiers", "resources"},
    "output": {"resources"},
    "verify": {"solution_files", "dataverse"},
    "data": {"model", "dataverse", "runtime", "guids", "identifiers", "targets", "signals"},
    "importers": {"model", "dataverse", "solution_files", "names", "reserved_names"},
    "rules": {"spec", "output", "targets", "data", "solution_files", "verify", "importers"},
}
ENTRANCES = {"cli", "__main__", "__init__"}  # these may import everything, and no room imports them

Import = tuple[str, str, int]  # importing module, imported module, line


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def imports() -> Iterator[Import]:
    """Yield every import between dvspec's modules, those inside functions and under TYPE_CHECKING included."""
    for name, path in MODULES.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in MODULES:
                        yield name, alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    parents = package.split(".")
                    base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
                for alias in node.names:
                    target = f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base
                    if target in MODULES:
                        yield name, target, node.lineno


IMPORTS = sorted(imports())


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def test_every_room_has_its_place_in_the_table() -> None:
    assert {room(module) for module in MODULES} - ENTRANCES == set(MAY_IMPORT)


@pytest.mark.parametrize("importer", sorted(MAY_IMPORT))
def test_room_imports_only_what_it_may(importer: str) -> None:
    allowed = MAY_IMPORT[importer] | EVERYONE | {importer}
    strays = [
        f"{source}:{line} imports {target}"
        for source, target, line in IMPORTS
        if room(source) == importer and room(target) not in allowed
    ]
    assert strays == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for source, target, _ in IMPORTS:
        graph[source].add(target)
    assert circle(graph) == []


def test_a_circle_would_be_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of one circle in order, the first of them at the end again; nothing if there is none."""
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(graph[module] - {module}):
            if found := visit(target, [*path, module]):
                return found
        done.add(module)
        return []

    for module in sorted(graph):
        if found := visit(module, []):
            return found
    return []


def test_the_generated_package_needs_only_the_standard_library() -> None:
    runtime = [source for source, target, _ in IMPORTS if room(source) == "runtime" and room(target) != "runtime"]
    assert runtime == []
