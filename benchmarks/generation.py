"""Compare dvspec with LinkML and datamodel-code-generator: whole processes, in alternation, on the same tables.

`make bench` runs it and writes the section `generation` of RESULTS.md.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import results
from measure import Run, Summary, run
from results import machine, significant, table, write_section
from tools import BENCH, CHECKOUT, TOOLS, Dvspec, Tool

HERE = Path(__file__).resolve().parent
ROUNDS = {7: 7, 100: 3, 1000: 3}
TIMEOUT = 600.0  # seconds after which a process is taken to hang
UNCHANGED = "dvspec, nothing changed"

# What is expected on two cores: number of tables, the run, the tool it is compared with, times as fast at least.
EXPECTED = (
    (7, "dvspec", "LinkML", 10),
    (7, "dvspec", "datamodel-code-generator", 3),
    (7, UNCHANGED, "LinkML", 60),
    (1000, "dvspec", "LinkML", 12),
    (1000, "dvspec", "datamodel-code-generator", 4),
)
MOST_MEMORY = 150  # MB, for 1,000 tables


def main() -> None:
    """Measure the cases that are asked for, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tables", type=int, nargs="+", default=sorted(ROUNDS))
    parser.add_argument("--rounds", type=int, help="rounds of each case; each has its own number otherwise")
    parser.add_argument("--dry-run", action="store_true", help="print the section instead of writing it")
    options = parser.parse_args()
    for tool in TOOLS:
        print(f"installing {tool.title}", flush=True)
        tool.install()
    make_inputs(options.tables)
    for tool in TOOLS:  # once before all rounds, so that what a tool compiles and keeps is there
        generated(tool, min(options.tables), fresh_place(tool))
    cases = {count: measured(count, options.rounds or ROUNDS.get(count, 3)) for count in options.tables}
    body = section(cases)
    if options.dry_run:
        print(body)
    else:
        write_section("generation", body)


def make_inputs(counts: list[int]) -> None:
    """Write the same tables in each tool's own language."""
    arguments: list[str | Path] = [
        "--specs",
        CHECKOUT / "specs",
        "--out",
        BENCH / "input",
        "--tables",
        *map(str, counts),
    ]
    subprocess.run([sys.executable, HERE / "inputs.py", *arguments], check=True)


def measured(count: int, rounds: int) -> dict[str, Summary]:
    """Run every tool on this many tables, one after the other in each round."""
    runs: dict[str, list[Run]] = {name: [] for name in (*(tool.title for tool in TOOLS), UNCHANGED)}
    for number in range(rounds):
        for tool in TOOLS:
            print(f"{count} tables, round {number + 1} of {rounds}: {tool.title}", flush=True)
            place = fresh_place(tool)
            runs[tool.title].append(generated(tool, count, place))
            tool.check(place / "out", count)
            if isinstance(tool, Dvspec):
                runs[UNCHANGED].append(generated(tool, count, place))
    return {name: Summary.of(each) for name, each in runs.items()}


def fresh_place(tool: Tool) -> Path:
    """Return an empty working directory that contains an empty folder for outputs."""
    place = BENCH / "run" / tool.name
    shutil.rmtree(place, ignore_errors=True)
    (place / "out").mkdir(parents=True)
    return place


def generated(tool: Tool, count: int, place: Path) -> Run:
    """Run a tool once."""
    command = tool.command(BENCH / "input" / str(count), place / "out")
    return run(command, cwd=place, log=place / "log.txt", timeout=TIMEOUT)


def section(cases: Mapping[int, Mapping[str, Summary]]) -> str:
    """Return the section: a table for each case, the expectations, and the growth of the time."""
    parts = ["## Generation", "", f"{machine()}.", ""]
    parts += [f"- {tool.title}: {tool.versions()}. Writes {tool.outputs}." for tool in TOOLS]
    parts += [
        "",
        "Whole processes in alternation, each into an empty folder. The tools were installed and run once before, so"
        " that Python's and Jinja's compiled files exist. The run in which nothing changed is a second run of dvspec"
        " into the same folder; the other tools have no such mode.",
    ]
    for count, summaries in cases.items():
        parts += ["", f"### {count:,} tables", "", case_table(summaries)]
    parts += ["", "### Expected and measured", "", expectations(cases), *growth(cases)]
    return "\n".join(parts)


def case_table(summaries: Mapping[str, Summary]) -> str:
    """Return medians, peaks, and the time of each relative to dvspec's first run."""
    ours = summaries["dvspec"].seconds
    header = ["", "seconds (median)", "fastest to slowest", "peak MB", "relative to dvspec"]
    rows = [
        [
            name,
            significant(summary.seconds),
            f"{significant(summary.fastest)} to {significant(summary.slowest)}",
            f"{summary.peak_mb:.0f}",
            f"{significant(summary.seconds / ours)}×",
        ]
        for name, summary in summaries.items()
    ]
    return table(header, rows)


def expectations(cases: Mapping[int, Mapping[str, Summary]]) -> str:
    """Return the expected ratios and the measured ones, and the same for memory."""
    ratios = [
        (
            f"{count:,} tables: {ours} compared with {theirs}",
            least,
            cases[count][theirs].seconds / cases[count][ours].seconds,
        )
        for count, ours, theirs, least in EXPECTED
        if count in cases
    ]
    text = results.expectations(ratios)
    if 1000 in cases:
        peak = cases[1000]["dvspec"].peak_mb
        met = "met" if peak < MOST_MEMORY else "not met"
        text += (
            f"\n\n1,000 tables, peak memory of dvspec: under {MOST_MEMORY} MB expected, {peak:.0f} MB measured, {met}."
        )
    return text


def growth(cases: Mapping[int, Mapping[str, Summary]]) -> list[str]:
    """Return the time for each table, for 100 tables and for 1,000."""
    if not {100, 1000} <= cases.keys():
        return []
    each = {count: cases[count]["dvspec"].seconds / count * 1000 for count in (100, 1000)}
    return [
        "",
        f"dvspec takes {significant(each[100])} ms a table for 100 tables and {significant(each[1000])} ms for 1,000,"
        " its start included.",
    ]


if __name__ == "__main__":
    main()
