"""FetchXML, the language of queries in views: what its attributes can say."""

from __future__ import annotations

FILTER_TYPES = ("and", "or")
BOOLEANS = ("true", "false", "1", "0")
BOOLEAN_ATTRIBUTES = {
    "fetch": ("aggregate", "distinct", "min-active-row-version", "no-lock", "returntotalrecordcount"),
    "filter": ("isquickfindfields",),
    "link-entity": ("intersect", "visible"),
    "order": ("descending",),
}
OPERATORS = frozenset("""
    above begins-with between contain-values ends-with eq eq-businessid eq-or-above eq-or-under eq-userid
    eq-userlanguage eq-useroruserhierarchy eq-useroruserhierarchyandteams eq-useroruserteams eq-userteams ge gt in
    in-fiscal-period in-fiscal-period-and-year in-fiscal-year in-or-after-fiscal-period-and-year
    in-or-before-fiscal-period-and-year last-fiscal-period last-fiscal-year last-month last-seven-days last-week
    last-x-days last-x-fiscal-periods last-x-fiscal-years last-x-hours last-x-months last-x-weeks last-x-years last-year
    le like lt ne ne-businessid ne-userid neq next-fiscal-period next-fiscal-year next-month next-seven-days next-week
    next-x-days next-x-fiscal-periods next-x-fiscal-years next-x-hours next-x-months next-x-weeks next-x-years next-year
    not-begin-with not-between not-contain-values not-end-with not-in not-like not-null not-under null olderthan-x-days
    olderthan-x-hours olderthan-x-minutes olderthan-x-months olderthan-x-weeks olderthan-x-years on on-or-after
    on-or-before this-fiscal-period this-fiscal-year this-month this-week this-year today tomorrow under yesterday
    """.split())
