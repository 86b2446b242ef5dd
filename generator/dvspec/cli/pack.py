"""dvspec pack: the zip to import."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import out_option, quiet_option, specs_option
from dvspec.cli.publisher import publisher_options

_KINDS = {"unmanaged": (False,), "managed": (True,), "both": (False, True)}


@click.command("pack")
@specs_option("./specs")
@out_option("dist")
@click.option("--type", "kind", type=click.Choice(list(_KINDS)), default="unmanaged", show_default=True,
              help="Which package to build.")  # fmt: skip
@publisher_options
@quiet_option()
@click.pass_obj
def command(
    started: float,
    specs: str | None,
    out: str,
    kind: str,
    prefix: str | None,
    publisher: str | None,
    option_value_prefix: int | None,
    quiet: bool,
) -> None:
    """Zip the solution, ready to import: the same bytes on every machine.

    Import the unmanaged package into a development environment. A managed package that is built
    from source differs from it by one flag: it is what Microsoft's packer makes of such a folder,
    but no environment has vouched for it. Where an update must be safe, import the unmanaged one and
    export it as managed.

    --prefix, --publisher and --option-value-prefix change the package only. For Python classes and
    schemas with the same names, write the publisher into solution.yaml and generate.

    Entries are stored uncompressed, because what a compressor gives depends on its version.
    """
    from dvspec.cli.report import print_findings, say
    from dvspec.cli.specs import load_specs, own_specs_folder
    from dvspec.findings import Finding, Place
    from dvspec.output.codes import FOREIGN_PREFIX
    from dvspec.output.lock import locked
    from dvspec.solution_files.writer import file_name, write, zipped
    from dvspec.spec.build import Overlay
    from dvspec.targets.solution import package

    overlay = Overlay(prefix, publisher, option_value_prefix)
    folder = own_specs_folder(specs)
    packed = []
    with locked(Path(out), say):
        solution = load_specs(str(folder), overlay=overlay).solution
        for managed in _KINDS[kind]:
            path = Path(out) / file_name(solution, managed=managed)
            data = zipped(package(solution, managed=managed))
            write(data, path)
            packed.append((path, data))
    for path, data in packed:
        if not quiet:
            click.echo(f"packed {path.as_posix()}: {len(data):,} bytes ({time.perf_counter() - started:.2f} s)")
        if solution.publisher.prefix == "msdynci":
            message = "the prefix msdynci is Microsoft's; this package is for environments without Customer Insights"
            print_findings([Finding(FOREIGN_PREFIX, Place(path.as_posix()), message)])
