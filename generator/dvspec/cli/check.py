"""dvspec check: what a CI runs."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import format_option, out_option, quiet_option, specs_option
from dvspec.targets import TARGETS


@click.command("check")
@specs_option()
@out_option()
@click.option("--diff", "show_diff", is_flag=True, help="Show how files differ.")
@click.option("--black", "formatted", is_flag=True, help="Compare with what generate --black writes.")
@format_option()
@quiet_option()
@click.pass_obj
def command(
    started: float,
    specs: str | None,
    out: str,
    show_diff: bool,
    formatted: bool,
    form: str,
    quiet: bool,
) -> int:
    """Say what is wrong with the specs, and which outputs have drifted from them.

    Nothing is written, and nothing that an earlier run remembered is trusted: everything is rendered
    and compared. Exits with 1 where a file is changed, missing or too many.
    """
    from dvspec.cli.report import print_findings
    from dvspec.cli.specs import specs_folder
    from dvspec.findings import Refused, errors
    from dvspec.output import codes
    from dvspec.output.drift import find_drift, first_difference
    from dvspec.spec import load
    from dvspec.targets import render

    try:
        loaded = load(specs_folder(specs))
    except Refused as refused:
        print_findings(refused.findings, form)
        return 1
    tree = render(loaded.solution, TARGETS)
    if formatted:
        from dvspec.targets.formatting import with_black

        tree = with_black(tree)
    folder = Path(out)
    findings = [*loaded.warnings, *find_drift(tree, folder, TARGETS)]
    if findings or form == "json":
        print_findings(findings, form)
    if show_diff and form == "text":
        for finding in findings:
            if finding.rule is codes.DIFFERS:
                path = Path(finding.place.file).relative_to(folder).as_posix()
                if path in tree:
                    click.echo("\n".join(first_difference(tree, folder, path)))
    if errors(findings):
        return 1
    if not quiet and form == "text":
        seconds = time.perf_counter() - started
        click.echo(f"{len(loaded.solution.tables)} tables, {len(tree)} files: all agree ({seconds:.2f} s)")
    return 0
