"""Other people's packages: 149 real exports and one made by hand, read from the reference without unpacking it."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

import pytest

from dvspec.solution_files.archive import Archive, is_read
from dvspec.solution_files.zipped import read_open_zip
from tests.reference import REFERENCE

CORPUS = REFERENCE / "corpus.tar.xz"
needs_corpus = pytest.mark.skipif(not CORPUS.is_file(), reason=f"the corpus is not at {CORPUS}")


@dataclass
class Sample:
    """One package of the corpus: what its index says of it, and its members."""

    id: str
    is_export: bool
    version: str
    archive: Archive = field(repr=False)

    @property
    def has_tables(self) -> bool:
        return any(b"PhysicalName=" in data for data in self.archive.contents.values())


def samples(ids: Container[str] | None = None) -> Iterator[Sample]:
    """Yield the packages, or those of these ids."""
    with tarfile.open(CORPUS) as tar:
        files: dict[str, dict[str, bytes | None]] = {}
        index: list[dict[str, str]] = []
        for member in tar:
            name = member.name.removeprefix("corpus/")
            if not member.isfile():
                continue
            package, _, inside = name.partition("/")
            package = package.removesuffix(".zip")
            if name == "index.json":
                index = json.load(_opened(tar, member))
            elif ids is None or package in ids:
                wanted = not inside or is_read(inside)
                files.setdefault(package, {})[inside] = _opened(tar, member).read() if wanted else None
    for entry in index:
        if entry["id"] in files:
            archive = _archive(entry["id"], files.pop(entry["id"]))
            yield Sample(entry["id"], entry["origin"] == "export", entry["version"], archive)


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> io.BufferedIOBase:
    file = tar.extractfile(member)
    assert isinstance(file, io.BufferedIOBase)
    return file


def _archive(name: str, files: dict[str, bytes | None]) -> Archive:
    zipped = files.get("")
    if zipped is not None:
        archive = Archive(f"{name}.zip", "!")
        read_open_zip(archive, io.BytesIO(zipped))
        return archive
    contents = {inside: data for inside, data in files.items() if data is not None}
    return Archive(name, "/", is_open=True, names=sorted(files), contents=contents)
