"""black over generated Python, for templates that a user has edited."""

from __future__ import annotations

from dvspec.findings import Finding, Place, Refused, Rule, Severity

NO_BLACK = Rule(
    "DV308",
    "no-black",
    Severity.ERROR,
    "--black needs black and Python that parses.",
    "pip install 'dvspec[black]', or mend the template.",
)


def with_black(tree: dict[str, bytes]) -> dict[str, bytes]:
    """Return the tree with its Python in black's form. Raises Refused where black can't be used."""
    try:
        import black
    except ImportError:
        message = "black is not installed"
        raise Refused([Finding(NO_BLACK, Place("--black"), message)]) from None
    result = {}
    for path, data in tree.items():
        if path.endswith(".py"):
            try:
                data = black.format_str(data.decode(), mode=black.Mode()).encode()
            except ValueError as error:
                raise Refused([Finding(NO_BLACK, Place(path), f"a template gave no Python: {error}")]) from None
        result[path] = data
    return result
