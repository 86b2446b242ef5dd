"""dvspec rules: the table of rules."""

from __future__ import annotations

import click


@click.command("rules")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
def command(codes: tuple[str, ...], form: str) -> None:
    """List every rule that findings name, or explain these CODEs."""
    from dvspec.findings import did_you_mean
    from dvspec.rules import AREAS, as_markdown, rules_of

    if form == "markdown":
        click.echo(as_markdown(), nl=False)
        return
    by_code = {rule.code: rule for area in AREAS for rule in rules_of(area)}
    for code in codes:
        if code.upper() not in by_code:
            raise click.UsageError(f"there is no rule '{code}'{did_you_mean(code, by_code)}")
    for code in [code.upper() for code in codes] or by_code:
        rule = by_code[code]
        prevents = f" Prevents the importer's {rule.importer_code}." if rule.importer_code else ""
        click.echo(f"{click.style(rule.code, bold=True)} {rule.severity}: {rule.summary} {rule.fix}{prevents}")
