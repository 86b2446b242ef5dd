"""black on generated Python, for users who have edited templates."""

from __future__ import annotations

from dvspec.findings import Finding, Place, Refused, Rule, Severity

BLACK_FAILED = Rule(
    "DV308",
    "black-failed",
    Severity.ERROR,
    "With --black, black is installed and every template renders valid Python.",
    "Run pip install 'dvspec[black]', or fix the template.",
)


def with_black(tree: dict[str, bytes]) -> dict[str, bytes]:
    """Return the tree with its Python as black formats it. Raises Refused where black fails."""
    try:
        import black
    except ImportError:
        raise Refused([Finding(BLACK_FAILED, Place("--black"), "black is not installed")]) from None
    formatted = {}
    for path, data in tree.items():
        if path.endswith(".py"):
            try:
                data = black.format_str(data.decode(), mode=black.Mode()).encode()
            except ValueError as error:
                message = f"its template does not render valid Python: {error}"
                raise Refused([Finding(BLACK_FAILED, Place(path), message)]) from None
        formatted[path] = data
    return formatted
