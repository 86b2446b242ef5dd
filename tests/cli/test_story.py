"""The story of the README: import a real table, import it again when it has changed, generate, pack, verify."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import InProcess
from tests.reference import REFERENCE, needs_reference

pytestmark = needs_reference


def test_real_table_changes_and_ships(dvspec: InProcess, tmp_path: Path) -> None:
    source = tmp_path / "table.json"
    answer = json.loads((REFERENCE / "metadata/custom_table.RetrieveMetadataChanges.json").read_bytes())
    source.write_text(json.dumps(answer), encoding="utf-8")
    specs, generated, packages = tmp_path / "specs", tmp_path / "generated", tmp_path / "dist"
    assert dvspec("import", "metadata", source, "--into", specs, "-q").status == 0

    table = specs / "integration_test.yaml"
    written = table.read_text(encoding="utf-8")
    own = written.replace("  Name: {type: string,", "  # ours\n  Name: {type: string, example: Ada,")
    assert own != written
    table.write_text(own, encoding="utf-8")
    assert dvspec("import", "metadata", source, "--into", specs, "-q").status == 0
    assert table.read_text(encoding="utf-8") == own

    [entity] = answer["EntityMetadata"]
    [name] = [column for column in entity["Attributes"] if column["LogicalName"] == "cdsify_name"]
    name["MaxLength"] = 250
    source.write_text(json.dumps(answer), encoding="utf-8")
    assert dvspec("import", "metadata", source, "--into", specs, "-q").status == 0
    changed = table.read_text(encoding="utf-8")
    assert "max_length: 250" in changed
    assert changed.replace(", max_length: 250", "").replace("max_length: 250, ", "") == own

    assert dvspec("generate", "--specs", specs, "--out", generated, "-q").status == 0
    assert dvspec("check", "--specs", specs, "--out", generated, "-q").status == 0
    assert dvspec("pack", "--specs", specs, "--out", packages, "-q").status == 0
    [package] = packages.glob("*.zip")
    verified = dvspec("verify", package, "--format", "json")
    assert (verified.status, json.loads(verified.out)) == (0, [])
