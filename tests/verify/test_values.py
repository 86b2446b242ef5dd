"""What rules make of the texts of solution files."""

from __future__ import annotations

import pytest

from dvspec.solution_files.values import intended_name
from dvspec.verify.rules.languages import is_language

KNOWN = ["IsSecured", "IsCustomizable", "Language", "Type", "text"]


@pytest.mark.parametrize(
    ("name", "near"),
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
def test_names_that_differ_by_a_letter_or_two_are_intended_name(name: str, near: str | None) -> None:
    assert intended_name(name, KNOWN) == near


def test_languages_are_numbers_of_windows() -> None:
    assert all(is_language(code) for code in ("1033", "1031", "1025", "3098", "10266", "9242", "2052"))
    assert not any(is_language(code) for code in ("", "33", "0", "-1033", "99999", "1033.0", "en-US", "10331033"))
