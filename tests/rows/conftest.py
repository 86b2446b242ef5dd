"""What the tests of the rows share: the generated package on the path, and a Web API to talk to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.reference import ROOT

if TYPE_CHECKING:
    from tests.webapi.server import WebApi

sys.path.insert(0, str(ROOT / "generated" / "python"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    pytest.importorskip("cryptography", reason="the extra sdk is not installed")
    from tests.webapi.certificate import write_certificate

    return write_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def web_api(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebApi]:
    """An empty environment with the tables of the specs, behind HTTPS that requests trusts."""
    from tests.rows.packages import SOLUTION
    from tests.webapi.environment import Environment
    from tests.webapi.server import serve

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(Environment(SOLUTION), certificate) as api:
        yield api
