"""Components of solutions: their types, and how much of a table comes with it."""

from __future__ import annotations

from enum import IntEnum


class ComponentType(IntEnum):
    """The types of root components, by their numbers in solution.xml."""

    TABLE = 1
    OPTION_SET = 9
    ROLE = 20
    WORKFLOW = 29
    FORM = 60
    WEB_RESOURCE = 61
    SITE_MAP = 62
    CONTROL = 66
    APP = 80
    PLUGIN_ASSEMBLY = 91
    PLUGIN_STEP = 92
    CANVAS_APP = 300
    ENVIRONMENT_VARIABLE = 380
    FULL_IMAGE = 431
    PRIMARY_IMAGE = 432


class Behavior(IntEnum):
    """What comes with a table that is a root component: everything, or its own entry and what the package adds."""

    WHOLE = 0
    SHELL = 2
