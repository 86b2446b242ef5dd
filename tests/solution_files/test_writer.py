"""Packages as they are written: the same bytes on every machine."""

from __future__ import annotations

import io
import zipfile

from dvspec.solution_files.writer import file_name, pack


def test_package_has_the_name_that_microsofts_tools_give() -> None:
    assert file_name("Sample", "1.2.0.4", managed=False) == "Sample_1_2_0_4.zip"
    assert file_name("Sample", "1.2.0.4", managed=True) == "Sample_1_2_0_4_managed.zip"


def test_order_of_files_does_not_change_the_bytes() -> None:
    assert pack({"a": b"1", "b": b"2"}) == pack({"b": b"2", "a": b"1"})


def test_entries_are_stored_with_a_fixed_date() -> None:
    with zipfile.ZipFile(io.BytesIO(pack({"b.xml": b"<b />", "a.xml": "\u00e4".encode()}))) as package:
        infos = package.infolist()
        assert [info.filename for info in infos] == ["a.xml", "b.xml"]
        assert {(info.date_time, info.compress_type) for info in infos} == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)}
        assert package.read("a.xml").decode() == "\u00e4"
