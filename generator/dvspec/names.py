"""How names and texts of specs become names in Python: `DataSourceName` is `data_source_name`."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping

from dvspec.reserved_names import LONGEST_FIELD, USED_IN_PAYLOADS

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_UMLAUTS = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue"}
_WORDS = re.compile(r"[A-Za-z0-9]+")
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def in_ascii(text: str) -> str:
    """Return a text with its letters and digits in ASCII: `Übergröße` as `Uebergroesse`, `状态` as `ZhuangTai`.

    Other characters stay, and separate words.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    result = []
    for position, character in enumerate(text):
        replaced = _UMLAUTS.get(character)
        if replaced is None:
            replaced = character if character.isascii() else _letter_in_ascii(character)
        elif character.isupper() and text[position + 1 : position + 2].isupper():
            replaced = replaced.upper()
        result.append(replaced)
    return "".join(result)


def _letter_in_ascii(character: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    if plain.isascii():
        return plain
    if unicodedata.category(character)[0] not in "LMN":
        return character

    from anyascii import anyascii

    return anyascii(character)


def snake_case(name: str) -> str:
    """Return `DataSourceName` as `data_source_name` and `FTPSiteUrl` as `ftp_site_url`."""
    return re.sub("__+", "_", _WORD_STARTS.sub("_", name)).lower()


def constant_case(text: str) -> str:
    """Return `Choose not to say` as `CHOOSE_NOT_TO_SAY`; empty where no letter or digit is left."""
    return "_".join(_WORDS.findall(in_ascii(text))).upper()


def class_name(text: str) -> str:
    """Return `Customer details` as `CustomerDetails`; empty where no letter is left to begin with."""
    words = [text] if _CLASS.fullmatch(text) else _WORDS.findall(in_ascii(text))
    name = "".join(f"{word[0].upper()}{word[1:]}" for word in words)
    return "" if name[:1].isdigit() else name


def member_names(members: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the Python names of a payload's members, all different; empty for one that yields none.

    A name that is already one in Python stays as it is, whatever comes before it.
    """
    members = list(members)
    derived = {name: given.get(name, _member_name(name)) for name in members}
    first = [name for name in members if name in given] + [name for name in members if derived[name] == name]
    result = {name: derived[name] for name in first}
    taken = {*result.values(), ""}
    for name in members:
        if name not in result:
            python, number = derived[name], 1
            while python in taken and python:
                number += 1
                python = f"{derived[name].rstrip('_')}_{number}"
            result[name] = python
            taken.add(python)
    return {name: result[name] for name in members}


def _member_name(name: str) -> str:
    python = snake_case("_".join(_WORDS.findall(in_ascii(name))))
    if python[:1].isdigit():
        python = f"member_{python}"
    python = python[: LONGEST_FIELD - 10].rstrip("_")  # leaves room for a number
    return f"{python}_" if keyword.iskeyword(python) or python in USED_IN_PAYLOADS else python
