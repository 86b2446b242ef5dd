"""dvspec generate: write every output from the specs."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from dvspec.cli.app import out_option, quiet_option, specs_option
from dvspec.output.publish import Published
from dvspec.targets import TARGETS


@click.command("generate")
@specs_option()
@out_option()
@click.option("--target", "targets", metavar="NAME", multiple=True, type=click.Choice(list(TARGETS)),
              help=f"Only this output; may be given again.  [{', '.join(TARGETS)}]")  # fmt: skip
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that dvspec did not write or that were edited since.",
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
    that dvspec wrote are overwritten or pruned; edited ones are refused without --force.
    """
    from dvspec.cli.specs import load_specs, specs_folder
    from dvspec.output.publish import publish
    from dvspec.output.unchanged import remember
    from dvspec.targets import render

    chosen = list(targets) or list(TARGETS)
    folder = specs_folder(specs)
    loaded = load_specs(str(folder))
    tree = render(loaded.solution, chosen)
    if formatted:
        from dvspec.targets.formatting import with_black

        tree = with_black(tree)
    published = publish(tree, Path(out), chosen, force=force)
    found = folder == Path(specs or "specs")  # and not the shipped ones, for want of others
    if found and not formatted and not loaded.warnings:  # which have to be said again
        remember(sys.argv[1:], str(folder), out)
    if not quiet:
        _print(published, Path(out), time.perf_counter() - started)


def _print(published: Published, out: Path, seconds: float) -> None:
    for word, colour, paths in (
        ("wrote", "green", published.written),
        ("changed", "yellow", published.changed),
        ("pruned", "red", published.pruned),
        ("left alone (edited, no longer given by the specs)", "cyan", published.kept),
    ):
        for path in paths:
            click.echo(f"{click.style(word, fg=colour)} {(out / path).as_posix()}")
    done = [
        f"{len(paths)} {word}"
        for word, paths in (
            ("written", published.written),
            ("changed", published.changed),
            ("pruned", published.pruned),
        )
        if paths
    ]
    left = published.same + len(published.kept)
    click.echo(f"{', '.join(done) or 'nothing to write'}, {left} files left alone ({seconds:.2f} s)")
