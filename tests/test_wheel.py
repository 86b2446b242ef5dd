"""The wheel: what is installed works outside the checkout, and gives what is committed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
HANG = 300


def run(*argv: str | Path, cwd: Path) -> str:
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, timeout=HANG)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_installed_wheel_generates_the_committed_outputs(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run(*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    with zipfile.ZipFile(next(tmp_path.glob("dvspec-*.whl"))) as archive:
        names = set(archive.namelist())
    runtime = {f"dvspec/runtime/{path.name}" for path in (ROOT / "generator" / "dvspec" / "runtime").glob("*.py")}
    assert runtime | {"dvspec/py.typed"} <= names
    (wheel,) = tmp_path.glob("dvspec-*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install", wheel, cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    dvspec = scripts / "dvspec"
    run(dvspec, "init", cwd=empty)
    run(dvspec, "generate", cwd=empty)
    committed = set((ROOT / "generated" / ".manifest").read_text().splitlines())
    assert set((empty / "generated" / ".manifest").read_text().splitlines()) == committed
    assert "up to date" in run(dvspec, "check", cwd=empty)
    run(dvspec, "pack", cwd=empty)
    assert "no errors" in run(dvspec, "verify", "dist/CustomerInsightsTables_1_0_0_0.zip", cwd=empty)
