"""Measure `dvspec import solution`: a package of 1,000 tables becomes specs, in a whole process.

`make bench` runs it and writes the section `importing` of RESULTS.md. The figures beside it are those of reading the
package's XML alone, into lxml's tree and into that of the standard library.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from inputs import Source, invent, write_specs
from measure import Run, Summary, run
from results import machine, significant, table, write_section
from tools import BENCH, Dvspec

TABLES = 1000
COLUMNS = 25  # of a table, so that the package has about 60 MB
ROUNDS = 3
TIMEOUT = 600.0
MOST_SECONDS, MOST_MEMORY = 20, 400  # expected on two cores
PLACE = BENCH / "importing"
PARSERS = {
    "lxml reads the XML": "import lxml.etree as e; e.fromstring(data, e.XMLParser(huge_tree=True))",
    "xml.etree reads the XML": "import xml.etree.ElementTree as e; e.fromstring(data)",
}
_READ = "import sys, zipfile; data = zipfile.ZipFile(sys.argv[1]).read('customizations.xml'); "


def main() -> None:
    """Pack the invented tables once, then import and parse the package in alternation, and write the section."""
    if sys.argv[1:] == ["--inputs"]:  # a process of its own, so that the one that measures stays small
        return write_specs(source(), PLACE / "specs")
    dvspec = Dvspec()
    dvspec.install()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    subprocess.run([sys.executable, __file__, "--inputs"], check=True)
    program = dvspec.home / "bin" / "dvspec"
    subprocess.run([program, "pack", "--quiet", "--specs", PLACE / "specs", "--out", PLACE], check=True)
    (package,) = PLACE.glob("*.zip")
    commands: dict[str, list[str | Path]] = {
        "dvspec import solution": [program, "import", "solution", package, "--into", PLACE / "imported"],
        **{name: [sys.executable, "-c", _READ + code, package] for name, code in PARSERS.items()},
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(ROUNDS):
        for name, command in commands.items():
            print(f"round {number + 1} of {ROUNDS}: {name}", flush=True)
            shutil.rmtree(PLACE / "imported", ignore_errors=True)
            runs[name].append(run(command, cwd=PLACE, log=PLACE / "log.txt", timeout=TIMEOUT))
            if "import" in command and len(list((PLACE / "imported").glob("*.yaml"))) != TABLES + 1:
                raise SystemExit("specs are missing")
    write_section("importing", section({name: Summary.of(each) for name, each in runs.items()}, package))
    return None


def source() -> Source:
    """Return the invented tables, each with more columns of the same types."""
    invented = invent(TABLES)
    for spec in invented.tables.values():
        columns = spec["columns"]
        copied = [(name, column) for name, column in columns.items() if column["type"] not in ("guid", "lookup")]
        for number in range(COLUMNS - len(columns)):
            name, column = copied[number % len(copied)]
            columns[f"{name}{number}"] = column
    return invented


def section(summaries: dict[str, Summary], package: Path) -> str:
    """Return the section's Markdown."""
    ours = summaries["dvspec import solution"]
    rows = [
        [
            name,
            significant(summary.seconds),
            f"{summary.peak_mb:.0f}",
            f"{significant(ours.seconds / summary.seconds)}×",
        ]
        for name, summary in summaries.items()
    ]
    met = "met" if ours.seconds < MOST_SECONDS and ours.peak_mb < MOST_MEMORY else "not met"
    return "\n".join(
        [
            "## Importing\n",
            f"{machine()}. A package of {TABLES:,} invented tables with {COLUMNS} columns each,"
            f" {package.stat().st_size / 1e6:.0f} MB. Whole processes in alternation, medians of {ROUNDS} rounds. The"
            " import writes a spec for each table; the parsers read the XML and do nothing else.\n",
            table(["", "seconds", "peak MB", "dvspec import relative to it"], rows),
            f"\nUnder {MOST_SECONDS} seconds and {MOST_MEMORY} MB are expected of the import: {met}.",
        ]
    )


if __name__ == "__main__":
    main()
