"""Widths are those that black measures, and the same in every Python."""

from __future__ import annotations

import sys
import unicodedata

from black.strings import str_width

from dvspec.targets.python.widths import width


def test_widths_agree_with_black() -> None:
    different = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if width(character) != str_width(character)
        and unicodedata.category(character) not in ("Cn", "Cs", "Mn", "Me", "Cf")
    ]
    assert different == []


def test_widths_do_not_depend_on_the_unicode_of_python() -> None:
    assert width("\U0001fac6") == 2  # assigned in Unicode 16
    assert width("\N{TRIGRAM FOR HEAVEN}") == 2  # wide since Unicode 16
    assert width("e\N{COMBINING ACUTE ACCENT}\N{CJK UNIFIED IDEOGRAPH-6771}") == 4
