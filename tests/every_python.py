"""Run the tests on every CPython from 3.11 on that this machine has, each in a venv of its own (`make test-all`).

Looks on the path and in pyenv's folder. Of each minor version the newest is taken. Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
Version = tuple[int, int, int]

# Prints the version, if this is a released CPython outside a venv that can make venvs.
_PROBE = """
import ensurepip, sys, venv
if sys.implementation.name == "cpython" and sys.version_info.releaselevel == "final" and sys.prefix == sys.base_prefix:
    print(*sys.version_info[:3])
"""


def interpreters() -> dict[tuple[int, int], tuple[Version, Path]]:
    """Return minor version -> the newest interpreter of it."""
    found: dict[tuple[int, int], tuple[Version, Path]] = {}
    for candidate in dict.fromkeys(_candidates()):
        version = _version(candidate)
        if version and version >= OLDEST and (version[:2] not in found or found[version[:2]][0] < version):
            found[version[:2]] = version, candidate
    return dict(sorted(found.items()))


def _candidates() -> Iterator[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    installed = [version / "bin" for version in sorted((pyenv / "versions").glob("*"))]
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*installed, *on_path]:
        for pattern in ("python3", "python3.[0-9]*", "python.exe"):
            yield from (file for file in sorted(folder.glob(pattern)) if not file.name.endswith("config"))


def _version(interpreter: Path) -> Version | None:
    try:
        done = subprocess.run([interpreter, "-c", _PROBE], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.split()
    return (int(words[0]), int(words[1]), int(words[2])) if done.returncode == 0 and len(words) == 3 else None


def venv_of(version: Version, interpreter: Path) -> Path:
    """Return the Python of a venv with all that the tests need, made where it is missing or out of date."""
    home = ROOT / f".venv-{version[0]}.{version[1]}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    needs = f"{version}\n" + (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ready = home / "ready"
    had = ready.read_text(encoding="utf-8") if ready.exists() else ""
    if had != needs:
        if had.partition("\n")[0] != str(version):
            subprocess.run([interpreter, "-m", "venv", "--clear", home], check=True)
        install = "-m pip install --quiet --disable-pip-version-check --editable .[dev]"
        subprocess.run([python, *install.split()], cwd=ROOT, check=True)
        ready.write_text(needs, encoding="utf-8")
    return python


def main(arguments: list[str]) -> int:
    """Run the tests, print a table, and return 1 where a version failed."""
    chosen = interpreters()
    if not chosen:
        print(f"no CPython from {OLDEST[0]}.{OLDEST[1]} on was found")
        return 1
    lines = []
    failed = False
    for version, interpreter in chosen.values():
        name = ".".join(map(str, version))
        print(f"== Python {name} ({interpreter})", flush=True)
        started = time.monotonic()
        try:
            python = venv_of(version, interpreter)
            status = subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT).returncode
            outcome = "passed" if status == 0 else f"failed (pytest ended with {status})"
        except subprocess.CalledProcessError as error:
            status, outcome = 1, f"no venv (ended with {error.returncode})"
        failed = failed or status != 0
        lines.append(f"{name:<10} {outcome:<32} {time.monotonic() - started:>6.0f} s")
    print("\nPython     Tests                              Time", *lines, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
