"""The options that build the same tables under another publisher."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

_PREFIX = re.compile(r"(?!mscrm)[a-z][a-z0-9]{1,7}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")


def publisher_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --prefix, --publisher and --option-value-prefix."""
    for option in (
        click.option(
            "--option-value-prefix",
            type=click.IntRange(10_000, 99_999),
            metavar="NUMBER",
            help="Build option values under this prefix of your publisher's.",
        ),
        click.option(
            "--publisher", metavar="NAME", callback=_checked(_NAME, "letters, digits and underscores, no digit first"),
            help="Build for the publisher of this unique name.",
        ),
        click.option(
            "--prefix",
            metavar="TEXT",
            callback=_checked(_PREFIX, "2 to 8 lower-case letters or digits, a letter first, and not mscrm"),
            help="Build under this prefix; every name follows.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def _checked(form: re.Pattern[str], words: str) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    def check(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        if value is not None and not form.fullmatch(value):
            raise click.BadParameter(f"'{value}' is not {words}")
        return value

    return check
