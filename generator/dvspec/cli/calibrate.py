"""dvspec calibrate: find the GUID scheme of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from dvspec.cli.app import format_option, quiet_option, specs_option

if TYPE_CHECKING:
    from dvspec.data.calibrate import Calibration
    from dvspec.model import GuidScheme


@click.command("calibrate")
@click.argument("file")
@click.option("--identifier", metavar="COLUMN", help="The column of identifiers, if its name differs from the table's.")
@click.option("--guid", metavar="COLUMN", help="The column of GUIDs, if its name differs from the table's primary id.")
@click.option("--namespace", "namespaces", metavar="GUID", multiple=True,
              help="Another namespace to try for uuid5 and uuid3; can be repeated.")  # fmt: skip
@specs_option()
@format_option()
@quiet_option()
@click.pass_obj
def command(
    started: float,
    file: str,
    identifier: str | None,
    guid: str | None,
    namespaces: tuple[str, ...],
    specs: str | None,
    output_format: str,
    quiet: bool,
) -> int:
    """Find the scheme that produces the GUIDs of an environment.

    FILE has rows with an identifier and its GUID: CSV, JSON, NDJSON or Parquet, gzipped or not; - is
    stdin. Every scheme is tried (uuid5 and uuid3 with the namespaces of solution.yaml, of RFC 9562 and
    those given) on the identifiers as written, in lower case and in upper case. If one scheme produces
    every GUID, prints the line for solution.yaml and exits with 0. Needs pip install 'dvspec[data]'.

    \b
      dvspec calibrate exported_alternate_keys.csv

    Customer Insights does not publish its scheme; this command finds out whether it is a known one.
    """
    from dvspec.cli.rows import RowReport, need_extra, need_files
    from dvspec.cli.specs import load_specs

    need_extra()
    from dvspec.data.calibrate import Calibration, calibrate
    from dvspec.data.sources import open_source, size_of

    if (identifier is None) != (guid is None):
        raise click.UsageError("--identifier and --guid are only valid together")
    spaces = [_guid(text) for text in namespaces]
    solution = load_specs(specs).solution
    need_files(file)
    report = RowReport(output_format)
    result = Calibration()
    with (
        report.gathering(),
        report.progress(file, size_of(file)) as progress,
        open_source(file, report.add, progress) as source,
    ):
        pair = (identifier, guid) if identifier is not None and guid is not None else None
        result = calibrate(source, solution, pair, spaces, report.count)
    if output_format == "text":
        _print(result, solution.guid_scheme)
    candidates = [
        {"guid_scheme": _as_data(scheme), "identifiers": case or "as they are", "matches": count}
        for (scheme, case), count in result.best
    ]
    return report.close(
        started,
        quiet,
        compared=result.compared,
        guid_scheme=_as_data(result.scheme) if result.scheme else None,
        candidates=candidates,
    )


def _guid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise click.UsageError(f"--namespace: '{text}' is not a GUID") from None


def _print(result: Calibration, current: GuidScheme) -> None:
    from dvspec.cli.report import counted

    if result.pair:
        columns = f"{result.pair[0]} and {result.pair[1]}"
        ended = "; none of them matched, so the rest was not read" if result.stopped else ""
        click.echo(f"{counted(result.compared, 'GUID')} compared, by the columns {columns}{ended}")
    for (scheme, case), count in result.best:
        space = f" in the namespace {scheme.namespace}" if scheme.namespace else ""
        written = f", of identifiers in {case} case" if case else ""
        click.echo(f"{count:>12,} by {scheme.name}{space}{written}")
    if result.scheme:
        click.echo(
            "solution.yaml already has this scheme:" if result.scheme == current else "Add this line to solution.yaml:"
        )
        members = ", ".join(f"{name}: {value}" for name, value in _as_data(result.scheme).items())
        click.echo(f"guid_scheme: {{{members}}}")


def _as_data(scheme: GuidScheme) -> dict[str, str]:
    return {"name": scheme.name} | ({"namespace": scheme.namespace} if scheme.namespace else {})
