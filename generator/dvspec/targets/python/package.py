"""The package's `__init__`: what can be imported from the package itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dvspec.model import Solution
from dvspec.targets.python import layout
from dvspec.targets.python.imports import import_line, sorted_names
from dvspec.targets.templates import template

_FROM_RUNTIME = {
    ".rows": ["present"],
    ".values": ["JSON_NULL", "UNSET", "Json", "JsonNull", "Maybe", "RowError", "RowReference", "Unset", "value_or"],
}


def package_module(
    solution: Solution, names: Mapping[str, Sequence[str]], own_classes: Mapping[str, Sequence[str]]
) -> str:
    """Return the module's text.

    `names` are what each module defines, and `own_classes` the classes of each table's own, which another table may
    have under the same name.
    """
    names = {**names, **_FROM_RUNTIME}
    definitions = Counter(name for group in (*names.values(), *own_classes.values()) for name in group)
    ambiguous = sorted({name for group in own_classes.values() for name in group if definitions[name] > 1})
    modules = {table.python_module for table in solution.tables}  # the package has its modules as attributes
    exports = {}
    for module, group in names.items():
        unique = [name for name in own_classes.get(module, ()) if definitions[name] == 1]
        exports[module] = [name for name in (*group, *unique) if name not in modules or module == f".{name}"]
    note = f"More than one module defines {', '.join(ambiguous)}: import it from the module of its table."
    return template("python", "__init__.py").render(
        docstring=layout.docstring(
            0,
            f"{solution.display_name.text}: rows of {len(solution.tables)} Dataverse tables, typed.",
            "Each class describes the rows of a table: `from_dict` reads what the Web API returns, `to_dict` writes"
            " what it accepts. The functions compose, parse and hash identifiers; identifier_columns does so for"
            " whole columns. addressing and queries build URLs.",
            note if ambiguous else "",
        ),
        imports="\n".join(import_line(module, exports[module]) for module in sorted(exports) if exports[module]),
        names=sorted_names(name for group in exports.values() for name in group),
    )
