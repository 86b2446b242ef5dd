# Each target sets up what it needs: Python 3.11 or later and make are enough.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

.PHONY: generate test test-all test-tsql format bench clean

generate: .venv/generation
	@$(BIN)/python -m dvspec.spec.catalogue
	$(BIN)/dvspec generate
	@$(BIN)/dvspec rules --format markdown > docs/RULES.md

test: .venv/ready
	$(BIN)/dvspec check
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet .
	$(BIN)/black --check --quiet --config /dev/null generated generator/dvspec/runtime
	$(BIN)/mypy
	$(BIN)/pytest

.tsql/ready: | .venv/ready
	$(BIN)/python -m tests.tsql

# Microsoft's parser and model of SQL Server (75 MB, Linux on x86-64); once they are here, `make test` asks them too.
test-tsql: .venv/ready .tsql/ready
	$(BIN)/pytest tests/targets/identifiers/test_tsql_model.py

# The tests on every CPython from 3.11 on that this machine has, pyenv's included, each in .venv-3.x.
test-all:
	$(PYTHON) tests/every_python.py

format: .venv/ready
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/black --quiet .
	$(BIN)/black --quiet --config /dev/null generator/dvspec/runtime

bench: .venv/ready
	$(BIN)/python benchmarks/generation.py
	$(BIN)/python benchmarks/rows.py
	$(BIN)/python benchmarks/data.py
	$(BIN)/python benchmarks/importing.py

clean:
	rm -rf .venv .venv-* .bench .tsql .dvspec_cache dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Two stages, so that `make generate` waits for no more than dvspec itself: generation, then everything that tests need.
.venv/generation: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name one: make PYTHON=/path/to/python3"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/ready: .venv/generation
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
