"""The options that build the solution package for another publisher."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from dvspec.dataverse import limits, patterns

_PREFIX = re.compile(patterns.PREFIX)
_NAME = re.compile(rf"(?!.{{{limits.PUBLISHER_NAME_LENGTH + 1}}}){patterns.UNIQUE_NAME}")


def publisher_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --prefix, --publisher and --option-value-prefix."""
    for option in (
        click.option(
            "--option-value-prefix",
            type=click.IntRange(*limits.OPTION_VALUE_PREFIXES),
            metavar="NUMBER",
            help="Use this option value prefix.",
        ),
        click.option(
            "--publisher",
            metavar="NAME",
            callback=_checked(_NAME, "letters, digits and underscores, not a digit first"),
            help="Use the publisher with this unique name.",
        ),
        click.option(
            "--prefix",
            metavar="TEXT",
            callback=_checked(_PREFIX, "2 to 8 characters of a-z, 0-9 and _, starting with a letter, not mscrm"),
            help="Use this customization prefix in every name.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def _checked(
    pattern: re.Pattern[str], meaning: str
) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    def check(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        if value is not None and not pattern.fullmatch(value):
            raise click.BadParameter(f"'{value}' must be {meaning}")
        return value

    return check
