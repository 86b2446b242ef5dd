"""Bring Microsoft's SQL model to where the tests look for it."""

from tests.tsql import FOLDER, bring

if __name__ == "__main__" and not (FOLDER / "ready").is_file():
    bring()
