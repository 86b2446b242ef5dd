"""dvspec id: the identifier and GUID of a row, or of every row of a file."""

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
@click.option("--file", metavar="FILE", help="Rows to give their keys: Parquet, CSV, NDJSON or JSON; - is stdin.")
@click.option(
    "--out", metavar="FILE", help="Where rows and keys go; the ending says how: .parquet, .csv, .ndjson, .gz."
)
@click.option("--force", is_flag=True, help="Replace the file that --out names.")
@scheme_options()
@click.option("--allow-separator", is_flag=True, help="Take parts that contain | as they are.")
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
    """Print a row's identifier and GUID, or add both to the rows of a file.

    TABLE is a table of the specs; the PARTs are those of its identifier in their order, without
    literals, and the text that its GUID is read from where that is none of them.

    \b
      dvspec id AlternateKey testdatasource contact1 cntid_1078
      dvspec id AlternateKey --file rows.parquet --out keyed.parquet

    Files of any size are worked through in little memory; that needs the extra data. Rows whose parts
    are unfit are written without keys, and are reported. From Parquet to Parquet, CSV to CSV and NDJSON
    to NDJSON the other columns stay as they are; in CSV and NDJSON the timestamps of Parquet become text
    with all their digits, in UTC with Z where they have a zone and without Z where they have none.

    GUIDs that come from an identifier follow the scheme of solution.yaml, which is the project's own choice.
    """
    from dvspec.cli.specs import chosen_scheme, load_specs, named_table

    if file is not None and parts:
        raise click.UsageError("either PARTs or --file")
    if (file is None) != (out is None):
        raise click.UsageError("--file and --out go together")
    solution = load_specs(specs).solution
    found = named_table(solution, table)
    solution = replace(solution, guid_scheme=chosen_scheme(solution, scheme, namespace))
    if found.identifier is None and (found.guid is None or found.guid.source is None):
        raise click.UsageError(f"{found.name} has neither an identifier nor a GUID rule")
    if file is None or out is None:
        _print(found, parts, solution.guid_scheme, allow_separator)
        return 0
    if not Path(out).absolute().parent.is_dir():
        raise click.UsageError(f"--out '{out}': there is no folder '{Path(out).parent}'")
    if Path(out).exists() and not Path(out).is_file():
        raise click.UsageError(f"--out '{out}' is not a file; name a file")
    if Path(out).exists() and not force:
        raise click.UsageError(f"--out '{out}' exists; --force replaces it")
    report = _add_to_file(file, Path(out), found, solution, allow_separator)
    return report.close(started, quiet)


def _print(table: Table, parts: tuple[str, ...], scheme: GuidScheme, allow_separator: bool) -> None:
    from dvspec.identifiers import IdentifierError, compose, guid

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
    from dvspec.cli.rows import RowReport, need_extra

    need_extra(*(["pyarrow"] if out.suffix.casefold() == ".parquet" else []))
    from dvspec.data.keys import ENDINGS, add_keys, ending_of
    from dvspec.data.sources import open_source

    if ending_of(out) is None:
        raise click.UsageError(f"--out '{out}' ends with none of {', '.join(ENDINGS)}")
    report = RowReport("text")
    with (
        report.gathering(),
        report.progress(file, 1000) as progress,
        open_source(file, report.add, lambda position: None) as source,
    ):
        report.count(add_keys(source, out, table, solution, allow_separator, lambda done: progress(int(1000 * done))))
    return report
