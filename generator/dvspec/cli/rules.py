"""dvspec rules: the list of rules."""

from __future__ import annotations

import click


@click.command("rules")
@click.option(
    "--format", "output_format", type=click.Choice(["text", "markdown"]), default="text", show_default=True,
    help="A line per rule, or the page docs/RULES.md.",
)  # fmt: skip
def command(output_format: str) -> None:
    """List the rules that findings name. `dvspec explain` shows one in full."""
    from dvspec.rules import AREAS, as_markdown, rules_of

    if output_format == "markdown":
        click.echo(as_markdown(), nl=False)
        return
    for area in AREAS:
        for rule in rules_of(area):
            click.echo(f"{click.style(f'{rule.code} {rule.slug}', bold=True)} {rule.severity}: {rule.summary}")
