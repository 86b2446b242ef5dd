"""A zip: its list of members is checked, and the XML that rules read is unpacked, in memory and within limits."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from dvspec.findings import Rule, Severity
from dvspec.solution_files.archive import (
    FLAT,
    MAX_MEMBERS,
    MAX_XML,
    NOT_A_FILE,
    OVERSIZED_MEMBER,
    OVERSIZED_PACKAGE,
    UNREADABLE,
    Archive,
    check_names,
    is_formula,
)

MAX_TOTAL = 1 << 30  # bytes of all members, unpacked
MAX_DIRECTORY = 8 << 20  # bytes of the zip's list of members
MAX_RATIO = 800  # of unpacked to packed size; members of real exports reach 550, zeros 1,030
RATIO_FROM = 1 << 20  # bytes; smaller members may have any ratio

NOT_A_ZIP = Rule(
    "DV402",
    "not-a-zip",
    Severity.ERROR,
    "The package is a complete zip archive.",
    "Export or pack the solution again; an incomplete download is a common cause.",
    "0x80048060",
)
ENCRYPTED = Rule(
    "DV406",
    "encrypted-member",
    Severity.ERROR,
    "Members are not encrypted.",
    "Pack again without a password.",
    "0x80048060",
)
COMPRESSION = Rule(
    "DV407",
    "unsupported-compression",
    Severity.ERROR,
    "Members are stored or compressed with deflate.",
    "Pack again with deflate.",
    "0x80048060",
)
DAMAGED = Rule(
    "DV409",
    "damaged-member",
    Severity.ERROR,
    "Members unpack to the size and checksum that the archive's list gives.",
    "Export or pack the solution again.",
    "0x80048060",
)

_CHUNK = 1 << 16
_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END64_SIZE = 56
_ENCRYPTED_FLAG = 0x1
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# All that zipfile and zlib are known to raise when bytes have been changed.
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


def read_zip(path: Path, *, formulas: bool = False) -> Archive:
    """Return the members of a zip and what is wrong with it; on request with its formulas."""
    archive = Archive(str(path), "!")
    try:
        file = path.open("rb")
    except OSError as error:
        archive.report(UNREADABLE, f"can't be opened: {error.strerror}")
        return archive
    with file:
        read_open_zip(archive, file, formulas=formulas)
    return archive


def read_open_zip(archive: Archive, file: BinaryIO, *, formulas: bool = False) -> None:
    """Add the members of a zip, and what is wrong with it, to its archive."""
    try:
        size = file.seek(0, os.SEEK_END)
        if _directory_size(file, size) > MAX_DIRECTORY:
            message = f"the archive's list of members takes more than {MAX_DIRECTORY:,} bytes"
            archive.report(OVERSIZED_PACKAGE, message)
            return
        with zipfile.ZipFile(file) as zipped:
            _read_members(archive, zipped, size, formulas)
    except _BROKEN as error:
        archive.report(NOT_A_ZIP, f"can't be read as a zip archive: {error}")


def _directory_size(file: BinaryIO, size: int) -> int:
    """Return how many bytes the list of members takes, before zipfile reads all of it."""
    start = max(0, size - _END_SIZE - 0xFFFF - _LOCATOR_SIZE - _END64_SIZE)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE:
        return 0  # not a zip; zipfile reports it
    locator = end - _LOCATOR_SIZE
    if locator >= _END64_SIZE and tail[locator : locator + 4] == _LOCATOR:
        return int(struct.unpack_from("<Q", tail, locator - _END64_SIZE + 40)[0])
    return int(struct.unpack_from("<L", tail, end + 12)[0])


def _read_members(archive: Archive, zipped: zipfile.ZipFile, size: int, formulas: bool) -> None:
    infos = zipped.infolist()
    if len(infos) > MAX_MEMBERS:
        archive.report(OVERSIZED_PACKAGE, f"{len(infos):,} members; at most {MAX_MEMBERS:,} are read")
        return
    archive.is_open = True
    archive.names = [info.orig_filename for info in infos]
    check_names(archive)
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        archive.report(OVERSIZED_PACKAGE, f"members unpack to {total:,} bytes; at most {MAX_TOTAL:,} are allowed")
    packed = sum(info.compress_size for info in infos)
    if packed > size:
        archive.report(OVERSIZED_PACKAGE, f"members take {packed:,} bytes in a file of {size:,}: they overlap")
    for info in infos:
        if not _can_unpack(archive, info) or packed > size:
            continue
        name = info.orig_filename
        if name in FLAT:
            _unpack(archive, zipped, info, archive.contents, name)
        elif formulas and is_formula(name):
            _unpack(archive, zipped, info, archive.formulas, name.rpartition("/")[2].lower())


def _can_unpack(archive: Archive, info: zipfile.ZipInfo) -> bool:
    """Return whether a member may be unpacked; report why not."""
    name = info.orig_filename
    before = len(archive.findings)
    file_type = stat.S_IFMT(info.external_attr >> 16)
    if file_type not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "a link" if file_type == stat.S_IFLNK else "a device or a pipe"
        archive.report(NOT_A_FILE, f"the member is {what}", name)
    if info.flag_bits & _ENCRYPTED_FLAG:
        archive.report(ENCRYPTED, "the member is encrypted", name)
    if info.compress_type not in _COMPRESSIONS:
        archive.report(COMPRESSION, f"the member is compressed with method {info.compress_type}", name)
    if info.file_size > max(RATIO_FROM, info.compress_size * MAX_RATIO):
        archive.report(OVERSIZED_PACKAGE, f"{info.compress_size:,} bytes unpack to {info.file_size:,}", name)
    return len(archive.findings) == before


def _unpack(
    archive: Archive, zipped: zipfile.ZipFile, info: zipfile.ZipInfo, contents: dict[str, bytes], key: str
) -> None:
    name = info.orig_filename
    if info.file_size > MAX_XML:
        archive.report(OVERSIZED_MEMBER, f"{info.file_size:,} bytes of XML; at most {MAX_XML:,} are read", name)
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
        archive.report(DAMAGED, f"can't be unpacked: {error}", name)
        return
    if size != info.file_size:
        archive.report(DAMAGED, f"unpacks to {size:,} bytes; the directory gives {info.file_size:,}", name)
        return
    contents.setdefault(key, b"".join(pieces))
