"""Runs where the .NET runtime is loaded: scripts by name in, what is wrong with each out, both as JSON."""

# mypy: ignore-errors
from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path


def start(folder: Path) -> None:
    """Load the runtime and Microsoft's assemblies."""
    from clr_loader import get_coreclr
    from pythonnet import set_runtime

    dotnet = folder / "dotnetcore2/bin"
    (framework,) = (dotnet / "shared/Microsoft.NETCore.App").iterdir()
    wanted = {"name": framework.parent.name, "version": framework.name}
    with tempfile.NamedTemporaryFile("w", suffix=".runtimeconfig.json") as config:
        json.dump({"runtimeOptions": {"tfm": "netcoreapp3.1", "framework": wanted}}, config)
        config.flush()
        set_runtime(get_coreclr(runtime_config=config.name, dotnet_root=str(dotnet)))
        import clr
    sys.path.append(str(folder / "mssqlcli/mssqltoolsservice/bin"))
    clr.AddReference("Microsoft.SqlServer.TransactSql.ScriptDom")
    clr.AddReference("Microsoft.SqlServer.Dac.Extensions")


def findings(script: str) -> dict[str, list[str]]:
    """Return what is wrong with a script, by version: its grammar, then the names and types of what it creates."""
    from Microsoft.SqlServer.Dac.Model import DacModelException, SqlServerVersion, TSqlModel, TSqlModelOptions
    from Microsoft.SqlServer.TransactSql.ScriptDom import TSql150Parser
    from System.IO import StringReader

    parsed, errors = TSql150Parser(True).Parse(StringReader(script), None)
    grammar = [f"line {error.Line}: {error.Message}" for error in errors]
    if grammar:
        return {"grammar": grammar}
    # The model takes only what creates objects.
    created = [
        script[batch.StartOffset : batch.StartOffset + batch.FragmentLength]
        for batch in parsed.Batches
        if not batch.Statements[0].GetType().Name.startswith("Drop")
    ]
    result = {}
    for version in ("Sql150", "SqlAzure"):
        model = TSqlModel(getattr(SqlServerVersion, version), TSqlModelOptions())
        try:
            for text in created:
                model.AddObjects(text)
            result[version] = [message.ToString() for message in model.Validate()]
        except DacModelException as error:
            result[version] = [str(error.Message)]
        finally:
            model.Dispose()
    return result


if __name__ == "__main__":
    start(Path(sys.argv[1]))
    print(json.dumps({name: findings(script) for name, script in json.load(sys.stdin).items()}))
