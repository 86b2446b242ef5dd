"""The README's Python: it passes mypy --strict, and runs."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.reference import ROOT
from tests.rows.packages import EXAMPLES
from tests.webapi.server import WebApi

EXAMPLE, READ = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_examples_pass_mypy(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(f"web_api_row: dict[str, object] = {{}}\n{EXAMPLE}", encoding="utf-8")
    if importlib.util.find_spec("PowerPlatform"):  # the extra sdk
        (tmp_path / "read.py").write_text(READ, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}"]
    environment = {**os.environ, "MYPYPATH": str(ROOT / "generated" / "python")}
    done = subprocess.run(
        [*mypy, *tmp_path.glob("*.py")], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"web_api_row": EXAMPLES["AlternateKey"]}
    exec(EXAMPLE, names)
    assert names["row"].identifier == "testdatasource|contact1|cntid_1078"
    assert capsys.readouterr().out == "cntid_1078\n"


def test_rows_are_read_with_the_sdk(web_api: WebApi, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PowerPlatform.Dataverse.client", reason="the extra sdk is not installed")
    from tests.rows.test_sdk import Credential

    monkeypatch.setattr("azure.identity.InteractiveBrowserCredential", Credential)
    example = {key: value for key, value in EXAMPLES["Prediction"].items() if key[0] != "_"}
    web_api.environment.by_logical_name("msdynci_prediction").create(example)
    names: dict[str, Any] = {}
    exec(READ.replace("https://contoso.crm.dynamics.com", web_api.root.split("/api/")[0]), names)
    (prediction,) = names["predictions"]
    assert prediction.customer_id == "ce759201f786d590bf2134bff576c369"
