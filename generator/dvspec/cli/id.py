"""dvspec id: a row's identifier and GUID."""

from __future__ import annotations

import click

from dvspec.cli.app import specs_option
from dvspec.guids import SCHEMES


@click.command("id")
@click.argument("table")
@click.argument("parts", nargs=-1, metavar="PART…")
@click.option("--scheme", type=click.Choice(list(SCHEMES)), metavar="NAME",
              help=f"Another GUID scheme than solution.yaml's: {', '.join(SCHEMES)}.")  # fmt: skip
@click.option("--namespace", metavar="GUID", help="The namespace of uuid5 or uuid3, if not solution.yaml's.")
@click.option("--allow-separator", is_flag=True, help="Take parts that contain | as they are.")
@specs_option()
def command(
    table: str,
    parts: tuple[str, ...],
    scheme: str | None,
    namespace: str | None,
    allow_separator: bool,
    specs: str | None,
) -> None:
    """Print a row's identifier and GUID.

    TABLE is a table of the specs; the PARTs are those of its identifier in their order, without
    literals, or the one text that its GUID is read from.

    \b
      dvspec id AlternateKey testdatasource contact1 cntid_1078

    GUIDs that come from an identifier follow this project's own scheme: Customer Insights
    publishes none.
    """
    from uuid import UUID

    from dvspec.cli.specs import load_specs
    from dvspec.findings import did_you_mean
    from dvspec.identifiers import IdentifierError, compose, guid
    from dvspec.model import GuidScheme

    solution = load_specs(specs).solution
    by_folded = {name.casefold(): found for name, found in solution.by_name.items()}
    found = by_folded.get(table.casefold())
    if found is None:
        raise click.UsageError(f"there is no table '{table}'{did_you_mean(table, solution.by_name)}")
    used = solution.guid_scheme
    if scheme or namespace:
        name = scheme or used.name
        try:
            space = str(UUID(namespace)) if namespace else used.namespace
        except ValueError:
            raise click.UsageError(f"'{namespace}' is no GUID") from None
        if SCHEMES[name].namespaced and space is None:
            raise click.UsageError(f"{name} needs --namespace: solution.yaml gives none")
        used = GuidScheme(name, space if SCHEMES[name].namespaced else None)
    source = found.guid.source if found.guid else None
    if found.identifier is None and source is None:
        raise click.UsageError(f"{found.name} has neither an identifier nor a GUID rule")
    identifier = None
    try:
        if found.identifier:
            identifier = compose(found.identifier, parts, allow_separator=allow_separator)
        elif len(parts) != 1:
            raise IdentifierError(f"one part is needed ({source}), not {len(parts)}")
        value = None
        if found.guid:
            text = _source_text(found, parts) if source else None
            value = guid(found, identifier, text, used)
    except IdentifierError as error:
        raise click.UsageError(f"{found.name}: {error}") from None
    if identifier is not None:
        click.echo(identifier)
    if value is not None:
        click.echo(str(value))


def _source_text(table: object, parts: tuple[str, ...]) -> str | None:
    from dvspec.model import Table

    assert isinstance(table, Table) and table.guid
    if table.identifier is None:
        return parts[0]
    names = [part.name for part in table.identifier.inputs]
    return parts[names.index(table.guid.source)] if table.guid.source in names else None
