"""dvspec explain: one rule in full."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("names", nargs=-1, required=True, metavar="CODE|SLUG…")
def command(names: tuple[str, ...]) -> None:
    """Explain rules: what each requires, how to fix a violation, and which import error it prevents.

    \b
      dvspec explain DV204
      dvspec explain unknown-identifier-part
    """
    from dvspec.rules import AREAS, find, names_of, rules_of

    rules = []
    for name in names:
        rule = find(name)
        if rule is None:
            from dvspec.findings import did_you_mean

            raise click.UsageError(f"there is no rule '{name}'{did_you_mean(name, names_of(*AREAS))}")
        rules.append(rule)
    areas = {rule.code: area for area in AREAS for rule in rules_of(area)}
    for position, rule in enumerate(rules):
        if position:
            click.echo()
        name = click.style(f"{rule.code} {rule.slug}", bold=True)
        click.echo(f"{name} ({rule.severity}, {areas[rule.code].lower()})")
        click.echo(f"\n  {rule.summary}\n\n  Fix: {rule.fix}")
        if rule.importer_code:
            click.echo(f"  Prevents the import error {rule.importer_code}.")
