"""Merge a source into specs: what changed in the source changes, and every other byte stays.

The models of specs and source become one model. Its spec is compared with the spec of the old model, key by key, and
each difference is made in the text of the file, where it is. In the end the new files are loaded: they have to be the
model that was wanted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dvspec.findings import Finding, Place, Refused
from dvspec.model import Solution
from dvspec.spec import Loaded, load
from dvspec.spec.folder import SOLUTION_FILE
from dvspec.spec.merge.differences import Difference
from dvspec.spec.merge.known import EVERYTHING, Known
from dvspec.spec.merge.merged import UNDECLARABLE, Change, Merged, editor_line
from dvspec.spec.merge.sayable import Unsaid, sayable
from dvspec.spec.merge.solutions import merged_solutions
from dvspec.spec.merge.tables import Vanished
from dvspec.spec.write import specs_of, write


def merge(
    files: Mapping[str, bytes],
    source: Solution,
    known: Known = EVERYTHING,
    *,
    prune: bool = False,
    whole: bool = False,
    taken_files: Collection[str] = (),
    loaded: Loaded | None = None,
) -> Merged:
    """Return spec files, path -> bytes, as a source has them.

    `known` are the keys of specs that the source speaks of. With `whole`, the source is all of the solution. What it no
    longer has is reported; `prune` removes it, unless something refers to it. `taken_files` are other names in the
    folder, `loaded` is what the files are if it is known. Raises Refused if the specs have errors, or would have.
    """
    source, unsaid = sayable(source)
    if not files:
        merged = _new(source)
        merged.unsaid = unsaid
        return merged
    loaded = loaded or load(files)
    old = loaded.solution
    merge_ = merged_solutions(old, source, known, files=[*files, *taken_files], prune=prune, whole=whole)
    new = merge_.solution
    if new == old:
        return Merged(dict(files), old, [], merge_.vanished, unsaid, loaded.warnings)
    from dvspec.spec.merge.texts import Texts  # which specs that are new don't need

    try:
        merged = Texts(files, old, new).merged()
    except ValueError as error:
        raise Refused([Finding(UNDECLARABLE, Place("the source"), str(error))]) from None
    merged.vanished, merged.unsaid = merge_.vanished, unsaid
    return merged


def _new(source: Solution) -> Merged:
    """Return whole new specs."""
    try:
        files = write(source)
        specs = specs_of(source)
    except ValueError as error:
        raise Refused([Finding(UNDECLARABLE, Place("the source"), str(error))]) from None
    files |= {file: editor_line("", "solution" if file == SOLUTION_FILE else "table") + files[file] for file in specs}
    tables = {table.file: table.name for table in source.tables}
    changes = [Change(tables.get(file, ""), Difference((), None, spec)) for file, spec in specs.items()]
    loaded = load(files)
    return Merged(files, loaded.solution, changes, warnings=loaded.warnings)


__all__ = ["EVERYTHING", "Change", "Difference", "Known", "Merged", "Unsaid", "Vanished", "editor_line", "merge"]
