"""Jinja2 as every target uses it: strict about names, quiet about white space."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dvspec.resources import templates
from dvspec.targets.compiled_templates import CompiledTemplates

_OPTIONS: dict[str, Any] = {
    "undefined": StrictUndefined,
    "autoescape": False,  # targets hand over finished values, escaped for their language
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "auto_reload": False,
}


@cache
def _environment() -> Environment:
    compiled = CompiledTemplates(_OPTIONS)
    return Environment(loader=FileSystemLoader(templates()), bytecode_cache=compiled, **_OPTIONS)


def template(target: str, name: str) -> Template:
    """Return a target's template."""
    return _environment().get_template(f"{target}/{name}.jinja")
