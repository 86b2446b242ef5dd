"""dvspec import: write or change specs from what an environment, a package or the Common Data Model has."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dvspec.cli.app import expanded, quiet_option

if TYPE_CHECKING:
    from dvspec.importers.result import Imported, LeftOut
    from dvspec.model import Solution
    from dvspec.spec import Loaded
    from dvspec.spec.merge import Change, Merged

_MOST_EXAMPLES = 3
_MOST_CHANGES = 20  # of a table, in text


@click.command("import")
@click.argument("source_type", metavar="cdm|metadata|solution", type=click.Choice(["cdm", "metadata", "solution"]))
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…", callback=expanded)
@click.option("--table", "tables", metavar="NAME", multiple=True, help="Only this table, by logical name; repeatable.")
@click.option("--into", metavar="DIR", default="specs", show_default=True, help="The folder of specs.")
@click.option("--dry-run", is_flag=True, help="Print the difference to the specs and write nothing.")
@click.option("--prune", is_flag=True, help="Remove what the source no longer has, unless something refers to it.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything in the source was left out.")
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How to print the report: for people or for programs.",
)  # fmt: skip
@quiet_option()
@click.pass_obj
def command(
    started: float,
    source_type: str,
    sources: tuple[str, ...],
    tables: tuple[str, ...],
    into: str,
    dry_run: bool,
    prune: bool,
    strict: bool,
    output_format: str,
    quiet: bool,
) -> int:
    """Write specs from a source, or change existing specs where the source has changed.

    Comments, order, quoting, descriptions, examples, payloads, identifiers, queries and your own names stay
    as they are. What vanished from the source is reported and stays, until --prune. The report says what the
    source has and specs don't say. Specs are written as a whole or not at all.

    \b
    solution   a zip or an unpacked folder:
      pac solution export --name MySolution --path MySolution.zip
    metadata   saved answers of the Web API, of one table or more:
      curl -H "Authorization: Bearer $TOKEN" -H "Accept: application/json" -o table.json \\
        "https://ORG.crm.dynamics.com/api/data/v9.2/EntityDefinitions(LogicalName='contoso_visit')?\\
      $expand=Attributes,Keys,ManyToOneRelationships,ManyToManyRelationships"
      or with the official SDK (PowerPlatform-Dataverse-Client):
        client = DataverseClient("https://ORG.crm.dynamics.com", InteractiveBrowserCredential())
        columns = client.tables.list_columns("contoso_visit")
        with open("columns.json", "w") as file:
            json.dump(columns, file)
    cdm        .cdm.json files with the files that they refer to, or a lake folder with its model.json.
      In a folder with specs of other tables, columns go to library/NAME.yaml: tables include what they need

    Exit status: 0 also with notes, 1 errors found or, with --strict, something left out, 2 wrong usage.
    """
    from dvspec.cli.report import print_findings, status
    from dvspec.output.lock import locked

    folder = Path(into)
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"--into '{into}' is a file; name a folder")
    for source in sources:
        if not os.path.exists(source):
            raise click.UsageError(f"'{source}' does not exist")
    with locked(folder, status, create=not dry_run):
        files = _specs_in(folder, dry_run)
        loaded = _loaded(files)
        existing = loaded.solution if loaded else None
        with _progress(sources) as progress:
            imported = _imported(source_type, sources, tables, existing, progress)
        whole = source_type == "solution" and not tables
        merged = _merged(files, loaded, imported, folder, prune=prune, whole=whole, from_cdm=source_type == "cdm")
        if not files:
            merged.files |= _grammar()
        changed = _changed(folder, files, merged)
        if changed and not dry_run:
            _write(folder, files, changed)
    left_out = [*imported.left_out, *_unsaid(merged)]
    if output_format == "json":
        _print_json(folder, files, merged, changed, left_out, dry_run)
    else:
        print_findings(merged.warnings)
        if dry_run:
            click.echo(_diff(folder, files, changed), nl=False)
        if not quiet:
            _print_text(folder, files, merged, changed, dry_run, started)
        _print_left_out(merged, left_out)
    return 1 if strict and left_out else 0


def _specs_in(folder: Path, dry_run: bool) -> dict[str, bytes]:
    """Return the specs of a folder; none if it is missing or empty. Raises Refused if they can't be read."""
    from dvspec.findings import Refused, errors
    from dvspec.output.replacing import finish, is_unfinished
    from dvspec.spec.folder import SOLUTION_FILE, read_folder

    if is_unfinished(folder) and not dry_run:
        finish(folder)
    if not folder.is_dir() or not any(path.suffix in (".yaml", ".yml") for path in folder.iterdir()):
        return {}
    if not (folder / SOLUTION_FILE).exists() and not os.path.lexists(folder / SOLUTION_FILE):
        raise click.UsageError(
            f"there are specs in {folder.as_posix()} but no {SOLUTION_FILE}; name another with --into"
        )
    read = read_folder(folder)
    if errors(read.findings):
        raise Refused(read.findings)
    return read.files


def _loaded(files: Mapping[str, bytes]) -> Loaded | None:
    from dvspec.spec import load

    return load(files) if files else None


def _imported(
    source_type: str, sources: Sequence[str], tables: Sequence[str], existing: Solution | None, progress: Any
) -> Imported:
    """Return what the sources have. Raises Refused."""
    wanted = [name.lower() for name in tables] or None
    if source_type == "solution":
        return _solutions(sources, wanted, progress)
    if source_type == "metadata":
        from dvspec.importers.metadata import import_metadata

        return import_metadata(dict(_contents(sources, (".json",), progress)), wanted, existing)
    from dvspec.importers.cdm import import_cdm

    data = {name: bytes(content) for name, content in _contents(sources, (".cdm.json", "model.json"), progress)}
    return import_cdm(data, list(tables) or None, existing)


def _solutions(sources: Sequence[str], tables: Sequence[str] | None, progress: Any) -> Imported:
    from dvspec.findings import Refused
    from dvspec.importers.result import Imported
    from dvspec.importers.solution import import_solution
    from dvspec.solution_files.package import Package
    from dvspec.solution_files.reader import open_package
    from dvspec.spec.merge.sources import one_source

    results = []
    for source in sources:
        archive = open_package(Path(source), formulas=True)
        if not archive.is_open:
            raise Refused(archive.findings)
        results.append(import_solution(Package(archive), tables))
        progress(1)
    if len(results) == 1:
        return results[0]
    known = results[0].known_keys
    solution = one_source([(source, result.solution) for source, result in zip(sources, results, strict=True)], known)
    return Imported(solution, tuple(part for result in results for part in result.left_out), known)


def _contents(sources: Iterable[str], endings: tuple[str, ...], progress: Any) -> Iterator[tuple[str, Any]]:
    """Yield the files of the sources, those of folders by their endings, and their bytes. Raises Refused."""
    import mmap

    from dvspec.findings import Finding, Place, Refused
    from dvspec.spec.folder import UNREADABLE

    for source in sources:
        path = Path(source)
        paths = (
            sorted(each for each in path.rglob("*.json") if each.name.endswith(endings)) if path.is_dir() else [path]
        )
        if not paths:
            message = f"the folder has no files with names that end in {' or '.join(endings)}"
            raise Refused([Finding(UNREADABLE, Place(path.as_posix()), message)])
        for file in paths:
            try:
                if not file.is_file():
                    raise OSError(0, "this is not a file")
                with open(file, "rb") as stream:
                    size = os.fstat(stream.fileno()).st_size
                    content: Any = b""
                    if size:  # large answers are not copied into memory
                        content = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else str(error)
                message = f"can't be read: {reason}"
                raise Refused([Finding(UNREADABLE, Place(file.as_posix()), message)]) from None
            yield file.as_posix(), content
        progress(1)


def _merged(
    files: Mapping[str, bytes],
    loaded: Loaded | None,
    imported: Imported,
    folder: Path,
    *,
    prune: bool,
    whole: bool,
    from_cdm: bool,
) -> Merged:
    from dvspec.cli.report import status
    from dvspec.findings import Refused
    from dvspec.spec.merge import merge

    others = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    solution = imported.solution
    existing = loaded.solution if loaded else None
    whole = whole and existing is not None and existing.unique_name == solution.unique_name
    try:
        if from_cdm and existing is not None:
            from dvspec.spec.merge.libraries import are_tables, merge_libraries

            if not are_tables(existing, solution):
                return merge_libraries(files, solution, imported.known_keys, prune=prune)
        return merge(files, solution, imported.known_keys, prune=prune, whole=whole, taken_files=others, loaded=loaded)
    except Refused:
        status("the specs as they would be have errors; nothing was written")
        raise


def _unsaid(merged: Merged) -> list[LeftOut]:
    """Return the values for which columns of their type have no key."""
    from dvspec.importers.result import LeftOut

    return [
        LeftOut(part.table, f"column {part.column}", part.key, f"Specs don't say that '{part.key}' is {part.value!r}.")
        for part in merged.unsaid
    ]


def _grammar() -> dict[str, bytes]:
    """Return the grammar's files, which editors read beside the specs."""
    from dvspec.resources import grammar_files

    return {Path(file).name: Path(file).read_bytes() for file in grammar_files()}


def _changed(folder: Path, files: Mapping[str, bytes], merged: Merged) -> dict[str, bytes | None]:
    """Return what is different on disk: path in the folder -> bytes, or None for a file to remove."""
    home = folder.as_posix()

    def inside(path: str) -> str:
        return path.removeprefix(f"{home}/") if home != "." else path

    changed: dict[str, bytes | None] = {
        inside(path): data for path, data in merged.files.items() if files.get(path) != data
    }
    changed |= {inside(path): None for path in files if path not in merged.files}
    return changed


def _write(folder: Path, files: Mapping[str, bytes], changed: Mapping[str, bytes | None]) -> None:
    """Replace the files. Raises Refused if one has been changed meanwhile, or can't be written."""
    from dvspec.findings import Finding, Place, Refused
    from dvspec.output.replacing import replace_files
    from dvspec.output.writing import UNWRITABLE

    for path in changed:
        file = folder / path
        before = files.get(file.as_posix())
        on_disk = file.read_bytes() if file.is_file() else None
        if before != on_disk and not (before is None and path.endswith(".schema.json")):
            message = "the file was changed while the import ran; nothing was written"
            raise Refused([Finding(UNWRITABLE, Place(file.as_posix()), message)])
    replace_files(folder, changed)


def _diff(folder: Path, files: Mapping[str, bytes], changed: Mapping[str, bytes | None]) -> str:
    """Return a unified diff of the specs."""
    from difflib import unified_diff

    lines: list[str] = []
    for path, data in sorted(changed.items()):
        if path.endswith(".schema.json"):
            continue
        name = (folder / path).as_posix()
        before, after = files.get(name), data
        old, new = ((text or b"").decode("utf-8", "replace").splitlines(keepends=True) for text in (before, after))
        names = ("/dev/null" if before is None else name, "/dev/null" if after is None else name)
        for line in unified_diff(old, new, *names):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _print_text(
    folder: Path,
    files: Mapping[str, bytes],
    merged: Merged,
    changed: Mapping[str, bytes | None],
    dry_run: bool,
    started: float,
) -> None:
    """Print what has changed: in a dry run on stderr, since the difference is on stdout."""
    from dvspec.cli.report import counted

    by_table: dict[str, list[Change]] = {}
    for change in merged.changes:
        by_table.setdefault(change.table or "solution.yaml", []).append(change)
    for table, changes in by_table.items():
        for change in changes[:_MOST_CHANGES]:
            click.echo(f"{table}: {_in_words(change)}", err=dry_run)
        if len(changes) > _MOST_CHANGES:
            click.echo(f"{table}: {len(changes) - _MOST_CHANGES} more changes", err=dry_run)
    for gone in merged.vanished:
        where = f"{gone.table}: " if gone.table else ""
        stays = f"stays, {gone.kept_for} refers to it" if gone.kept_for else "--prune removes it"
        pruned = not gone.kept_for and any(
            change.difference.new is None and change.difference.path[-1:] == (gone.subject.rpartition(" ")[2],)
            for change in merged.changes
        )
        click.echo(f"{where}{gone.subject} is no longer in the source{'' if pruned else f'; {stays}'}", err=dry_run)
    verb = "would change" if dry_run else "written"
    written = [path for path in changed if not path.endswith(".schema.json")]
    done = f"{counted(len(written), 'file')} {verb}" if written else "specs are up to date"
    click.echo(f"{done} ({time.perf_counter() - started:.2f} s)", err=dry_run)


def _in_words(change: Change) -> str:
    path, old, new = change.difference
    if not path:
        return "removed" if new is None else "new table" if change.table else "new"
    name = " ".join(path[1:]) if path[0] == "columns" else " ".join(path)
    if old is None:
        return f"{name} added" if isinstance(new, Mapping | list) else f"{name} is {_shown(new)}"
    return f"{name} removed" if new is None else f"{name} was {_shown(old)}, is {_shown(new)}"


def _shown(value: Any) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _print_left_out(merged: Merged, left_out: Sequence[LeftOut]) -> None:
    """Print what specs don't say, by table and feature, with a few examples."""
    from dvspec.cli.report import counted

    if not left_out:
        return
    names = {table.logical_name: table.name for table in merged.solution.tables}
    by_table: dict[str, list[LeftOut]] = {}
    for part in left_out:
        by_table.setdefault(part.table, []).append(part)
    click.echo(f"{counted(len(left_out), 'thing')} of the source left out, which specs don't say:", err=True)
    for table, parts in by_table.items():
        counts = Counter(part.feature for part in parts)
        listed = ", ".join(f"{count:,} {feature}" for feature, count in counts.most_common())
        click.echo(f"  {names.get(table, table) or 'solution'}: {listed}", err=True)
        for part in parts[:_MOST_EXAMPLES]:
            click.echo(f"    {_visible(part.subject)}: {_visible(part.detail)}", err=True)


def _visible(text: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _print_json(
    folder: Path,
    files: Mapping[str, bytes],
    merged: Merged,
    changed: Mapping[str, bytes | None],
    left_out: Sequence[LeftOut],
    dry_run: bool,
) -> None:
    import json

    from dvspec.cli.report import as_data

    report = {
        "files": [
            {
                "path": (folder / path).as_posix(),
                "change": "removed" if data is None else "changed" if (folder / path).as_posix() in files else "new",
            }
            for path, data in sorted(changed.items())
        ],
        "written": bool(changed) and not dry_run,
        "changes": [
            {
                "table": each.table,
                "path": list(each.difference.path),
                "old": each.difference.old,
                "new": each.difference.new,
            }
            for each in merged.changes
        ],
        "vanished": [each._asdict() for each in merged.vanished],
        "left_out": [each._asdict() for each in left_out],
        "findings": [as_data(finding) for finding in merged.warnings],
    }
    if dry_run:
        report["diff"] = _diff(folder, files, changed)
    click.echo(json.dumps(report, indent=2, default=str))


@contextmanager
def _progress(sources: Sequence[str]) -> Iterator[Any]:
    """Yield a function that takes the number of sources read; on a terminal it draws a progress bar."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=len(sources), label="reading", file=sys.stderr) as bar:
        yield bar.update
