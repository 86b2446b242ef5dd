"""dvspec init: start a project with the Customer Insights specs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from dvspec.findings import Refused
from dvspec.output.writing import unwritable
from dvspec.resources import grammar_files, shipped_specs

_GIT_ATTRIBUTES = "specs/** text eol=lf\ngenerated/** text eol=lf\n"
_GRAMMAR_PATH = re.compile(r"(?m)^(# yaml-language-server: \$schema=).*/")


@click.command("init")
@click.argument("folder", default=".", metavar="[DIR]")
@click.option("--grammar", is_flag=True, help="Only update the grammar; run this after an update of dvspec.")
def command(folder: str, grammar: bool) -> None:
    """Copy the seven Customer Insights specs to DIR/specs (default ./specs), a new or empty folder.

    Also writes the grammar (two JSON Schemas with which editors complete and check specs) and a
    .gitattributes file that keeps line ends the same on every machine.
    """
    home = Path(folder)
    specs = home / "specs"
    try:
        if grammar:
            if not specs.is_dir():
                raise click.UsageError(
                    f"the folder {specs.as_posix()} does not exist; run dvspec init without --grammar"
                )
            _write_grammar(specs)
            click.echo(f"wrote the grammar into {specs.as_posix()}")
            return
        if specs.exists() and (not specs.is_dir() or any(specs.iterdir())):
            raise click.UsageError(f"{specs.as_posix()} exists and is not empty; nothing was written")
        specs.mkdir(parents=True, exist_ok=True)
        _write_grammar(specs)
        shipped = Path(shipped_specs())
        for source in sorted(shipped.rglob("*.yaml")):
            target = specs / source.relative_to(shipped)
            up = "../" * (len(target.relative_to(specs).parts) - 1)
            text = _GRAMMAR_PATH.sub(rf"\g<1>{up}", source.read_text(encoding="utf-8"))
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        missing = _write_git_attributes(home / ".gitattributes")
    except OSError as error:
        raise Refused([unwritable(Path(error.filename or specs), error)]) from None
    if missing:
        path = (home / ".gitattributes").as_posix()
        click.echo(f"{path} exists; add these lines to it so that git keeps line ends:\n{missing}")
    enter = "" if home == Path() else f"cd {shlex.quote(folder)} && "
    click.echo(f"wrote {specs.as_posix()}: edit the specs, then run\n{enter}dvspec generate")


def _write_grammar(specs: Path) -> None:
    for source in grammar_files():
        text = Path(source).read_text(encoding="utf-8")
        (specs / Path(source).name).write_text(text, encoding="utf-8", newline="\n")


def _write_git_attributes(path: Path) -> str:
    """Write the file if it does not exist; else return the lines that it lacks."""
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(_GIT_ATTRIBUTES)
        return ""
    except FileExistsError:
        present = path.read_bytes().decode("utf-8", "replace").splitlines() if path.is_file() else []
        return "\n".join(line for line in _GIT_ATTRIBUTES.splitlines() if line not in present)
