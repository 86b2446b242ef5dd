"""dvspec init: specs to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from dvspec.findings import Finding, Place, Refused
from dvspec.output.codes import UNWRITABLE
from dvspec.resources import shipped_specs


@click.command("init")
@click.argument("folder", default="specs", metavar="[DIR]")
def command(folder: str) -> None:
    """Copy the seven Customer Insights specs to DIR (./specs), which must not exist yet or be empty."""
    target = Path(folder)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise click.UsageError(f"{target} exists and is not empty; nothing was written")
        target.mkdir(parents=True, exist_ok=True)
        for source in sorted(Path(shipped_specs()).glob("*.yaml")):
            lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
            # the editor's schema is named by a path in the checkout, which isn't there
            kept = [line for line in lines if not line.startswith("# yaml-language-server:")]
            (target / source.name).write_text("".join(kept), encoding="utf-8", newline="")
    except OSError as error:
        place = Place(Path(error.filename or target).as_posix())
        raise Refused([Finding(UNWRITABLE, place, f"can't be written: {error.strerror or error}")]) from None
    click.echo(f"wrote {target}: edit the specs, then run dvspec generate")
