"""Findings on the screen: one kind, several printers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import click

from dvspec.findings import Cell, Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDEST = 160  # characters of a source line


def print_findings(findings: Sequence[Finding], output_format: str = "text") -> None:
    """Print findings in their order: text to stderr, json and github to stdout."""
    if output_format == "json":
        click.echo(json.dumps([as_data(finding) for finding in findings], indent=2))
        return
    for finding in findings:
        if output_format == "github":
            click.echo(as_annotation(finding))
        else:
            print_text(finding)
            if finding.rule.fix:
                click.echo(f"  fix: {finding.rule.fix}", err=True)
    if output_format == "text" and findings:
        counts = Counter(finding.severity for finding in findings)
        click.secho(in_words(counts), bold=True, err=True)


def status(sentence: str) -> None:
    """Print what a command is doing, on stderr."""
    click.echo(f"dvspec: {_visible(sentence)}", err=True)


def in_words(counts: Mapping[Severity, int]) -> str:
    """Return counts of findings by severity as `2 errors, 1 warning`."""
    return ", ".join(counted(counts[severity], severity.value) for severity in Severity if counts.get(severity))


def counted(number: int, word: str) -> str:
    """Return `1 row` or `2 rows`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def print_text(finding: Finding) -> None:
    """Print one finding for people, without its fix."""
    place = click.style(f"{_visible(str(finding.place))}:", bold=True)
    label = click.style(
        f"{finding.severity}[{finding.rule.code} {finding.rule.slug}]", fg=_COLOURS[finding.severity], bold=True
    )
    click.echo(f"{place} {label}: {_visible(finding.message)}", err=True)
    if finding.place.source:
        _print_source(finding)


def _print_source(finding: Finding) -> None:
    """Print the source line with the finding's part underlined; a long line is shortened around it."""
    place = finding.place
    column = max(place.column, 1) - 1
    start = max(0, column - _WIDEST // 2) if len(place.source) > _WIDEST else 0
    shown = place.source[start : start + _WIDEST]
    number = str(place.line)
    click.echo(f"  {number} | {_visible(shown)}", err=True)
    if place.column:
        blank = "".join("\t" if character == "\t" else " " for character in shown[: column - start])
        marks = "^" * max(1, min(place.length, len(shown) - (column - start)))
        click.echo(
            f"  {' ' * len(number)} | {blank}{click.style(marks, fg=_COLOURS[finding.severity])}",
            err=True,
        )


def _visible(text: str) -> str:
    """Return text in which nothing can move the cursor or break the line."""
    return "".join(
        character if character.isprintable() or character == "\t" else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def as_data(finding: Finding) -> dict[str, object]:
    """Return a finding as programs read it."""
    return {
        "code": finding.rule.code,
        "slug": finding.rule.slug,
        "severity": finding.severity.value,
        "message": finding.message,
        **finding.place.as_data(),
        "fix": finding.rule.fix,
    }


def as_annotation(finding: Finding) -> str:
    """Return a finding as an annotation for GitHub."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[finding.severity]
    fields = [f"file={_escaped(finding.place.file, ',:')}"]
    if finding.place.line:
        fields.append(f"line={finding.place.line}")
    if finding.place.column:
        fields.append(f"col={finding.place.column}")
    fields.append(f"title={finding.rule.code} {finding.rule.slug}")
    message = f"{finding.place}: {finding.message}" if isinstance(finding.place, Cell) else finding.message
    return f"::{level} {','.join(fields)}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
