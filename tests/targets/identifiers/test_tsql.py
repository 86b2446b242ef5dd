"""The functions for T-SQL, as far as they can be tested without a server: how texts are written and compared."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dvspec.guids import SCHEMES
from dvspec.model import GuidScheme, Identifier, Part, Solution
from dvspec.spec import load_folder
from dvspec.targets.identifiers import tsql
from tests.independent_guids import independent_guid
from tests.targets.invented import HOSTILE

SOLUTION = load_folder(Path(__file__).parents[3] / "specs").solution
LITERALS = (*HOSTILE, "O'Brien", "'", "\\\n", "\nGO\n", "$(server)", "*/ /*", "--", ";", "é", "plain text, 1/2 (a-b)")
BINARY = "COLLATE Latin1_General_BIN2"


def rendered(solution: Solution) -> str:
    return tsql.render(solution)["tsql.sql"]


def of_scheme(name: str) -> tuple[str, str | None]:
    """Return the file of a scheme, and the scheme's namespace."""
    namespace = SOLUTION.guid_scheme.namespace if SCHEMES[name].namespaced else None
    return rendered(replace(SOLUTION, guid_scheme=GuidScheme(name, namespace))), namespace


def with_literals() -> Solution:
    """Return the solution with one table, whose identifier has every hostile literal."""
    parts = (*(Part("literal", text, "") for text in LITERALS), Part("column", "EntityName", "entity_name"))
    identifier = Identifier("AlternateKeyIdentifier", parts, ("a",), "|".join([*LITERALS, "a"]))
    return replace(SOLUTION, tables=(replace(SOLUTION.tables[1], identifier=identifier),))


def test_literals_are_unchanged() -> None:
    """Texts that a tool, a code page or T-SQL itself would read otherwise are given as their bytes."""
    text = rendered(with_literals())
    body = text[text.index("AS RETURN", text.index("FUNCTION dbo.alternate_key_identifier(")) :]
    lines = re.findall(r"^        (?:N'([^']*)'|CAST\(0x([0-9a-f]+) AS nvarchar\(max\)\))$", body, flags=re.MULTILINE)
    assert [plain or bytes.fromhex(coded).decode("utf-16-le") for plain, coded in lines] == list(LITERALS)
    assert text.isascii()
    assert not [characters for characters in ("\\", "$(", "*/", ";", '"', "O'Brien") if characters in body]


def test_pattern_in_a_comment_stays_on_its_line() -> None:
    text = rendered(with_literals())
    assert len(re.findall(r"^-- \S.*\|O\?Brien\|.*\|entity_name\nDROP FUNCTION", text, flags=re.MULTILINE)) == 1
    assert text.count("\nGO\n") == 2 * text.count("\nCREATE FUNCTION ") == 8


def test_every_function_is_dropped_and_created_in_its_own_batch() -> None:
    """CREATE FUNCTION must be alone in its batch; DROP FUNCTION IF EXISTS is what all servers have."""
    batches = re.split(r"^GO$", rendered(SOLUTION), flags=re.MULTILINE)
    made = []
    for batch in batches:
        statement = re.sub(r"^--.*$", "", batch, flags=re.MULTILINE).strip()
        made += re.findall(r"^(DROP FUNCTION IF EXISTS|CREATE FUNCTION) (dbo\.\w+)", statement)
        assert len(re.findall(r"^(?:DROP|CREATE)\b", statement, flags=re.MULTILINE)) == (1 if statement else 0)
        if statement.startswith("CREATE"):
            assert "\nRETURNS TABLE\nAS RETURN\n    SELECT" in statement
    assert made[0::2] == [("DROP FUNCTION IF EXISTS", name) for _, name in made[1::2]]
    assert made[1::2] == [("CREATE FUNCTION", name) for _, name in made[0::2]]
    assert {"dbo.alternate_key_identifier", "dbo.alternate_key_guid", "dbo.customer_measure_guid"} < {
        name for _, name in made
    }


def test_calls_pass_all_arguments() -> None:
    """What Microsoft's model of SQL Server does not look at."""
    text = re.sub(r"^\s*--.*$", "", rendered(SOLUTION), flags=re.MULTILINE)
    taken = {
        name: given.count("@") for name, given in re.findall(r"(?s)CREATE FUNCTION (dbo\.\w+)\((.*?)\)\nRETURNS", text)
    }
    calls = re.findall(r"(?:FROM|APPLY) (dbo\.\w+)\(([^()]*)\)", text)
    assert len(calls) > len(SOLUTION.tables)
    assert [(name, len(given.split(","))) for name, given in calls] == [(name, taken[name]) for name, _ in calls]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_comparisons_ignore_the_collation_of_the_database(scheme: str) -> None:
    code = re.sub(r"^\s*--.*$", "", of_scheme(scheme)[0], flags=re.MULTILINE)
    assert f"CHARINDEX(N'|', @entity_name {BINARY}) = 0" in code
    assert "DATALENGTH(@entity_name) > 0" in code
    assert code.count("CHARINDEX(") == len(re.findall(rf"CHARINDEX\(N'\|', @\w+ {BINARY}\)", code))
    assert f"@text {BINARY} LIKE" in code
    assert f"REPLACE(@text {BINARY}, N'-', N'') AS digits" in code
    assert not re.search(r"\bLEN\(|= N?''|<> N?''|\bCONCAT", code)
    assert "nvarchar(4000)" not in code  # which would cut an argument that is longer, and give another's GUID


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_uses_its_encoding_and_algorithm(scheme: str) -> None:
    text, namespace = of_scheme(scheme)
    function = text[
        text.index("CREATE FUNCTION dbo.deterministic_guid") : text.index("DROP FUNCTION IF EXISTS dbo.guid_of")
    ]
    algorithm = {"uuid5": "SHA1", "uuid3": "MD5", "md5": "MD5", "sha1": "SHA1", "sha256": "SHA2_256"}
    assert f"HASHBYTES('{algorithm[SCHEMES[scheme].algorithm]}', " in function
    assert ("BIN2_UTF8" in function) == (SCHEMES[scheme].encoding == "utf-8")
    assert ("uniqueidentifier" in function) == (SCHEMES[scheme].byte_order == "dotnet")
    assert ("TRANSLATE" in function) == bool(namespace)
    if namespace:
        assert f"0x{namespace.replace('-', '')} + " in function
        assert f"13, 1, '{scheme[-1]}')" in function


@pytest.mark.parametrize("scheme", SCHEMES)
def test_header_says_what_is_untested_and_how_to_test_it(scheme: str) -> None:
    text, namespace = of_scheme(scheme)
    assert "NEVER RUN ON A SERVER" in text
    assert f"-- gives {independent_guid('a|é', scheme, namespace)}," in text
