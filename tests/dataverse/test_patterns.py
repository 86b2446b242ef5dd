"""Patterns, and the facts that the generated package declares as well: both declare the same."""

from __future__ import annotations

import re

import pytest

from dvspec.dataverse.languages import YES_NO, is_language_code
from dvspec.dataverse.patterns import EARLIEST, GUID, PREFIX, is_guid
from dvspec.runtime import value_reading
from dvspec.runtime.guids import HYPHENATED_GUID

GUID_TEXT = "0a1B2c3D-0000-1111-2222-333344445555"


def test_generated_package_has_the_same_earliest_moment() -> None:
    assert value_reading.EARLIEST == EARLIEST


def test_generated_package_has_the_same_pattern_of_guids() -> None:
    group = "[0-9a-fA-F]{4}"
    assert HYPHENATED_GUID.replace(f"(?:{group}-){{3}}", f"{group}-" * 3) == GUID


@pytest.mark.parametrize("text", [GUID_TEXT, f"{{{GUID_TEXT}}}"])
def test_guids_of_solution_files_may_have_braces(text: str) -> None:
    assert is_guid(text)
    assert not is_guid(text[:-2])
    assert not is_guid(f"{text}\n")


def test_reserved_prefix_is_refused() -> None:

    prefix = re.compile(PREFIX)
    assert [text for text in ("ab", "abc12345", "mscr") if prefix.fullmatch(text)] == ["ab", "abc12345", "mscr"]
    assert not [text for text in ("a", "1ab", "mscrm", "mscrmx", "abc123456", "Ab") if prefix.fullmatch(text)]


def test_languages_of_dataverse_have_codes_of_languages() -> None:
    assert all(map(is_language_code, YES_NO))
    assert not any(map(is_language_code, (0, 33, -1033, 99999, 10331033)))
