"""dvspec check: check specs and outputs, as CI does."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import format_option, out_option, quiet_option, specs_option, targets_option
from dvspec.targets import TARGETS


@click.command("check")
@specs_option("./specs")
@out_option()
@targets_option()
@click.option("--diff", "show_diff", is_flag=True, help="Show the first difference of each changed file.")
@click.option("--black", "formatted", is_flag=True, help="Compare with the output of generate --black.")
@format_option()
@quiet_option()
@click.pass_obj
def command(
    started: float,
    specs: str | None,
    out: str,
    targets: tuple[str, ...],
    show_diff: bool,
    formatted: bool,
    output_format: str,
    quiet: bool,
) -> int:
    """Check the specs, and that the generated outputs are up to date.

    Renders everything and compares it with the output folder; writes nothing and uses no cache. Exits
    with 1 if the specs are invalid, or a file is changed, missing or left over.
    """
    from dvspec.cli.report import print_findings, status
    from dvspec.cli.specs import own_specs_folder, refuse_output_file
    from dvspec.findings import Refused, errors
    from dvspec.output.drift import EDITED, OUTDATED, find_drift, first_difference
    from dvspec.output.lock import locked
    from dvspec.spec import load_folder
    from dvspec.targets import render

    chosen = list(targets) or list(TARGETS)
    refuse_output_file(out)
    folder = Path(out)
    try:
        with locked(folder, status, shared=True, create=False):
            loaded = load_folder(own_specs_folder(specs))
            tree = render(loaded.solution, chosen)
            if formatted:
                from dvspec.targets.formatting import with_black

                tree = with_black(tree)
            findings = [*loaded.warnings, *find_drift(tree, folder, chosen)]
    except Refused as refused:
        print_findings(refused.findings, output_format)
        return 1
    if findings or output_format == "json":
        print_findings(findings, output_format)
    if show_diff and output_format == "text":
        for finding in findings:
            if finding.rule in (OUTDATED, EDITED):
                path = Path(finding.place.file).relative_to(folder).as_posix()
                if path in tree:
                    click.echo("\n".join(first_difference(tree, folder, path)))
    if errors(findings):
        return 1
    if not quiet and output_format == "text":
        seconds = time.perf_counter() - started
        count = len(loaded.solution.tables)
        tables = "1 table" if count == 1 else f"{count:,} tables"
        click.echo(f"{tables}, {len(tree):,} files: up to date ({seconds:.2f} s)")
    return 0
