"""dvspec pack: build the solution package."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import out_option, quiet_option, specs_option
from dvspec.cli.publisher import publisher_options

_PACKAGE_TYPES = {"unmanaged": (False,), "managed": (True,), "both": (False, True)}


@click.command("pack")
@specs_option("./specs")
@out_option("dist")
@click.option("--type", "package_type", type=click.Choice(list(_PACKAGE_TYPES)), default="unmanaged", show_default=True,
              help="The type of package to build.")  # fmt: skip
@publisher_options
@quiet_option()
@click.pass_obj
def command(
    started: float,
    specs: str | None,
    out: str,
    package_type: str,
    prefix: str | None,
    publisher: str | None,
    option_value_prefix: int | None,
    quiet: bool,
) -> None:
    """Build the solution package to import: the same bytes on every machine.

    Import the unmanaged package into a development environment. A managed package built from source
    differs from it by one flag, as with Microsoft's packer, but was not exported by an environment.
    For safe updates, import the unmanaged package and export it as managed.

    --prefix, --publisher and --option-value-prefix change the package only. To get Python classes and
    schemas with the same names, write the publisher into solution.yaml and generate.

    Entries are stored uncompressed, because compressed bytes depend on the version of zlib.
    """
    from dvspec.cli.report import print_findings, status
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
    with locked(Path(out), status):
        solution = load_specs(str(folder), overlay=overlay).solution
        for managed in _PACKAGE_TYPES[package_type]:
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
