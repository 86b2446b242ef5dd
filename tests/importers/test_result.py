"""Sources speak of some keys of specs only, and of some columns less than of others."""

from __future__ import annotations

from dvspec.importers.result import KnownKeys


def test_what_is_known_of_a_column_goes_before_what_is_known_of_all() -> None:
    known = KnownKeys(
        column=frozenset({"type", "max_length"}),
        tables={"contoso_car": frozenset({"description"})},
        columns={("contoso_car", "contoso_size"): frozenset({"type"})},
    )
    assert known.of_column("contoso_car", "contoso_size") == frozenset({"type"})
    assert known.of_column("contoso_bus", "contoso_size") == frozenset({"type", "max_length"})
    assert known.of_table("contoso_car") == frozenset({"description"})
    assert known.of_table("contoso_bus") is None
