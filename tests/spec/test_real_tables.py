"""What real tables have: the keys of specs that say it, and the model that they give."""

from __future__ import annotations

from dvspec.model import Solution
from dvspec.spec import load
from dvspec.spec.write import write
from tests.spec.small import SOLUTION

_ACCOUNT = """\
extends: account                                   # own columns of a table that exists
change_tracking: true
columns:
  Vehicle: {type: lookup, target: Vehicle, relationship: {name: rental_vehicle, delete: Restrict}}
  BookedBy: {type: lookup, targets: [contact, account]}          # customer, polymorphic
  Pickup: {type: datetime, behavior: time_zone_independent}
  Born: {type: date, behavior: user_local}
  Total: {type: money, precision_source: currency}
  Number: {type: string, autonumber: "R-{SEQNUM:6}"}
  Extras: {type: multichoice, choices: RentalExtra}
  Photo: {type: image, max_size_kb: 10240, primary: true}
  Days: {type: integer, formula: "DateDiff(Pickup, Return, TimeUnit.Days)"}
  Paid: {type: boolean, labels: {true: Paid, false: Open}}
"""
_VEHICLE = """\
table: Vehicle
logical_name: vehicle
schema_name: Vehicle
entity_set_name: vehicles
collection_name: vehicles
primary_id: VehicleId
primary_name: Plate
columns:
  VehicleId: {type: guid}
  Plate: {type: string}
"""
_CHOICES = "choices: {RentalExtra: {options: [{value: 100000000, label: Child seat}]}}\n"


def _loaded(*, solution: str = "", **tables: str) -> Solution:
    names = ", ".join(name.capitalize() for name in tables)
    files = {"solution.yaml": SOLUTION.replace("[Thing]", f"[{names}]") + solution}
    files |= {f"{name}.yaml": text for name, text in tables.items()}
    loaded = load({name: text.encode() for name, text in files.items()}).solution
    assert load(write(loaded)).solution == loaded
    return loaded


def test_a_table_that_exists_is_extended() -> None:
    solution = _loaded(solution=_CHOICES, account=_ACCOUNT, vehicle=_VEHICLE)
    account = solution.by_name["Account"]
    assert account.extends
    assert (account.logical_name, account.schema_name, account.entity_set_name) == ("account", "Account", "accounts")
    columns = account.by_name
    assert (account.primary_id, columns["AccountId"].logical_name) == ("AccountId", "accountid")
    assert columns["AccountId"].existing and not columns["Total"].existing
    assert columns["Total"].logical_name == "abc_total"
    [vehicle] = columns["Vehicle"].relationships
    assert (vehicle.schema_name, vehicle.cascade.delete, vehicle.is_external) == (
        "abc_rental_vehicle",
        "Restrict",
        False,
    )
    assert [(side.schema_name, side.navigation, side.is_external) for side in columns["BookedBy"].relationships] == [
        ("abc_Account_bookedby_Contact", "abc_bookedby_contact", True),
        ("abc_Account_bookedby_Account", "abc_bookedby_account", True),
    ]
    assert (columns["Pickup"].behavior, columns["Born"].behavior) == ("time_zone_independent", "user_local")
    assert (columns["Total"].precision_source, columns["Number"].autonumber) == ("currency", "R-{SEQNUM:6}")
    assert columns["Photo"].is_primary_image
    labels = columns["Paid"].yes_label, columns["Paid"].no_label
    assert [label and label.text for label in labels] == ["Paid", "Open"]
    text = write(solution)["account.yaml"].decode()
    assert text.startswith("extends: account\nchange_tracking: true\ncolumns:\n  Vehicle: {type: lookup, ")
    assert "  Paid: {type: boolean, labels: {true: Paid, false: Open}}\n" in text


def test_tables_of_other_solutions_are_extended_and_looked_up() -> None:
    external = """\
external_tables:
  msx_workorder: {schema_name: msx_WorkOrder, entity_set_name: msx_orders}
  abc2_x: {entity_set_name: abc2_xes}
"""
    order = "extends: msx_workorder\ncolumns:\n  X: {type: lookup, target: abc2_x}\n"
    solution = load(
        {
            "solution.yaml": (SOLUTION.replace("[Thing]", "[WorkOrder]") + external).encode(),
            "work_order.yaml": order.encode(),
        }
    ).solution
    table = solution.by_name["WorkOrder"]
    assert (table.schema_name, table.entity_set_name) == ("msx_WorkOrder", "msx_orders")
    assert table.by_name["WorkOrderId"].logical_name == "msx_workorderid"
    [side] = table.by_name["X"].relationships
    assert (side.target, side.target_entity_set_name, side.is_external) == ("abc2_x", "abc2_xes", True)
    assert load(write(solution)).solution == solution


def test_activities_have_the_primary_columns_of_all_activities() -> None:
    call = """\
table: Call
logical_name: call
entity_set_name: calls
collection_name: calls
table_kind: activity
primary_id: ActivityId
primary_name: Subject
columns:
  ActivityId: {type: guid}
  Subject: {type: string, max_length: 200}
many_to_many: {call_contact: {with: contact}}
"""
    [table] = _loaded(call=call).tables
    columns = table.by_name
    assert [columns[name].logical_name for name in ("ActivityId", "Subject")] == ["activityid", "subject"]
    assert [columns[name].schema_name for name in ("ActivityId", "Subject")] == ["ActivityId", "Subject"]
    [pairs] = table.many_to_many
    assert (pairs.schema_name, pairs.intersect_name, pairs.target_logical_name) == (
        "abc_call_contact",
        "abc_call_contact",
        "contact",
    )


def test_customers_are_accounts_and_contacts() -> None:
    vehicle = _VEHICLE + "  Renter: {type: customer, required: recommended}\n"
    renter = _loaded(vehicle=vehicle).tables[0].by_name["Renter"]
    assert [side.target for side in renter.relationships] == ["account", "contact"]
    assert renter.required_level == "recommended"
