"""Packages whose prefix is that of Microsoft's Customer Insights."""

from __future__ import annotations

from dvspec.findings import Finding, Place, Rule, Severity
from dvspec.model import Solution

PREFIX = "msdynci"

CUSTOMER_INSIGHTS_PREFIX = Rule(
    "DV307",
    "customer-insights-prefix",
    Severity.WARNING,
    "The package has its publisher's own prefix; msdynci belongs to Microsoft's Customer Insights.",
    "Build it with your own prefix (dvspec pack --prefix), or import it only where Customer Insights is not installed.",
    "0x80048062",
)


def check_prefix(solution: Solution, place: Place) -> list[Finding]:
    """Return a finding if the tables of a package at this place have the names of Customer Insights' own tables."""
    if solution.publisher.prefix != PREFIX:
        return []
    message = f"the prefix {PREFIX} is Microsoft's; this package is for environments without Customer Insights"
    return [Finding(CUSTOMER_INSIGHTS_PREFIX, place, message)]
