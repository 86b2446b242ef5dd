"""Replacing several files of a folder as one: whoever looks later finds all of the old ones or all of the new.

New files are staged beside the old, and a journal says what replaces what. A process that is killed before the journal
is there has changed nothing; what one that is killed later leaves undone, `finish` does.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dvspec.findings import Refused
from dvspec.output.writing import unwritable

STAGING = ".dvspec-import"
_JOURNAL = "journal"


def replace_files(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write files of a folder by their paths in it, and remove those that are None. Raises Refused if that fails."""
    staging = folder / STAGING
    try:
        for path in files:
            home = (folder / path).parent
            home.mkdir(parents=True, exist_ok=True)
            if not os.access(home, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(home))
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        staged = {}
        for number, (path, data) in enumerate(files.items()):
            target = os.path.realpath(folder / path)  # a link stays a link
            if data is not None:
                stage = staging / str(number)
                stage.write_bytes(data)
                if os.path.exists(target):
                    shutil.copymode(target, stage)
            staged[target] = None if data is None else str(number)
        draft = staging / "draft"
        draft.write_text(json.dumps(staged), encoding="utf-8", errors="surrogatepass")
        os.replace(draft, staging / _JOURNAL)
        _replace(staging)
    except OSError as error:
        if not (staging / _JOURNAL).exists():
            shutil.rmtree(staging, ignore_errors=True)
        raise Refused([unwritable(Path(error.filename or folder), error)]) from None


def is_unfinished(folder: Path) -> bool:
    """Return whether a process that replaced files of a folder was killed before it had ended, or still works."""
    return os.path.lexists(folder / STAGING)


def finish(folder: Path) -> None:
    """Replace what a killed process left to be replaced. Raises Refused if that fails."""
    staging = folder / STAGING
    try:
        if (staging / _JOURNAL).is_file():
            _replace(staging)
        else:
            shutil.rmtree(staging, ignore_errors=True)
    except (OSError, ValueError) as error:
        failure = error if isinstance(error, OSError) else OSError(errno.EIO, str(error))
        raise Refused([unwritable(staging, failure)]) from None


def _replace(staging: Path) -> None:
    journal = staging / _JOURNAL
    staged = json.loads(journal.read_text(encoding="utf-8", errors="surrogatepass"))
    home = os.path.realpath(staging.parent)
    for target, stage in staged.items():
        if os.path.commonpath((home, target)) != home:
            raise ValueError(f"the journal names a file outside the folder: {target}")
        if stage is None:
            with suppress(FileNotFoundError):
                os.unlink(target)
        elif os.path.exists(staging / stage):
            os.replace(staging / stage, target)
    journal.unlink()
    shutil.rmtree(staging, ignore_errors=True)
