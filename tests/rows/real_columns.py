"""A table with the columns that real tables have: made as a model, whatever specs can say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dvspec.model import (
    Cascade,
    Column,
    Formula,
    Label,
    Option,
    OptionSet,
    Relationship,
    Solution,
    Table,
)
from dvspec.spec import load_folder
from tests.reference import ROOT

_BASE = load_folder(ROOT / "tests" / "projects" / "priced").solution
_CASCADE = Cascade("NoCascade", "RemoveLink", "RemoveLink", "NoCascade", "NoCascade", "NoCascade", "NoCascade")


def column(name: str, type_: str, **settings: Any) -> Column:
    """Return a column of the table, without a description."""
    python_name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    logical_name = settings.pop("logical_name", f"contoso_{name.lower()}")
    return Column(
        name, python_name, logical_name, settings.pop("schema_name", f"contoso_{name}"), type_, Label(name),
        settings.pop("description", Label("")), True, settings.pop("required_level", "none"), **settings,
    )  # fmt: skip


def relationship(column_name: str, target: str, entity_set: str, *, one: bool = False) -> Relationship:
    """Return a relationship with a table of Dataverse's own."""
    navigation = f"contoso_{column_name}" if one else f"contoso_{column_name}_{target}"
    name = f"contoso_booking_{column_name.lower()}_{target}"
    return Relationship(name, target, target, target.capitalize(), entity_set, navigation, _CASCADE, is_external=True)


def choice(name: str, *options: Option, is_external: bool = False, is_global: bool = False) -> OptionSet:
    """Return a choice."""
    return OptionSet(f"contoso_{name.lower()}", name, is_global, Label(name), Label(""), options, is_external)


CONTACT_AND_ACCOUNT = [("contact", "contacts"), ("account", "accounts")]
REASONS = choice(
    "BookingReason",
    Option(1, "OPEN", Label("Open"), Label("Nobody has answered"), "#00FF00", "O-1", state=0),
    Option(2, "LOST", Label("Lost"), hidden=True, state=1),
)
STATES = choice("BookingState", Option(0, "ACTIVE", Label("Active")), Option(1, "INACTIVE", Label("Inactive")))
INDUSTRY = choice("Industry", is_external=True, is_global=True)
COLUMNS = (
    column("AccountId", "guid", logical_name="accountid", schema_name="AccountId", existing=True),
    column("Title", "string", max_length=20, format="text", autonumber="B-{SEQNUM:6}"),
    column("BookedBy", "lookup", relationships=tuple(relationship("BookedBy", *pair) for pair in CONTACT_AND_ACCOUNT)),
    column("Unit", "lookup", relationships=(relationship("Unit", "businessunit", "businessunits", one=True),)),
    column("Pickup", "datetime", behavior="time_zone_independent"),
    column("Born", "date", behavior="user_local"),
    column("Day", "date", behavior="date_only"),
    column("Length", "integer", minimum=0, maximum=1440, format="duration", required_level="recommended"),
    column("Price", "money", minimum=0, maximum=1000, precision=2, precision_source="currency"),
    column("Fee", "money", minimum=0, maximum=1000, precision=2, precision_source="own"),
    column("Due", "decimal", minimum=0, maximum=10, precision=2, formula=Formula("formula", 'Price * 2 /* """ */')),
    column("Spent", "money", minimum=0, maximum=10, precision=2, formula=Formula("rollup", "<x/>", "x.xaml")),
    column("Industry", "choice", option_set=INDUSTRY),
    column("Industries", "multichoice", option_set=INDUSTRY),
    column("Photo", "image", max_size_kb=100),
    column("Contract", "file", max_size_kb=100),
    column("Owed", "decimal", precision=2, properties={"valid_for_create": False, "valid_for_update": False}),
    column("State", "state", logical_name="statecode", schema_name="statecode", option_set=STATES),
    column("Reason", "status", logical_name="statuscode", schema_name="statuscode", option_set=REASONS),
    column("CreatedOn", "datetime", logical_name="createdon", schema_name="CreatedOn", existing=True),
)


def solution(*columns: Column) -> Solution:
    """Return a solution of one table, which extends Dataverse's accounts by these columns."""
    table: Table = replace(
        _BASE.tables[0], name="Booking", python_module="booking", description=Label(""), logical_name="account",
        schema_name="Account", entity_set_name="accounts", primary_id="AccountId", primary_name="", extends=True,
        columns=columns, identifier=None, guid=None, alternate_keys=(), queries=(),
    )  # fmt: skip
    return replace(_BASE, tables=(table,), option_sets=(INDUSTRY,))


SOLUTION = solution(*COLUMNS)
