"""Contents of folders, and small trees to publish."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dvspec.output import manifest
from dvspec.output.publish import Published, publish

Tree = dict[str, bytes]

TARGETS = ("a", "b")
FIRST: Tree = {"a/one.txt": b"one\n", "a/deep/two.txt": b"two\n", "b/three.txt": b"three\n"}
SECOND: Tree = {"a/one.txt": b"one, changed\n", "a/four.txt": b"four\n", "b/three.txt": b"three, changed\n"}


def write(folder: Path, tree: Tree) -> Published:
    """Publish a whole tree without force."""
    return publish(tree, folder, TARGETS)


def contents(folder: Path) -> Tree:
    """Return every file of a folder, hidden ones and links' targets included, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def crlf(folder: Path) -> None:
    """Give every file the line ends that git writes with core.autocrlf on Windows."""
    for path, data in contents(folder).items():
        (folder / path).write_bytes(data.replace(b"\n", b"\r\n"))


def listed(folder: Path) -> dict[str, str]:
    """Return what the manifest lists: path -> SHA-256."""
    lines = (folder / manifest.NAME).read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line[66:])
    return {line[66:]: line[:64] for line in lines}


def assert_whole(folder: Path, tree: Tree) -> None:
    """Assert that a folder holds a tree and its manifest, and nothing that a run left behind."""
    found = contents(folder)
    found.pop(manifest.NAME)
    assert found == tree
    assert listed(folder) == {path: hashlib.sha256(data).hexdigest() for path, data in tree.items()}
    assert {path.name for path in folder.iterdir()} == {manifest.NAME, *(path.partition("/")[0] for path in tree)}
