"""Labels of yes/no columns: Dataverse's own words in every language of the specs, or those that a spec gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dvspec.spec import load_folder
from dvspec.verify import verify
from tests.own_packages import package_texts, write_package
from tests.spec.small import SOLUTION, THING, write


def _labels(folder: Path, thing: str, solution: str = SOLUTION) -> list[tuple[str, str, str]]:
    """Return (value, label, language) of the labels of the only option set, in their order."""
    loaded = load_folder(write(folder, thing, solution)).solution
    assert not verify(write_package(folder, loaded, managed=False))
    text = package_texts(loaded)["customizations.xml"]
    options = re.findall(r'<option value="(\d)".*?</option>', text, re.DOTALL)
    assert options == ["1", "0"]
    return [
        (value, label, language)
        for value, inside in re.findall(r'<option value="(\d)"(.*?)</option>', text, re.DOTALL)
        for label, language in re.findall(r'<label description="(.*?)" languagecode="(\d+)"', inside)
    ]


def _flag(keys: str = "") -> str:
    return f"{THING}  Flag: {{type: boolean, description: A flag.{keys}}}\n"


def test_labels_are_in_the_base_language(tmp_path: Path) -> None:
    german = SOLUTION.replace("1033", "1031")
    assert _labels(tmp_path, _flag(), german) == [("1", "Ja", "1031"), ("0", "Nein", "1031")]


def test_labels_are_in_every_language_of_the_specs(tmp_path: Path) -> None:
    thing = _flag().replace("A thing.", "{1033: A thing., 1041: 物., 3082: Una cosa.}")
    assert _labels(tmp_path, thing) == [
        ("1", "Yes", "1033"), ("1", "はい", "1041"), ("1", "Sí", "3082"),
        ("0", "No", "1033"), ("0", "いいえ", "1041"), ("0", "No", "3082"),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "yes"), [("2074", "Da"), ("3098", "Да"), ("9242", "Da"), ("10266", "Да")])
def test_serbian_has_codes_of_older_and_newer_environments(tmp_path: Path, language: str, yes: str) -> None:
    assert _labels(tmp_path, _flag(), SOLUTION.replace("1033", language))[0] == ("1", yes, language)


def test_labels_of_a_spec_are_unchanged(tmp_path: Path) -> None:
    keys = ', yes_label: {1033: Paid, 1036: "Payé <é>"}, no_label: Open'
    assert _labels(tmp_path, _flag(keys)) == [
        ("1", "Paid", "1033"), ("1", "Payé &lt;é&gt;", "1036"), ("0", "Open", "1033"),
    ]  # fmt: skip


def test_unknown_language_has_english_labels(tmp_path: Path) -> None:
    assert _labels(tmp_path, _flag(), SOLUTION.replace("1033", "1039")) == [("1", "Yes", "1039"), ("0", "No", "1039")]


@pytest.mark.parametrize("language", ["1031", "1033"])
def test_own_labels_are_in_the_base_language_in_which_dataverse_requires_them(tmp_path: Path, language: str) -> None:
    solution = SOLUTION.replace("1033", language).replace("standard", "elastic")
    loaded = load_folder(write(tmp_path, _flag(), solution)).solution
    assert not verify(write_package(tmp_path, loaded, managed=False))
    text = package_texts(loaded)["customizations.xml"]
    labels = {(label, code) for label, code in re.findall(r'description="(.*?)" languagecode="(\d+)"', text)}
    assert {code for _, code in labels} == {language}
    assert ("Partition Id", language) in labels  # in English: it has no other
    assert (("Ja" if language == "1031" else "Yes"), language) in labels
