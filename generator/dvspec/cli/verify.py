"""dvspec verify: check a solution package before it is imported."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import expanded, format_option, quiet_option


@click.command("verify")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE|FOLDER…", callback=expanded)
@click.option(
    "--xsd",
    metavar="PATH",
    help="Also validate against Microsoft's CustomizationsSolution.xsd (the file or its folder).",
)
@click.option("--notes", is_flag=True, help="Also show notes: well-formed content that dvspec does not know.")
@format_option()
@quiet_option()
@click.pass_obj
def command(
    started: float, packages: tuple[str, ...], xsd: str | None, notes: bool, output_format: str, quiet: bool
) -> int:
    """Report what would make the import of a solution fail or lose data.

    Reads any solution, made by dvspec or not: a zip, or a folder in SolutionPackager's layout. Needs
    no environment and unpacks nothing to disk. Exits with 1 if there are errors.
    """
    from dvspec.cli.report import counted, print_findings
    from dvspec.findings import Severity, errors
    from dvspec.verify import verify

    findings = []
    for package in packages:
        if not Path(package).exists():
            raise click.UsageError(f"'{package}' does not exist")
        findings += verify(Path(package), xsd=Path(xsd) if xsd else None)
    shown = [finding for finding in findings if notes or finding.severity is not Severity.NOTE]
    if shown or output_format == "json":
        print_findings(shown, output_format)
    if output_format == "text" and not quiet:
        hidden = len(findings) - len(shown)
        hidden_notes = f", {counted(hidden, 'note')} not shown (--notes)" if hidden else ""
        verdict = "errors found" if errors(findings) else "no errors"
        click.echo(
            f"{counted(len(packages), 'package')}: {verdict}{hidden_notes} ({time.perf_counter() - started:.2f} s)"
        )
    return 1 if errors(findings) else 0
