"""dvspec validate: check files of rows against their table."""

from __future__ import annotations

import click

from dvspec.cli.app import expanded, format_option, quiet_option, scheme_options, specs_option


@click.command("validate")
@click.argument("table")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", callback=expanded)
@click.option("--max-errors", type=click.IntRange(min=0), default=100, show_default=True, metavar="N",
              help="Stop after this many errors; 0 reads everything.")  # fmt: skip
@click.option("--ignore", multiple=True, metavar="CODE|SLUG", help="Ignore a rule; can be repeated.")
@click.option("--unknown", type=click.Choice(["error", "keep"]), default="error", show_default=True,
              help="Report columns that the table does not have, or keep them.")  # fmt: skip
@scheme_options()
@specs_option()
@format_option()
@quiet_option()
@click.pass_obj
def command(
    started: float,
    table: str,
    files: tuple[str, ...],
    max_errors: int,
    ignore: tuple[str, ...],
    unknown: str,
    scheme: str | None,
    namespace: str | None,
    specs: str | None,
    output_format: str,
    quiet: bool,
) -> int:
    """Check rows against their table: columns, types, lengths, choices, JSON payloads, identifiers, GUIDs.

    Each FILE is CSV, JSON, NDJSON or Parquet, gzipped or not; - is stdin. Columns have their logical
    names, as the Web API writes them, or their names in the specs. Files of any size are read in
    bounded memory. Needs pip install 'dvspec[data]'.

    \b
      dvspec validate UnifiedActivity export.ndjson.gz
    """
    from dvspec.cli.rows import RowReport, need_extra, need_files, rule_codes
    from dvspec.cli.specs import chosen_scheme, named_table, specs_folder
    from dvspec.spec import load_folder

    need_extra()
    from dvspec.data.sources import open_source, size_of
    from dvspec.data.validate import validate

    report = RowReport(output_format, max_errors, rule_codes(ignore))
    with report.gathering():
        loaded = load_folder(specs_folder(specs))
        for warning in loaded.warnings:
            report.add(warning)
        chosen = named_table(loaded.solution, table)
        guid_scheme = chosen_scheme(loaded.solution, scheme, namespace)
        need_files(*files)
        for file in files:
            with (
                report.gathering(),
                report.progress(file, size_of(file)) as progress,
                open_source(file, report.add, progress) as source,
            ):
                for rows in validate(
                    source, chosen, loaded.solution, guid_scheme, report.add, keep_unknown=unknown == "keep"
                ):
                    report.count(rows)
            if report.stopped:
                break
    return report.close(started, quiet)
