"""Tables of Dataverse's own that specs refer to without declaring them."""

from __future__ import annotations

import pytest

from dvspec.dataverse.known_tables import KNOWN_TABLES
from dvspec.model import ExternalTable
from dvspec.solution_files.package import Package
from tests.verify.corpus import needs_corpus, samples


def test_entity_sets_are_plurals_that_dataverse_has() -> None:
    for name, entity_set in (("fax", "faxes"), ("mailbox", "mailboxes"), ("customeraddress", "customeraddresses")):
        assert KNOWN_TABLES[name].entity_set_name == entity_set
    endings = {name: table.entity_set_name for name, table in KNOWN_TABLES.items() if name[-1] in "xys"}
    assert not [name for name, entity_set in endings.items() if not entity_set.endswith("es")]


@pytest.mark.parametrize(
    "table",
    [
        ExternalTable("systemuser", "SystemUser", "systemusers", "systemuserid"),
        ExternalTable("opportunity", "Opportunity", "opportunities", "opportunityid"),
        ExternalTable("phonecall", "PhoneCall", "phonecalls", "activityid"),
    ],
)
def test_known_table(table: ExternalTable) -> None:
    assert KNOWN_TABLES[table.logical_name] == table


@needs_corpus
def test_known_tables_are_called_as_exports_call_them() -> None:
    seen = set()
    for sample in samples():
        for table in Package(sample.archive).tables:
            known = KNOWN_TABLES.get(table.logical_name)
            if known is not None:
                seen.add(known.logical_name)
                assert known.schema_name == table.name
                assert table.text("EntitySetName") in ("", known.entity_set_name)
    assert len(seen) > 15
