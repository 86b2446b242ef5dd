"""dvspec pack, and dvspec verify of what it packs."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from dvspec.cli import run
from tests.own_packages import EVERYTHING, SHIPPED


def test_pack_makes_both_packages_and_verify_passes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "--specs", str(EVERYTHING), "--type", "both", "--out", str(tmp_path)], 0.0) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["Everything_2_3_4_5.zip", "Everything_2_3_4_5_managed.zip"]
    assert run(["verify", *(str(tmp_path / name) for name in names)], 0.0) == 0
    assert "2 packages: no errors" in capsys.readouterr().out


def test_the_packages_differ_in_the_managed_flag_alone(tmp_path: Path) -> None:
    run(["pack", "--specs", str(EVERYTHING), "--type", "both", "--out", str(tmp_path), "-q"], 0.0)
    unmanaged, managed = (zipfile.ZipFile(path) for path in sorted(tmp_path.iterdir()))
    assert unmanaged.read("customizations.xml") == managed.read("customizations.xml")
    flagged = unmanaged.read("solution.xml").replace(b"<Managed>0</Managed>", b"<Managed>1</Managed>")
    assert flagged == managed.read("solution.xml")


def test_packing_under_microsofts_prefix_warns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "--specs", str(SHIPPED), "--out", str(tmp_path)], 0.0) == 0
    assert "warning[DV307 customer-insights-prefix]" in capsys.readouterr().err
    assert run(["pack", "--specs", str(SHIPPED), "--prefix", "contoso", "--out", str(tmp_path)], 0.0) == 0
    assert "warning" not in capsys.readouterr().err


@pytest.mark.parametrize("prefix", ["mscrm", "x", "1abc", "toolongprefix", "Ab_"])
def test_a_prefix_that_dataverse_refuses_is_refused(prefix: str, tmp_path: Path) -> None:
    assert run(["pack", "--specs", str(SHIPPED), "--prefix", prefix, "--out", str(tmp_path)], 0.0) == 2
    assert list(tmp_path.iterdir()) == []


def test_verify_reports_a_broken_package_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["pack", "--specs", str(EVERYTHING), "--out", str(tmp_path), "-q"], 0.0)
    good = tmp_path / "Everything_2_3_4_5.zip"
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b"<MaxLength>50</MaxLength>", b"<MaxLength>5000</MaxLength>"))
    assert run(["verify", str(bad), "--format", "json"], 0.0) == 1
    findings = json.loads(capsys.readouterr().out)
    assert any("5000" in finding["message"] and finding["line"] for finding in findings)
    assert all(finding["file"].endswith("bad.zip!customizations.xml") for finding in findings)


def test_verify_of_what_is_not_there_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(tmp_path / "none.zip")], 0.0) == 2
    assert "does not exist" in capsys.readouterr().err
