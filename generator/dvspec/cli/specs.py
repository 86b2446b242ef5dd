"""Which folder of specs a command reads, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dvspec.resources import shipped_specs
from dvspec.spec import Loaded, load

if TYPE_CHECKING:
    from dvspec.spec.build import Overlay


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
