"""Jinja2 as every target uses it: strict about names, and quiet about white space."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dvspec.resources import templates


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates()),
        undefined=StrictUndefined,
        autoescape=False,  # targets hand over finished values, escaped for their language
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def template(target: str, name: str) -> Template:
    """Return a target's template."""
    return _environment().get_template(f"{target}/{name}.jinja")
