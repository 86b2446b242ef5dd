"""Find and load the specs that a command uses."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dvspec.resources import shipped_specs
from dvspec.spec import Loaded, load_folder

if TYPE_CHECKING:
    from dvspec.model import GuidScheme, Solution, Table
    from dvspec.spec.build import Overlay


def own_specs_folder(given: str | None) -> Path:
    """Return the given folder, else ./specs; commands that write or check never use the shipped specs."""
    if given is None and not Path("specs").is_dir():
        raise click.UsageError(
            "the folder ./specs does not exist; run `dvspec init` to create it, or name another with --specs DIR"
        )
    return _finished(Path(given or "specs"))


def _finished(folder: Path) -> Path:
    """Return a folder; an import into it that was killed is finished before anybody reads it."""
    from dvspec.output.replacing import finish, is_unfinished

    if is_unfinished(folder):
        from dvspec.cli.report import status
        from dvspec.output.lock import locked

        with locked(folder, status, create=False):
            if is_unfinished(folder):
                finish(folder)
    return folder


def specs_folder(given: str | None) -> Path:
    """Return the given folder, else ./specs, else the shipped specs."""
    if given is not None:
        return _finished(Path(given))
    here = Path("specs")
    if here.is_dir():
        return _finished(here)
    click.echo(
        "no ./specs folder: using the Customer Insights specs that come with dvspec (`dvspec init` copies them)",
        err=True,
    )
    return Path(shipped_specs()).resolve()


def refuse_output_file(out: str) -> None:
    """Raise UsageError if the output folder is a file."""
    if os.path.isfile(out):
        raise click.UsageError(f"--out '{out}' is a file; name a folder")


def refuse_output_among_specs(out: Path, specs: Path, targets: Iterable[str] = ()) -> None:
    """Raise UsageError if outputs would be mixed with the specs, or a target's folder contains them."""
    home = os.path.realpath(specs)
    output = os.path.realpath(out)
    mixed = Path(output).is_relative_to(home)
    if mixed or any(Path(home).is_relative_to(os.path.join(output, target)) for target in targets):
        raise click.UsageError(
            f"outputs can't be written to {out.as_posix()}, among the specs in {specs.as_posix()};"
            " --out DIR names another folder"
        )


def load_specs(given: str | None, overlay: Overlay | None = None) -> Loaded:
    """Load the specs and print warnings; raise Refused if there are errors."""
    from dvspec.cli.report import print_findings

    loaded = load_folder(specs_folder(given), overlay)
    print_findings(loaded.warnings)
    return loaded


def named_table(solution: Solution, name: str) -> Table:
    """Return the table with this name, ignoring case."""
    from dvspec.findings import did_you_mean

    table = {table.name.casefold(): table for table in solution.tables}.get(name.casefold())
    if table is None:
        names = sorted(solution.by_name)
        listed = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
        hint = did_you_mean(name, names) or f"; the tables are {listed}"
        raise click.UsageError(f"there is no table '{name}'{hint}")
    return table


def chosen_scheme(solution: Solution, name: str | None, namespace: str | None) -> GuidScheme:
    """Return solution.yaml's GUID scheme, changed by the options --scheme and --namespace."""
    from uuid import UUID

    from dvspec.guids import SCHEMES
    from dvspec.model import GuidScheme

    default = solution.guid_scheme
    scheme = SCHEMES[name or default.name]
    try:
        space = str(UUID(namespace)) if namespace else default.namespace
    except ValueError:
        raise click.UsageError(f"--namespace: '{namespace}' is not a GUID") from None
    if scheme.namespaced and space is None:
        raise click.UsageError(f"{scheme.name} needs --namespace, since solution.yaml has none")
    return GuidScheme(scheme.name, space if scheme.namespaced else None, default.note)
