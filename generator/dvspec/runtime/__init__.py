"""The static modules of the generated Python package, each copied as it is under a header."""
