"""Which folder of specs a command reads, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dvspec.resources import shipped_specs
from dvspec.spec import Loaded, load

if TYPE_CHECKING:
    from dvspec.model import GuidScheme, Solution, Table
    from dvspec.spec.build import Overlay


def own_specs_folder(given: str | None) -> Path:
    """Return the folder that was asked for, else ./specs; commands that write or check use no others."""
    if given is None and not Path("specs").is_dir():
        raise click.UsageError(
            "there is no folder ./specs; `dvspec init` writes one to begin with, --specs DIR names another"
        )
    return Path(given or "specs")


def specs_folder(given: str | None) -> Path:
    """Return the folder that was asked for, else ./specs, else that of the shipped specs."""
    if given is not None:
        return Path(given)
    here = Path("specs")
    if here.is_dir():
        return here
    click.echo(
        "no ./specs here: using the Customer Insights specs that come with dvspec (`dvspec init` copies them)",
        err=True,
    )
    return Path(shipped_specs()).resolve()


def load_specs(given: str | None, form: str = "text", overlay: Overlay | None = None) -> Loaded:
    """Load the specs; print warnings. Raises Refused where there are errors."""
    from dvspec.cli.report import print_findings

    loaded = load(specs_folder(given), overlay)
    print_findings(loaded.warnings, form)
    return loaded


def named_table(solution: Solution, name: str) -> Table:
    """Return the table of this name, however it is capitalised."""
    from dvspec.findings import did_you_mean

    found = {table.name.casefold(): table for table in solution.tables}.get(name.casefold())
    if found is None:
        raise click.UsageError(f"there is no table '{name}'{did_you_mean(name, solution.by_name)}")
    return found


def chosen_scheme(solution: Solution, name: str | None, namespace: str | None) -> GuidScheme:
    """Return solution.yaml's GUID scheme, or that of `scheme_options`."""
    from uuid import UUID

    from dvspec.guids import SCHEMES
    from dvspec.model import GuidScheme

    used = solution.guid_scheme
    scheme = SCHEMES[name or used.name]
    try:
        space = str(UUID(namespace)) if namespace else used.namespace
    except ValueError:
        raise click.UsageError(f"'{namespace}' is no GUID") from None
    if scheme.namespaced and space is None:
        raise click.UsageError(f"{scheme.name} needs --namespace: solution.yaml gives none")
    return GuidScheme(scheme.name, space if scheme.namespaced else None, used.note)
