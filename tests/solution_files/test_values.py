"""Texts of solution files as values."""

from __future__ import annotations

import pytest

from dvspec.solution_files.values import intended_name

KNOWN = ["IsSecured", "IsCustomizable", "Language", "Type", "text"]


@pytest.mark.parametrize(
    ("name", "intended"),
    [
        ("IsSecurred", "IsSecured"),
        ("IsSecued", "IsSecured"),
        ("IsCustomisable", "IsCustomizable"),
        ("IsCusotmizabel", "IsCustomizable"),
        ("Langauge", "Language"),
        ("Tpye", "Type"),
        ("Typo", "Type"),
        ("texts", "text"),
        ("IsNovel", None),
        ("Tip", None),
        ("Tyopo", None),
        ("IsCusotmisabel", None),
        ("x" * 1_000_000, None),
        ("", None),
    ],
)
def test_names_that_differ_by_a_letter_or_two_are_misspellings(name: str, intended: str | None) -> None:
    assert intended_name(name, KNOWN) == intended
