"""Imports of generated modules, sorted as ruff and isort sort them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dvspec.targets.python.layout import WIDTH
from dvspec.targets.python.widths import width

_TYPES = {"Decimal": "decimal", "UUID": "uuid", "date": "datetime", "datetime": "datetime"}


def sorted_names(names: Iterable[str]) -> list[str]:
    """Return names as ruff and isort sort them: constants, classes, functions."""
    return sorted(set(names), key=lambda name: (0 if name.isupper() else 1 if name[0].isupper() else 2, name))


def import_line(module: str, names: Iterable[str]) -> str:
    """Return an import, sorted as ruff and isort sort: constants, classes, functions."""
    ordered = sorted_names(names)
    line = f"from {module} import {', '.join(ordered)}"
    if width(line) <= WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")"


@dataclass(slots=True)
class Imports:
    """The names that a module needs, by the modules that define them."""

    names: dict[str, set[str]] = field(default_factory=dict)

    def add(self, module: str, *names: str) -> None:
        """Note that names of a module are needed, or the module itself if no names are given."""
        self.names.setdefault(module, set()).update(names)

    def add_type(self, annotation: str) -> None:
        """Note the import that the type of a value needs; builtins need none."""
        if annotation in _TYPES:
            self.add(_TYPES[annotation], annotation)

    def text(self) -> str:
        """Return the import statements."""
        ordered = sorted(self.names, key=lambda module: (bool(self.names[module]), module))
        groups = (
            [module for module in ordered if not module.startswith(".")],
            [module for module in ordered if module.startswith(".")],
        )
        return "\n\n".join("\n".join(map(self._line, group)) for group in groups if group)

    def _line(self, module: str) -> str:
        return import_line(module, self.names[module]) if self.names[module] else f"import {module}"
