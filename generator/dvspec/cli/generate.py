"""dvspec generate: write every output from the specs."""

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
    help="Overwrite or remove files that dvspec did not write or that were edited since.",
)
@click.option(
    "--black",
    "formatted",
    is_flag=True,
    help="Format the Python with black, for templates that you have edited.",
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
    """Write every output from the specs.

    All of it is rendered before anything is written, and each file is replaced at once. Only files
    that dvspec wrote are overwritten or removed; edited ones are refused without --force. A second
    run waits for the first.
    """
    from dvspec.cli.report import print_findings, say
    from dvspec.cli.specs import load_specs, own_specs_folder
    from dvspec.output.drift import line_ends
    from dvspec.output.lock import locked
    from dvspec.output.publish import publish
    from dvspec.output.unchanged import remember
    from dvspec.targets import render

    chosen = list(targets) or list(TARGETS)
    folder = own_specs_folder(specs)
    with locked(Path(out), say):
        loaded = load_specs(str(folder))
        tree = render(loaded.solution, chosen)
        if formatted:
            from dvspec.targets.formatting import with_black

            tree = with_black(tree)
        published = publish(tree, Path(out), chosen, force=force)
        if not formatted and not loaded.warnings:  # which have to be said again
            remember(sys.argv[1:], str(folder), out)
    if not force:
        print_findings(line_ends(published.line_ends, Path(out)))
    if not quiet:
        _print(published, Path(out), force, time.perf_counter() - started)


def _print(published: Published, out: Path, force: bool, seconds: float) -> None:
    for word, colour, paths in (
        ("wrote", "green", published.written),
        ("changed", "yellow", published.changed),
        ("pruned", "red", published.pruned),
    ):
        for path in paths:
            click.echo(f"{click.style(word, fg=colour)} {(out / path).as_posix()}")
    done = [
        f"{len(paths)} {word}"
        for word, paths in (
            ("written", published.written),
            ("changed", published.changed),
            ("pruned", published.pruned),
            ("given other line ends", published.line_ends if force else []),
        )
        if paths
    ]
    left = published.same + (0 if force else len(published.line_ends))
    click.echo(f"{', '.join([*done, f'{left} files up to date'])} ({seconds:.2f} s)")
