"""What the commands for files of rows share: findings printed as they come, counted by rule, and a progress bar."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from os.path import exists, isdir

import click

from dvspec.cli.report import as_annotation, as_data, counted, in_words, print_text
from dvspec.findings import Finding, Refused, Rule, Severity, did_you_mean

_JSON_START = '{"findings": ['


def need_extra(*more: str) -> None:
    """Refuse to go on where the extra `data` is not installed."""
    from dvspec.data import missing_libraries

    missing = missing_libraries(*more)
    if missing:
        names = " and ".join(missing)
        raise click.ClickException(f"files of rows need {names}; install them with: pip install 'dvspec[data]'")


def need_files(*files: str) -> None:
    """Refuse paths that are not files; `-` is stdin."""
    for file in files:
        if file != "-" and not exists(file):
            raise click.UsageError(f"'{file}' does not exist")
        if isdir(file):
            raise click.UsageError(f"'{file}' is a folder; name a file of rows")


def rule_codes(given: Collection[str]) -> frozenset[str]:
    """Return the codes of the rules for rows that `--ignore` names by code or slug; refuse any other name."""
    if not given:
        return frozenset()
    from dvspec.rules import find, names_of

    codes = set()
    for name in given:
        rule = find(name, "Rows")
        if rule is None:
            known = names_of("Rows")
            raise click.UsageError(f"there is no rule '{name}' for rows{did_you_mean(name, known)}")
        codes.add(rule.code)
    return frozenset(codes)


class Stopped(Exception):
    """The maximum number of errors was reached."""


class RowReport:
    """Prints findings as they come, since there may be millions, and counts them by rule."""

    def __init__(self, output_format: str, max_errors: int = 0, ignored: Collection[str] = ()) -> None:
        self.rows = 0
        self.stopped = False
        self._output_format, self._max_errors, self._ignored = output_format, max_errors, ignored
        self._counts: Counter[Rule] = Counter()
        self._errors = 0
        self._bar_shown = False

    def add(self, finding: Finding) -> None:
        """Print a finding; raise Stopped when the maximum number of errors is reached."""
        if finding.rule.code in self._ignored:
            return
        if self._output_format == "json":
            click.echo(f"{',' if self._counts else _JSON_START}\n  {json.dumps(as_data(finding))}", nl=False)
        elif self._output_format == "github":
            click.echo(as_annotation(finding))
        else:
            if self._bar_shown:
                click.echo("\r\x1b[K", nl=False, err=True)
            print_text(finding)
        self._counts[finding.rule] += 1
        if finding.severity is Severity.ERROR:
            self._errors += 1
            if self._errors == self._max_errors:
                self.stopped = True
                raise Stopped

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Report the findings of a Refused raised inside, and leave the block when Stopped is raised."""
        try:
            try:
                yield
            except Refused as refused:
                for finding in refused.findings:
                    self.add(finding)
        except Stopped:
            pass

    @contextmanager
    def progress(self, label: str, length: int) -> Iterator[Callable[[int], None]]:
        """Yield a function that takes the position reached; on a terminal it draws a progress bar."""
        if self._output_format != "text" or not length or not sys.stderr.isatty():
            yield lambda position: None
            return
        with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
            self._bar_shown = True
            yield lambda position: bar.update(position - bar.pos)
        self._bar_shown = False

    def count(self, rows: int) -> None:
        """Count rows that were read."""
        self.rows += rows

    def close(self, started: float, quiet: bool, **more: object) -> int:
        """Print the summary by rule, in JSON together with `more`; return the exit status."""
        status = 1 if self._errors else 0
        if self._output_format == "json":
            summary = [
                {"code": rule.code, "slug": rule.slug, "severity": rule.severity.value, "count": count, "fix": rule.fix}
                for rule, count in self._in_order()
            ]
            rest = {"rows": self.rows, "stopped": self.stopped, **more, "summary": summary}
            click.echo(f"{'' if self._counts else _JSON_START}\n], {json.dumps(rest)[1:]}")
        elif self._output_format == "text":
            self._print_summary()
            if self.stopped:
                click.echo(
                    f"stopped after {counted(self._errors, 'error')}; use --max-errors 0 to read everything", err=True
                )
            elif not (quiet or status):
                seconds = time.perf_counter() - started
                click.echo(f"{counted(self.rows, 'row')}: no errors ({seconds:.2f} s)")
        return status

    def _print_summary(self) -> None:
        if not self._counts:
            return
        severities: Counter[Severity] = Counter()
        for rule, count in self._in_order():
            severities[rule.severity] += count
            click.echo(f"{count:>9,} × {rule.code} {rule.slug}: {rule.fix}", err=True)
        click.secho(f"{in_words(severities)} in {counted(self.rows, 'row')}", bold=True, err=True)

    def _in_order(self) -> list[tuple[Rule, int]]:
        return sorted(self._counts.items(), key=lambda pair: pair[0].code)
