"""The kinds of files that a package can carry: where an unpacked solution has them, and where a package does."""

from __future__ import annotations

import re
from typing import NamedTuple

from dvspec.dataverse.components import ComponentType


class Kind(NamedTuple):
    """One component in one file: its path, its element, the section that has it in a package, its root component.

    `name` and `id` are the attributes, or the children, that have the component's schema name and id. `content` says
    that the file beside it, whose name it extends, is the content that the component's file name refers to.
    """

    path: re.Pattern[str]
    element: str
    section: str
    component: ComponentType
    name: str = ""
    id: str = ""
    content: bool = False


def _path(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


KINDS = (
    Kind(_path(r"Roles/[^/]+\.xml"), "Role", "Roles", ComponentType.ROLE, id="id"),
    Kind(_path(r"Workflows/[^/]+\.data\.xml"), "Workflow", "Workflows", ComponentType.WORKFLOW, id="WorkflowId"),
    Kind(_path(r"OptionSets/[^/]+\.xml"), "optionset", "optionsets", ComponentType.OPTION_SET, name="Name"),
    Kind(_path(r"Dashboards/[^/]+\.xml"), "Dashboard", "Dashboards", ComponentType.FORM, id="FormId"),
    Kind(
        _path(r"InteractionCentricDashboards/[^/]+\.xml"), "InteractionCentricDashboard",
        "InteractionCentricDashboards", ComponentType.FORM, id="FormId",
    ),
    Kind(
        _path(r"WebResources/.+\.data\.xml"), "WebResource", "WebResources", ComponentType.WEB_RESOURCE, name="Name",
        content=True,
    ),
    Kind(
        _path(r"Controls/[^/]+/ControlManifest\.xml\.data\.xml"), "CustomControl", "CustomControls",
        ComponentType.CONTROL, name="Name",
    ),
    Kind(
        _path(r"PluginAssemblies/[^/]+/[^/]+\.data\.xml"), "PluginAssembly", "SolutionPluginAssemblies",
        ComponentType.PLUGIN_ASSEMBLY, name="FullName", id="PluginAssemblyId",
    ),
    Kind(
        _path(r"SdkMessageProcessingSteps/[^/]+\.xml"), "SdkMessageProcessingStep", "SdkMessageProcessingSteps",
        ComponentType.PLUGIN_STEP, id="SdkMessageProcessingStepId",
    ),
    Kind(
        _path(r"AppModuleSiteMaps/[^/]+/AppModuleSiteMap\.xml"), "AppModuleSiteMap", "AppModuleSiteMaps",
        ComponentType.SITE_MAP, name="SiteMapUniqueName",
    ),
    Kind(
        _path(r"AppModules/[^/]+/AppModule\.xml"), "AppModule", "AppModules", ComponentType.APP, name="UniqueName",
    ),
    Kind(
        _path(r"CanvasApps/[^/]+\.meta\.xml"), "CanvasApp", "CanvasApps", ComponentType.CANVAS_APP, name="Name",
    ),
)  # fmt: skip

ENVIRONMENT_VARIABLE = re.compile(r"environmentvariabledefinitions/([^/]+)/environmentvariable(definition|values)\.\w+")
"""Files that a package has where an unpacked solution does; the folder's name is the component's schema name."""
CONTROL_FILE = re.compile(r"(Controls/[^/]+/).+")
"""Files of controls, which their manifest names."""


class TablePart(NamedTuple):
    """A part of a table: its path, the element around it that goes, or the one that it has, and where it goes."""

    path: re.Pattern[str]
    element: str
    is_wrapper: bool
    section: str


TABLE_PARTS = (
    TablePart(_path(r"Entities/([^/]+)/FormXml/([A-Za-z]+)/[^/]+\.xml"), "forms", True, "FormXml"),
    TablePart(_path(r"Entities/([^/]+)/SavedQueries/[^/]+\.xml"), "savedqueries", True, "SavedQueries"),
    TablePart(_path(r"Entities/([^/]+)/Visualizations/[^/]+\.xml"), "visualization", False, "Visualizations"),
    TablePart(_path(r"Entities/([^/]+)/RibbonDiff\.xml"), "RibbonDiffXml", False, "RibbonDiffXml"),
)  # fmt: skip
"""In the order in which exports have them after a table's definition."""

OWN_SECTIONS = frozenset(
    "Entities EntityImageConfigs AttributeImageConfigs EntityRelationships optionsets Languages".split()
)
"""Sections of a package that the specs define."""

SECTIONS = tuple("""
    Entities Roles Workflows FieldSecurityProfiles Templates EntityImageConfigs AttributeImageConfigs EntityMaps
    EntityRelationships OrganizationSettings optionsets Reports Dashboards InteractionCentricDashboards Dialogs
    WebResources CustomControls SolutionPluginAssemblies SdkMessageProcessingSteps AppModuleSiteMaps AppModules
    EntityDataProviders EntityDataSources CanvasApps AIModels connectionreferences Languages
    """.split())
"""The sections of a package in the order of exports."""

ALWAYS = frozenset("""
    Entities Roles Workflows FieldSecurityProfiles Templates EntityMaps EntityRelationships OrganizationSettings
    optionsets CustomControls EntityDataProviders Languages
    """.split())
"""Those that are there even if they are empty."""
