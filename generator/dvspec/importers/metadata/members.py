"""The members of one part of an answer: a table, a column, a relationship. Null means that nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dvspec.findings import Finding, Rule, Severity
from dvspec.importers.json_source import MemberPlace
from dvspec.model import NO_LABEL, Label
from dvspec.solution_files.report import quoted

INVALID_METADATA = Rule(
    "DV646",
    "invalid-metadata",
    Severity.ERROR,
    "Members of metadata have the types that the Web API gives them.",
    "Save the answer again, as it is.",
)

# What says nothing about a table, and differs from answer to answer.
_DROPPED = frozenset("""
    HasChanged CreatedOn ModifiedOn IntroducedVersion ColumnNumber DatabaseLength UserLocalizedLabel Settings
    Privileges DeletedMetadata ServerVersionStamp OwnerId OwnerIdType OwningBusinessUnit LinkedAttributeId InheritsFrom
    MetadataId SecurityTypes SecurityPrivilegeTypes IsValidODataAttribute DeprecatedVersion ReportViewName
    """.split())
_OF_MANAGED_PROPERTIES = frozenset({"Value", "CanBeChanged", "ManagedPropertyLogicalName", "@odata.type"})
_ODATA_TYPE = "@odata.type"


class Texts(NamedTuple):
    """A label: its texts by LCID."""

    texts: tuple[tuple[int, str], ...]

    def __str__(self) -> str:
        return ", ".join(quoted(text) for _, text in self.texts) or "empty"


def compact(value: Any) -> Any:
    """Return a value without what is unknown or says nothing; a managed property is its value, a label its texts."""
    if isinstance(value, list):
        return [compact(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "LocalizedLabels" in value or "UserLocalizedLabel" in value:
        return _texts(value)
    if "Value" in value and value.keys() <= _OF_MANAGED_PROPERTIES:
        return compact(value["Value"])
    result = {key: compact(part) for key, part in value.items() if part is not None and key not in _DROPPED}
    return {key: part for key, part in result.items() if part is not None}


def _texts(value: dict[str, Any]) -> Texts:
    labels = value.get("LocalizedLabels")
    if not labels:
        labels = [value.get("UserLocalizedLabel")]
    found: dict[int, str] = {}
    for label in labels if isinstance(labels, list) else []:
        if isinstance(label, dict) and type(label.get("LanguageCode")) is int and isinstance(label.get("Label"), str):
            found.setdefault(label["LanguageCode"], label["Label"])
    return Texts(tuple(sorted((code, text) for code, text in found.items() if text.strip())))


class Members:
    """Members by name, read as the type that they must have; `findings` are about those that have another one."""

    __slots__ = ("_members", "findings", "place")

    def __init__(self, members: Mapping[str, Any], place: MemberPlace) -> None:
        self._members = dict(members)
        self.place = place
        self.findings: list[Finding] = []

    def __contains__(self, key: str) -> bool:
        return key in self._members

    def get(self, key: str) -> Any:
        """Return a member as it is, None if it is unknown."""
        return self._members.get(key)

    def text(self, key: str) -> str:
        """Return a text, '' if it is unknown."""
        value = self._members.get(key, "")
        return value if isinstance(value, str) else self._wrong(key, value, "a text") or ""

    def flag(self, key: str) -> bool | None:
        """Return a flag, None if it is unknown."""
        value = self._members.get(key)
        return value if value is None or isinstance(value, bool) else self._wrong(key, value, "true or false")

    def number(self, key: str) -> int | float | None:
        """Return a number, a whole one without decimals; None if it is unknown."""
        value = self._members.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value) if isinstance(value, float) and value.is_integer() else value
        self._wrong(key, value, "a number")
        return None

    def whole(self, key: str) -> int | None:
        """Return a whole number, None if it is unknown."""
        value = self.number(key)
        return value if value is None or isinstance(value, int) else self._wrong(key, value, "a whole number")

    def texts(self, key: str) -> Texts:
        """Return a label, without texts if it is unknown."""
        value = self._members.get(key, Texts(()))
        return value if isinstance(value, Texts) else self._wrong(key, value, "a label") or Texts(())

    def names(self, key: str) -> list[str]:
        """Return a list of texts."""
        value = self._members.get(key, [])
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return value
        return self._wrong(key, value, "a list of texts") or []

    def inside(self, key: str) -> Members:
        """Return the members of a member, none if it is unknown."""
        value = self._members.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, value, "an object")
            value = {}
        inside = Members(value, self.place.at(key))
        inside.findings = self.findings
        return inside

    def parts(self, key: str) -> Iterator[Members]:
        """Yield the members of each part of a list."""
        value = self._members.get(key, [])
        for index, part in enumerate(value if isinstance(value, list) else []):
            if isinstance(part, dict):
                inside = Members(part, self.place.at(key, index))
                inside.findings = self.findings
                yield inside

    def type_name(self) -> str:
        """Return a column's AttributeTypeName, or what its other members show of it; '' if it is unknown."""
        name = self.text("AttributeTypeName")
        if not name:
            name = self.text(_ODATA_TYPE).rpartition(".")[2].removeprefix("Complex").removesuffix("AttributeMetadata")
            name = name or self.text("AttributeType")
            name = f"{name}Type" if name and name != "Virtual" else ""
        return name

    def differences(self, other: Members) -> Iterator[tuple[str, Any]]:
        """Yield what is said here and differs from what the other says."""
        for key, value in self._members.items():
            if key in other and not key.startswith("@odata.") and not _agree(value, other.get(key)):
                yield key, value

    def complete(self, other: Members) -> None:
        """Add what the other says beside."""
        self._members = _joined(self._members, other._members)

    def _wrong(self, key: str, value: Any, expected: str) -> Any:
        finding = Finding(INVALID_METADATA, self.place.at(key), f"{key} is {quoted(str(value))}, not {expected}")
        if finding not in self.findings:
            self.findings.append(finding)
        return None


def _agree(value: Any, other: Any) -> bool:
    """Return whether two values say the same, or one of them nothing."""
    if isinstance(value, dict) and isinstance(other, dict):
        return all(_agree(value[key], other[key]) for key in value.keys() & other.keys())
    if isinstance(value, Texts) and isinstance(other, Texts) and (not value.texts or not other.texts):
        return True
    if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        return value == other or sorted(map(str, value)) == sorted(map(str, other))
    return bool(value == other)


def _joined(value: Any, other: Any) -> Any:
    """Return what two values that agree say together."""
    if isinstance(value, dict) and isinstance(other, dict):
        return {**value, **{key: _joined(value[key], part) if key in value else part for key, part in other.items()}}
    return other if isinstance(value, Texts) and not value.texts else value


def label(texts: Texts, language: int) -> Label:
    """Return a label of the base language with translations; without a text in it, the first takes its place."""
    by_language = dict(texts.texts)
    if not by_language:
        return NO_LABEL
    base = by_language.pop(language, None)
    if base is None:
        base = by_language[min(by_language)]
    return Label(base, tuple(sorted(by_language.items())))
