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

    Forms, views, web resources, flows, roles and apps that were designed elsewhere go into the package
    unchanged: solution.yaml names a folder of files of an unpacked solution (`carry: FOLDER`).

    --prefix, --publisher and --option-value-prefix change the package only. To get Python classes and
    schemas with the same names, write the publisher into solution.yaml and generate.

    Entries are stored uncompressed, because compressed bytes depend on the version of zlib.
    """
    from dvspec.cli.report import print_findings, status
    from dvspec.cli.specs import load_specs, own_specs_folder, refuse_output_among_specs
    from dvspec.findings import Place
    from dvspec.output.lock import locked
    from dvspec.output.writing import write_file
    from dvspec.solution_files.writer import file_name, pack
    from dvspec.spec.build import Overlay
    from dvspec.targets.solution import package
    from dvspec.targets.solution.customer_insights_prefix import check_prefix

    overlay = Overlay(prefix, publisher, option_value_prefix)
    folder = own_specs_folder(specs)
    refuse_output_among_specs(Path(out), folder)
    packed = []
    with locked(Path(out), status):
        solution = load_specs(str(folder), overlay=overlay).solution
        for managed in _PACKAGE_TYPES[package_type]:
            path = Path(out) / file_name(solution.unique_name, solution.version, managed=managed)
            data = pack(package(solution, managed=managed))
            write_file(data, path)
            packed.append((path, data))
    for path, data in packed:
        if not quiet:
            click.echo(f"packed {path.as_posix()}: {len(data):,} bytes ({time.perf_counter() - started:.2f} s)")
        print_findings(check_prefix(solution, Place(path.as_posix())))
