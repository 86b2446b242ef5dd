"""dvspec generate: generate all outputs from the specs."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from dvspec.cli.app import out_option, quiet_option, specs_option, targets_option
from dvspec.output.publish import Published
from dvspec.targets import TARGETS


@click.command("generate")
@specs_option("./specs")
@out_option()
@targets_option()
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite or remove files that were edited or that dvspec did not write.",
)
@click.option(
    "--black",
    "formatted",
    is_flag=True,
    help="Format the Python with black; for edited templates.",
)
@quiet_option()
@click.pass_obj
def command(
    started: float,
    specs: str | None,
    out: str,
    targets: tuple[str, ...],
    force: bool,
    formatted: bool,
    quiet: bool,
) -> None:
    """Generate all outputs from the specs.

    Everything is rendered before anything is written, and each file is replaced atomically. Only files
    that dvspec wrote are overwritten or removed; without --force, edited files are refused. Concurrent
    runs wait for each other.
    """
    from dvspec.cli.report import print_findings, status
    from dvspec.cli.specs import own_specs_folder, refuse_output_among_specs, refuse_output_file
    from dvspec.output.drift import line_ends
    from dvspec.output.lock import locked
    from dvspec.output.publish import publish
    from dvspec.output.unchanged import remember
    from dvspec.spec import load
    from dvspec.spec.folder import read_folder
    from dvspec.targets import render

    chosen = list(targets) or list(TARGETS)
    folder = own_specs_folder(specs)
    refuse_output_file(out)
    refuse_output_among_specs(Path(out), folder, chosen)
    with locked(Path(out), status):
        read = read_folder(folder)
        loaded = load(read.files, file_findings=read.findings)
        print_findings(loaded.warnings)
        tree = render(loaded.solution, chosen)
        if formatted:
            from dvspec.targets.formatting import with_black

            tree = with_black(tree)
        published = publish(tree, Path(out), chosen, force=force)
        if not formatted and not loaded.warnings:  # warnings must be printed again by the next run
            remember(sys.argv[1:], str(folder), out, read.files)
    if not force:
        print_findings(line_ends(published.line_ends, Path(out)))
    if not quiet:
        _print(published, Path(out), force, time.perf_counter() - started)


def _print(published: Published, out: Path, force: bool, seconds: float) -> None:
    for verb, colour, paths in (
        ("wrote", "green", published.written),
        ("changed", "yellow", published.changed),
        ("pruned", "red", published.pruned),
    ):
        for path in paths:
            click.echo(f"{click.style(verb, fg=colour)} {(out / path).as_posix()}")
    done = [
        f"{len(paths)} {verb}"
        for verb, paths in (
            ("written", published.written),
            ("changed", published.changed),
            ("pruned", published.pruned),
            ("with line ends changed", published.line_ends if force else []),
        )
        if paths
    ]
    unchanged = published.same + (0 if force else len(published.line_ends))
    click.echo(f"{', '.join([*done, f'{unchanged} files up to date'])} ({seconds:.2f} s)")
