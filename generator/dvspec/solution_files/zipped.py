"""A zip to its members: the list is checked, only XML that rules read is unpacked, in memory and within limits."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from dvspec.solution_files import archive as rules
from dvspec.solution_files.archive import FLAT, MAX_DIRECTORY, MAX_MEMBERS, MAX_TOTAL, Archive, check_names

_CHUNK = 1 << 16
_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END64_SIZE = 56
_ENCRYPTED = 0x1
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# All that zipfile and zlib are known to raise over bytes that somebody has meddled with.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
    IndexError,
    KeyError,
)


def read_zip(path: Path) -> Archive:
    """Return the zip's members and what is wrong with it."""
    archive = Archive(str(path), "!")
    try:
        file = path.open("rb")
    except OSError as error:
        archive.report(rules.UNREADABLE, f"can't be opened: {error.strerror}")
        return archive
    with file:
        read_open_zip(archive, file)
    return archive


def read_open_zip(archive: Archive, file: BinaryIO) -> None:
    """Add the members of a zip, and what is wrong with it, to its archive."""
    try:
        size = file.seek(0, os.SEEK_END)
        if _directory_size(file, size) > MAX_DIRECTORY:
            message = f"the archive's list of members takes more than {MAX_DIRECTORY:,} bytes"
            archive.report(rules.BOMB, message)
            return
        with zipfile.ZipFile(file) as zipped:
            _read(archive, zipped, size)
    except _BROKEN as error:
        archive.report(rules.NOT_A_ZIP, f"can't be read as a zip: {error}")


def _directory_size(file: BinaryIO, size: int) -> int:
    """Return how many bytes the list of members takes, before zipfile reads it whole."""
    start = max(0, size - _END_SIZE - 0xFFFF - _LOCATOR_SIZE - _END64_SIZE)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE:
        return 0  # no zip; zipfile will say so
    locator = end - _LOCATOR_SIZE
    if locator >= _END64_SIZE and tail[locator : locator + 4] == _LOCATOR:
        return int(struct.unpack_from("<Q", tail, locator - _END64_SIZE + 40)[0])
    return int(struct.unpack_from("<L", tail, end + 12)[0])


def _read(archive: Archive, zipped: zipfile.ZipFile, size: int) -> None:
    infos = zipped.infolist()
    if len(infos) > MAX_MEMBERS:
        message = f"{len(infos):,} members, at most {MAX_MEMBERS:,} are read"
        archive.report(rules.BOMB, message)
        return
    archive.is_open = True
    archive.names = [info.orig_filename for info in infos]
    check_names(archive)
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        message = f"members unpack to {total:,} bytes, at most {MAX_TOTAL:,} are taken"
        archive.report(rules.BOMB, message)
    packed = sum(info.compress_size for info in infos)
    if packed > size:
        message = f"members take {packed:,} bytes in a file of {size:,}: they overlap"
        archive.report(rules.BOMB, message)
    for info in infos:
        if _sound(archive, info) and info.orig_filename in FLAT and packed <= size:
            _unpack(archive, zipped, info)


def _sound(archive: Archive, info: zipfile.ZipInfo) -> bool:
    """Report what the list says of a member; tell whether it may be unpacked."""
    name = info.orig_filename
    before = len(archive.findings)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "a link" if kind == stat.S_IFLNK else "a device or pipe"
        archive.report(rules.LINK, f"the member is {what}", name)
    if info.flag_bits & _ENCRYPTED:
        archive.report(rules.ENCRYPTED, "the member is encrypted", name)
    if info.compress_type not in _PLAIN:
        archive.report(rules.COMPRESSION, f"the member is packed with method {info.compress_type}", name)
    if info.file_size > max(rules.RATIO_FROM, info.compress_size * rules.MAX_RATIO):
        message = f"{info.compress_size:,} bytes unpack to {info.file_size:,}"
        archive.report(rules.BOMB, message, name)
    return len(archive.findings) == before


def _unpack(archive: Archive, zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if info.file_size > rules.MAX_XML:
        message = f"{info.file_size:,} bytes of XML, at most {rules.MAX_XML:,} are read"
        archive.report(rules.TOO_LARGE, message, name)
        return
    pieces = []
    size = 0
    try:
        with zipped.open(info) as member:
            while piece := member.read(_CHUNK):
                size += len(piece)
                if size > info.file_size:
                    break
                pieces.append(piece)
    except _BROKEN as error:
        archive.report(rules.DAMAGED, f"can't be unpacked: {error}", name)
        return
    if size != info.file_size:
        message = f"unpacks to {size:,} bytes, the list says {info.file_size:,}"
        archive.report(rules.DAMAGED, message, name)
        return
    archive.members.setdefault(name, b"".join(pieces))
