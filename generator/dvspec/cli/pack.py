"""dvspec pack: the zip to import."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import out_option, quiet_option, specs_option


@click.command("pack")
@specs_option()
@out_option("dist")
@quiet_option()
@click.pass_obj
def command(started: float, specs: str | None, out: str, quiet: bool) -> None:
    """Zip the solution, ready to import: an unmanaged package, the same bytes on every machine."""
    from dvspec.cli.specs import load_specs
    from dvspec.package import file_name, write, zipped
    from dvspec.targets.solution import package

    solution = load_specs(specs).solution
    path = Path(out) / file_name(solution, managed=False)
    data = zipped(package(solution, managed=False))
    write(data, path)
    if not quiet:
        click.echo(f"packed {path.as_posix()}: {len(data):,} bytes ({time.perf_counter() - started:.2f} s)")
