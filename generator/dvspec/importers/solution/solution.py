"""The manifest: the solution itself and its publisher."""

from __future__ import annotations

import re

from dvspec.dataverse import patterns
from dvspec.dataverse.limits import OPTION_VALUE_PREFIXES
from dvspec.findings import Rule, Severity
from dvspec.importers.solution.report import Report, Scope
from dvspec.model import GuidScheme, Label, Publisher
from dvspec.solution_files.package import Package
from dvspec.solution_files.report import finding_in, quoted
from dvspec.solution_files.values import integer
from dvspec.solution_files.xml import Element

INCOMPLETE_MANIFEST = Rule(
    "DV680",
    "incomplete-manifest",
    Severity.ERROR,
    "The manifest of a source names the solution, its language, and its publisher with both prefixes.",
    "Export the solution again; solution.xml is incomplete.",
)

DEFAULT_SCHEME = GuidScheme("uuid5", "6ba7b812-9dad-11d1-80b4-00c04fd430c8")
_VERSION_PARTS = 4


class Manifest:
    """What the manifest says, in the model's terms."""

    def __init__(self, package: Package, report: Report) -> None:
        manifest = package.manifest
        self._package = package
        self._report = report
        self.language = integer(package.base_language) or 0
        self.is_complete = manifest is not None and self.language > 0
        if manifest is None:
            self._refuse("has no manifest")
            return
        if not self.language:
            self._refuse("does not say its base language")
        self.unique_name = manifest.value("UniqueName") or ""
        if not self.unique_name:
            self._refuse("has no unique name")
        self.version = self._version(manifest.value("Version") or "")
        self.display_name = self._label(manifest, "LocalizedNames", self.unique_name)
        self.description = self._label(manifest, "Descriptions", "")
        self.publisher = self._publisher(package.publisher)

    def _refuse(self, what: str) -> None:
        self.is_complete = False
        self._report.findings.append(finding_in(INCOMPLETE_MANIFEST, self._package.path, f"the solution {what}"))

    def _label(self, element: Element, tag: str, otherwise: str) -> Label:
        text = Scope(self._report, self.language, "", element.tag).label(element.child(tag))
        return text if text.text else Label(otherwise)

    def _version(self, text: str) -> str:
        parts = text.strip().split(".")
        if not all(part.isdigit() and len(part) < 10 for part in parts) or len(parts) > _VERSION_PARTS:
            detail = f"The version {quoted(text)} is not four numbers; specs begin with 1.0.0.0."
            self._report.left_out("", "version", "version", detail)
            return "1.0.0.0"
        return ".".join(parts + ["0"] * (_VERSION_PARTS - len(parts)))

    def _publisher(self, element: Element | None) -> Publisher | None:
        if element is None:
            self._refuse("has no publisher")
            return None
        prefix = element.value("CustomizationPrefix") or ""
        if not re.fullmatch(patterns.PREFIX, prefix.lower()):
            self._refuse(f"has a publisher with the prefix {quoted(prefix)}")
        option_prefix = integer(element.value("CustomizationOptionValuePrefix") or "")
        low, high = OPTION_VALUE_PREFIXES
        if option_prefix is None or not low <= option_prefix <= high:
            detail = f"The publisher has no option value prefix from {low} to {high}; specs have {low}."
            self._report.left_out("", "publisher", "option-value-prefix", detail)
            option_prefix = low
        for tag in ("EMailAddress", "SupportingWebsiteUrl", "Addresses"):
            if _has_text(element.child(tag)):
                self._report.left_out("", "publisher", "publisher-contact", f"The publisher has <{tag}>.")
        name = element.value("UniqueName") or ""
        return Publisher(
            unique_name=name,
            display_name=self._label(element, "LocalizedNames", name),
            description=self._label(element, "Descriptions", ""),
            prefix=prefix.lower(),
            option_value_prefix=option_prefix,
        )


def _has_text(element: Element | None) -> bool:
    """Return whether an address or the like says anything beside its number and type."""
    if element is None:
        return False
    numbers = ("AddressNumber", "AddressTypeCode", "ShippingMethodCode", "ImportSequenceNumber")
    return bool(element.text) or any(
        inside.text and inside.tag not in numbers and inside.text != "0" for inside in element.descendants()
    )
