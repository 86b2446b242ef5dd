"""tsql.sql as Microsoft's models of SQL Server 2019 and Azure SQL read it, where `make test-tsql` has brought them."""

from __future__ import annotations

from functools import cache

import pytest

from dvspec.guids import SCHEMES
from tests import tsql
from tests.targets.identifiers.test_tsql import SOLUTION, of_scheme, rendered, with_literals

pytestmark = pytest.mark.skipif(tsql.missing() is not None, reason=str(tsql.missing()))

FUNCTION = "CREATE FUNCTION dbo.f(@a nvarchar(max)) RETURNS TABLE AS RETURN SELECT {} AS b"
# What the model must refuse, or its silence about ours would prove nothing. It does not count arguments.
BROKEN = {
    "an unbalanced parenthesis": FUNCTION.format("(@a"),
    "a function in a batch with another statement": "SELECT 1\n" + FUNCTION.format("@a"),
    "an unknown parameter": FUNCTION.format("@nobody"),
    "an unknown column": FUNCTION.format("c") + " FROM (SELECT @a AS d) AS e",
    "an unknown function": FUNCTION.format("g.guid") + " FROM dbo.nowhere(@a) AS g",
    "one function twice": FUNCTION.format("@a") + "\nGO\n" + FUNCTION.format("@a"),
}


@cache
def findings() -> tsql.Findings:
    ours = {f"scheme {name}": of_scheme(name)[0] for name in SCHEMES}
    return tsql.check({**BROKEN, **ours, "literals": rendered(with_literals()), "shipped": rendered(SOLUTION)})


@pytest.mark.parametrize("name", [*(f"scheme {name}" for name in SCHEMES), "literals", "shipped"])
def test_functions_are_valid_in_sql_server_2019_and_azure_sql(name: str) -> None:
    assert findings()[name] == {"Sql150": [], "SqlAzure": []}


@pytest.mark.parametrize("name", BROKEN)
def test_model_finds_errors(name: str) -> None:
    assert any(findings()[name].values()), findings()[name]
