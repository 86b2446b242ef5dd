"""dvspec id: compute identifiers and GUIDs for a row or a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dvspec.cli.app import quiet_option, scheme_options, specs_option

if TYPE_CHECKING:
    from dvspec.cli.rows import RowReport
    from dvspec.model import GuidScheme, Solution, Table


@click.command("id")
@click.argument("table")
@click.argument("parts", nargs=-1, metavar="[PART…]")
@click.option("--file", metavar="FILE", help="The file of rows: Parquet, CSV, NDJSON or JSON; - is stdin.")
@click.option(
    "--out",
    metavar="FILE",
    help="The file to write; its extension is the format: .parquet, .csv, .ndjson, with .gz or not.",
)
@click.option("--force", is_flag=True, help="Replace the output file if it exists.")
@scheme_options()
@click.option("--allow-separator", is_flag=True, help="Accept parts that contain |.")
@specs_option()
@quiet_option()
@click.pass_obj
def command(
    started: float,
    table: str,
    parts: tuple[str, ...],
    file: str | None,
    out: str | None,
    force: bool,
    scheme: str | None,
    namespace: str | None,
    allow_separator: bool,
    specs: str | None,
    quiet: bool,
) -> int:
    """Compute identifiers and GUIDs for a row or a file.

    TABLE is a table of the specs. The PARTs are the parts of its identifier in order, without
    literals, then the source column of its GUID if that is not one of them.

    \b
      dvspec id AlternateKey testdatasource contact1 cntid_1078
      dvspec id AlternateKey --file rows.parquet --out keyed.parquet

    Files of any size are processed in bounded memory; this needs pip install 'dvspec[data]'. Rows with
    invalid parts are reported and written without identifier and GUID. From Parquet to Parquet, CSV to
    CSV and NDJSON to NDJSON the other columns do not change. In CSV and NDJSON, timestamps from Parquet
    become text with all digits: in UTC with Z if they have a zone, else without Z.

    A GUID that comes from an identifier follows the scheme in solution.yaml, which is the project's choice.
    """
    from dvspec.cli.specs import chosen_scheme, load_specs, named_table

    if file is not None and parts:
        raise click.UsageError("give either PARTs or --file")
    if (file is None) != (out is None):
        raise click.UsageError("--file and --out are only valid together")
    solution = load_specs(specs).solution
    chosen = named_table(solution, table)
    solution = replace(solution, guid_scheme=chosen_scheme(solution, scheme, namespace))
    if chosen.identifier is None and (chosen.guid is None or chosen.guid.source is None):
        raise click.UsageError(f"{chosen.name} has neither an identifier nor a GUID rule")
    if file is None or out is None:
        _print(chosen, parts, solution.guid_scheme, allow_separator)
        return 0
    if not Path(out).absolute().parent.is_dir():
        raise click.UsageError(f"--out '{out}': the folder '{Path(out).parent}' does not exist")
    if Path(out).exists() and not Path(out).is_file():
        raise click.UsageError(f"--out '{out}' is not a file")
    if Path(out).exists() and not force:
        raise click.UsageError(f"--out '{out}' exists; use --force to replace it")
    report = _add_to_file(file, Path(out), chosen, solution, allow_separator)
    return report.close(started, quiet)


def _print(table: Table, parts: tuple[str, ...], scheme: GuidScheme, allow_separator: bool) -> None:
    from dvspec.identifiers import compose, guid
    from dvspec.runtime.identifier_parts import IdentifierError

    inputs = [part.name for part in table.identifier.inputs] if table.identifier else []
    source = table.guid.source if table.guid else None
    names = [*inputs, *([source] if source and source not in inputs else [])]
    identifier = None
    value = None
    try:
        if len(parts) != len(names):
            needed = "1 part is" if len(names) == 1 else f"{len(names)} parts are"
            raise IdentifierError(f"{needed} needed ({', '.join(names)}), not {len(parts)}")
        if table.identifier:
            identifier = compose(table.identifier, parts[: len(inputs)], allow_separator=allow_separator)
        if table.guid:
            text = parts[names.index(source)] if source else None
            value = guid(table, identifier, text, scheme)
    except IdentifierError as error:
        raise click.UsageError(f"{table.name}: {error}") from None
    if identifier is not None:
        click.echo(identifier)
    if value is not None:
        click.echo(str(value))


def _add_to_file(file: str, out: Path, table: Table, solution: Solution, allow_separator: bool) -> RowReport:
    from dvspec.cli.rows import RowReport, need_extra, need_files

    need_extra(*(["pyarrow"] if out.suffix.casefold() == ".parquet" else []))
    from dvspec.data.computed_keys import ENDINGS, add_keys, ending_of
    from dvspec.data.sources import open_source

    if ending_of(out) is None:
        raise click.UsageError(f"--out '{out}' does not end with any of {', '.join(ENDINGS)}")
    need_files(file)
    report = RowReport("text")
    with (
        report.gathering(),
        report.progress(file, 1000) as progress,
        open_source(file, report.add, lambda position: None) as source,
    ):
        report.count(add_keys(source, out, table, solution, allow_separator, lambda done: progress(int(1000 * done))))
    return report
