"""dvspec verify: whether a solution package will import."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dvspec.cli.app import expanded, format_option, quiet_option


@click.command("verify")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE|FOLDER…", callback=expanded)
@click.option("--xsd", metavar="PATH", help="Microsoft's CustomizationsSolution.xsd or its folder, to validate by too.")
@click.option("--notes", is_flag=True, help="Show notes too: what is unknown, but well-formed.")
@format_option()
@quiet_option()
@click.pass_obj
def command(started: float, packages: tuple[str, ...], xsd: str | None, notes: bool, form: str, quiet: bool) -> int:
    """Say what would make the import of a solution fail or lose something.

    Reads any solution, made by dvspec or not: a zip, or a folder in SolutionPackager's layout. No
    environment is needed, nothing is unpacked to disk, and a hostile archive is only a finding.
    Exits with 1 where there is an error.
    """
    from dvspec.cli.report import print_findings
    from dvspec.findings import Severity, errors
    from dvspec.verify import verify

    findings = []
    for package in packages:
        if not Path(package).exists():
            raise click.UsageError(f"there is no '{package}'")
        findings += verify(Path(package), xsd=Path(xsd) if xsd else None)
    shown = [finding for finding in findings if notes or finding.severity is not Severity.NOTE]
    if shown or form == "json":
        print_findings(shown, form)
    if form == "text" and not quiet:
        hidden = len(findings) - len(shown)
        kept_back = f", {hidden} notes not shown (--notes)" if hidden else ""
        verdict = "errors found" if errors(findings) else "no errors"
        click.echo(f"{len(packages)} read: {verdict}{kept_back} ({time.perf_counter() - started:.2f} s)")
    return 1 if errors(findings) else 0
