"""The functions for Spark run in Spark, in one local session: the committed vectors and more bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest

from dvspec.guids import SCHEMES
from dvspec.model import GuidScheme, Identifier, Part, Solution
from dvspec.names import snake_case
from dvspec.spec import load_folder
from dvspec.targets.identifiers import spark as target
from tests.independent_guids import independent_guid
from tests.targets.invented import HOSTILE

pytest.importorskip("pyspark", reason="pyspark is not installed")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java", allow_module_level=True)

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

ROOT = Path(__file__).parents[3]
VECTORS: dict[str, Any] = json.loads((ROOT / "generated" / "identifiers" / "test_vectors.json").read_text())
SOLUTION = load_folder(ROOT / "specs").solution
NAMESPACE = SOLUTION.guid_scheme.namespace
LONE_SURROGATE = "\ud800"  # Spark's strings are UTF-8, which has no lone surrogates
AWKWARD = (
    "",
    " ",
    " padded ",
    "a|b",
    "line\nend\n",
    "nul\0",
    "\ufeffbom",
    "e\u0301",
    "🛒👩‍👩‍👧",
    "\U0010ffff",
    "'\"\\$1",
)
# What means something to programs that pass statements on: variables, parameters, ends of statements, comments.
LITERALS = (*HOSTILE, "${spark.app.name}", ";\n", "a\r\nb", "*/ /*", "--", ":name", "\\", "\\\n", "$1", "\u2028", "\t")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):  # workers run this Python, not the first on the path
        os.environ[name] = sys.executable
    started = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    started.sparkContext.setLogLevel("OFF")
    yield started
    started.stop()


def module(solution: Solution) -> Any:
    """Return the generated functions for Python."""
    loaded = ModuleType("generated_for_spark")
    exec(compile(target.render(solution)["spark.py"], "spark.py", "exec"), loaded.__dict__)
    return loaded


def run_statements(session: SparkSession, solution: Solution) -> None:
    for statement in target.render(solution)["spark.sql"].split(";\n"):
        if statement.strip():
            session.sql(statement)


def with_literals() -> Solution:
    """Return the solution with an identifier of one table that has every hostile literal."""
    table = SOLUTION.tables[1]
    parts = (*(Part("literal", text, "") for text in LITERALS), Part("column", "EntityName", "entity_name"))
    identifier = Identifier("AlternateKeyIdentifier", parts, ("a",), "|".join([*LITERALS, "a"]))
    return replace(SOLUTION, tables=(replace(table, identifier=identifier),))


def frame_of(session: SparkSession, rows: list[list[str | None]]) -> DataFrame:
    return session.createDataFrame(rows, ", ".join(f"c{place} string" for place in range(len(rows[0]))))


@pytest.mark.parametrize("table", VECTORS["tables"])
def test_functions_return_the_vectors(session: SparkSession, table: str) -> None:
    """In Python and in SQL: rows of good parts and of bad ones in one query, and texts of GUIDs in another."""
    groups, name, functions = VECTORS["tables"][table], snake_case(table), module(SOLUTION)
    run_statements(session, SOLUTION)
    if "compose" in groups:
        bad = [case["parts"] for case in groups["refuse_parts"] if not {7, LONE_SURROGATE} & set(case["parts"])]
        rows = [*(case["parts"] for case in groups["compose"]), *bad]
        identifiers = [*(case["identifier"] for case in groups["compose"]), *(None for _ in bad)]
        with_separators = ["|".join(fill(table, parts)) if all(parts) else None for parts in rows]
        expected = {f"{name}_identifier": identifiers, f"{name}_identifier with separators": with_separators}
        if "guid" in groups["compose"][0]:
            expected[f"{name}_guid"] = [case.get("guid") for case in groups["compose"]] + [None for _ in bad]
        frame = frame_of(session, rows)
        columns = frame.columns
        chosen = []
        for title in expected:
            function, _, separators = title.partition(" with ")
            asked = {"allow_separator": True} if separators else {}
            chosen.append(getattr(functions, function)(*columns, **asked))
            chosen.append(F.expr(f"{function}({', '.join([*columns, *(['true'] if separators else [])])})"))
        results = list(zip(*frame.select(*chosen).collect(), strict=True))
        for place, (title, values) in enumerate(expected.items()):
            assert list(results[2 * place]) == values, f"{title} in Python"
            assert list(results[2 * place + 1]) == values, f"{title} in SQL"
    if "guid_source" in groups:
        texts = {case["text"]: case["guid"] for case in groups["guid_of_text"]}
        texts |= dict.fromkeys([*groups["refuse_guid_of_text"], None])
        frame = frame_of(session, [[text] for text in texts])
        given = frame.select("c0", getattr(functions, f"{name}_guid")("c0"), F.expr(f"{name}_guid(c0)")).collect()
        assert [tuple(row) for row in given] == [(text, guid, guid) for text, guid in texts.items()]


def fill(table: str, given: list[str]) -> list[str]:
    """Return the parts of an identifier, its literals among them."""
    rest = iter(given)
    parts = VECTORS["tables"][table]["parts"]
    return [part["literal"] if isinstance(part, dict) and "literal" in part else next(rest) for part in parts]


def test_part_that_is_not_text_is_refused_by_name(session: SparkSession) -> None:
    """As in Python; SQL casts arguments itself, as it does for every function."""
    functions = module(SOLUTION)
    frame = session.range(1).withColumn("text", F.lit("a"))
    for table, groups in VECTORS["tables"].items():
        for case in groups.get("refuse_parts", []):
            if 7 in case["parts"]:
                parts = [F.col("id") if part == 7 else "text" for part in case["parts"]]
                identifier = getattr(functions, f"{snake_case(table)}_identifier")(*parts)
                with pytest.raises(Exception, match=f"part {snake_case(case['part'])} must be text, not bigint"):
                    frame.select(identifier).collect()
    with pytest.raises(Exception, match="customer_id must be text, not bigint"):
        frame.select(functions.customer_measure_guid("id")).collect()
    run_statements(session, SOLUTION)
    row = session.sql("SELECT customer_measure_identifier(7), deterministic_guid(NULL)").collect()[0]
    assert tuple(row) == ("Customer_Measure|7", None)


def test_every_scheme(session: SparkSession) -> None:
    """All schemes and texts in one query; those without vectors are compared with the standard library."""
    texts = [*{vector["identifier"] for vector in VECTORS["schemes"]}, *AWKWARD]
    expected: dict[tuple[str, str], str] = {
        (name, text): independent_guid(text, name, NAMESPACE) for name in SCHEMES for text in texts
    }
    expected |= {(vector["scheme"], vector["identifier"]): vector["guid"] for vector in VECTORS["schemes"]}
    frame = frame_of(session, [*([text] for text in texts), [None]])
    for name, scheme in SCHEMES.items():
        chosen = GuidScheme(name, NAMESPACE if scheme.namespaced else None)
        solution = replace(SOLUTION, guid_scheme=chosen, tables=())
        run_statements(session, solution)  # a query is bound to functions where it is made, so they can be replaced
        frame = frame.withColumns(
            {
                f"{name} python": module(solution).deterministic_guid("c0"),
                f"{name} sql": F.expr("deterministic_guid(c0)"),
            }
        )
    rows = frame.collect()
    assert set(rows.pop()) == {None}
    for row in rows:
        for name in SCHEMES:
            wanted = expected[name, row.c0]
            assert (row[f"{name} python"], row[f"{name} sql"]) == (wanted, wanted), (name, row.c0)


@pytest.mark.parametrize("backslashes", ["escape", "stay"])
def test_literals_are_unchanged(session: SparkSession, backslashes: str) -> None:
    session.conf.set("spark.sql.parser.escapedStringLiterals", str(backslashes == "stay").lower())
    solution = with_literals()
    run_statements(session, solution)
    python = module(solution).alternate_key_identifier("c0")
    row = frame_of(session, [["a"]]).select(python, F.expr("alternate_key_identifier(c0)")).collect()[0]
    wanted = "|".join([*LITERALS, "a"])
    assert tuple(row) == (wanted, wanted)
    digits = "0" * 32
    assert not any(session.sql(f"SELECT guid_of_text('{digits}\n'), guid_of_text('A{digits}z')").collect()[0])
    assert session.sql(f"SELECT guid_of_text('{digits}')").collect()[0][0] == "00000000-0000-0000-0000-000000000000"
    session.conf.unset("spark.sql.parser.escapedStringLiterals")


def test_plan_has_no_python_and_no_type_checks(session: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    functions = module(SOLUTION)
    run_statements(session, SOLUTION)
    frame = frame_of(session, [["a", "b", "c"]])
    frame.select(
        functions.alternate_key_guid("c0", "c1", "c2").alias("by_identifier"),
        functions.customer_measure_guid("c0").alias("by_text"),
        F.expr("alternate_key_guid(c0, c1, c2)").alias("in_sql"),
    ).explain()
    plan = capsys.readouterr().out
    assert "Project" in plan
    assert not [word for word in ("Python", "ArrowEval", "typeof", "raise_error") if word in plan]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_module_is_formatted_as_by_black(scheme: str) -> None:
    """With literals of every kind, and names at every length around a line's."""
    hostile = with_literals()
    names = [f"{'n' * length}{length}" for length in range(1, 70)]
    parts = tuple(Part("argument", name, name) for name in names)
    identifier = Identifier("AlternateKeyIdentifier", parts, tuple("a" for _ in parts), "|".join("a" for _ in parts))
    tables = [
        replace(SOLUTION.tables[1], name="T" * length, python_module="t" * length, identifier=identifier)
        for length in (1, 40)
    ]
    space = NAMESPACE if SCHEMES[scheme].namespaced else None
    solution = replace(
        hostile, guid_scheme=GuidScheme(scheme, space), tables=(*SOLUTION.tables, *hostile.tables, *tables)
    )
    text = target.render(solution)["spark.py"]
    assert black.format_str(text, mode=black.Mode()) == text


def test_literals_of_sql_need_no_escapes() -> None:
    """How a backslash is read is a setting of the session; ${…} and ; are read by programs before Spark."""
    text = re.sub(r"^--.*\n", "", target.render(with_literals())["spark.sql"], flags=re.MULTILINE)
    assert text.count("'") % 2 == 0
    assert text.isascii()
    assert not [characters for characters in ("\\", '"', "${", "{{", "*/", "\t", "\r", "\u2028") if characters in text]
    assert all(statement.lstrip().startswith("CREATE") for statement in text.split(";")[:-1])
