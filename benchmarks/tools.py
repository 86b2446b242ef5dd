"""The tools that the generation benchmark compares: how each is installed, started and checked.

Each gets its own virtual environment under .bench/venv with the versions that
`requirements-NAME.txt` pins, and runs by its own console script, as its users start it.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
BENCH = CHECKOUT / ".bench"


class OutputError(Exception):
    """A tool succeeded, but outputs are missing."""


class Tool(ABC):
    """One generator."""

    name: ClassVar[str]  # as on the command line and in file names
    title: ClassVar[str]
    outputs: ClassVar[str]  # what it writes here, for the results
    packages: ClassVar[tuple[str, ...]]  # whose versions the results name

    @abstractmethod
    def command(self, inputs: Path, out: Path) -> list[str | Path]:
        """Return the command line that generates from a folder of inputs."""

    @abstractmethod
    def check(self, out: Path, tables: int) -> None:
        """Raise `OutputError` unless the outputs of this many tables are there."""

    def install(self) -> None:
        """Create the tool's environment, unless it exists with the pinned versions."""
        stamp = self.home / "requirements.sha256"
        wanted = hashlib.sha256(self.requirements.read_bytes() + sys.version.encode()).hexdigest()
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(self.home, ignore_errors=True)
            venv.create(self.home, with_pip=True)
            self.pip("install", "--requirement", self.requirements)
            stamp.write_text(wanted, encoding="utf-8")

    def versions(self) -> str:
        """Return the packages that matter, each with its version."""
        code = "import sys, importlib.metadata as m\nfor n in sys.argv[1:]: print(n, m.version(n))"
        command: list[str | Path] = [self.home / "bin" / "python", "-c", code, *self.packages]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return ", ".join(lines.splitlines())

    def pip(self, *arguments: str | Path) -> None:
        """Run pip in the tool's environment."""
        pip: list[str | Path] = [self.home / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, *arguments], check=True, stdout=subprocess.DEVNULL)

    @property
    def home(self) -> Path:
        """Return the tool's environment."""
        return BENCH / "venv" / self.name

    @property
    def requirements(self) -> Path:
        """Return the file that pins the tool and what it needs."""
        return HERE / f"requirements-{self.name}.txt"


class Dvspec(Tool):
    """This checkout, installed as a user would, with all outputs."""

    name = "dvspec"
    title = "dvspec"
    outputs = "Python, JSON Schema, solution, identifiers"
    packages = ("dvspec",)

    def install(self) -> None:
        """Install the checkout as it is now, with its pinned dependencies."""
        super().install()
        self.pip("install", "--no-deps", "--force-reinstall", CHECKOUT)
        self.pip("check")

    def command(self, inputs: Path, out: Path) -> list[str | Path]:
        """Return the command line that writes all outputs."""
        dvspec = self.home / "bin" / "dvspec"
        return [dvspec, "generate", "--quiet", "--specs", inputs / "specs", "--out", out]

    def check(self, out: Path, tables: int) -> None:
        """Expect a class, a schema and an entity for each table, and the identifiers."""
        expect(count_lines(out / "python", "*.py", "@dataclass"), tables, "classes")
        expect(count_files(out / "json_schema", "*.json"), tables, "JSON Schemas")
        expect(count_lines(out / "solution", "*.xml", "<EntityInfo>"), tables, "entities")
        expect(count_files(out / "identifiers", "*.json"), 1, "files of test vectors")


class LinkML(Tool):
    """LinkML's gen-project, with the two of its outputs that dvspec has too."""

    name = "linkml"
    title = "LinkML"
    outputs = "Python, JSON Schema"
    packages = ("linkml",)

    def command(self, inputs: Path, out: Path) -> list[str | Path]:
        """Return the command line that writes Python and JSON Schema."""
        project = self.home / "bin" / "gen-project"
        includes = ["--include", "python", "--include", "jsonschema"]
        return [project, *includes, "--dir", out, inputs / "linkml.yaml"]

    def check(self, out: Path, tables: int) -> None:
        """Expect a class and a schema for each table."""
        expect(count_lines(out, "*.py", "@dataclass"), tables, "classes")
        expect(count_lines(out, "*.schema.json", '"type": "object"'), tables, "JSON Schemas")


class DatamodelCodeGenerator(Tool):
    """datamodel-code-generator: dataclasses formatted with black, without docstrings, as by default."""

    name = "datamodel-code-generator"
    title = "datamodel-code-generator"
    outputs = "Python, formatted with black"
    packages = ("datamodel-code-generator", "black")

    def command(self, inputs: Path, out: Path) -> list[str | Path]:
        """Return the command line that writes one module."""
        return [
            self.home / "bin" / "datamodel-codegen",
            *("--input", inputs / "tables.schema.json"),
            *("--input-file-type", "jsonschema"),  # without it, the tool has to guess
            *("--output", out / "tables.py"),
            *("--output-model-type", "dataclasses.dataclass"),
            *("--target-python-version", "3.11"),
            *("--formatters", "black"),  # without isort, which its default adds
            "--disable-timestamp",
        ]

    def check(self, out: Path, tables: int) -> None:
        """Expect a dataclass for each table."""
        expect(count_lines(out, "*.py", "@dataclass"), tables, "dataclasses")


TOOLS: tuple[Tool, ...] = (Dvspec(), LinkML(), DatamodelCodeGenerator())


def expect(count: int, least: int, what: str) -> None:
    """Raise `OutputError` if there are too few of something."""
    if count < least:
        raise OutputError(f"{count} {what}, at least {least} expected")


def count_files(folder: Path, pattern: str) -> int:
    """Return how many files of a folder match a pattern."""
    return sum(1 for _ in folder.rglob(pattern))


def count_lines(folder: Path, pattern: str, beginning: str) -> int:
    """Return how many lines of the matching files begin with a text, after any indentation."""
    count = 0
    for path in folder.rglob(pattern):
        with path.open(encoding="utf-8") as lines:  # line by line: see the note in measure.py
            count += sum(line.lstrip().startswith(beginning) for line in lines)
    return count
