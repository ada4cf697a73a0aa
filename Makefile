PYTHON ?= python3
BIN := .venv/bin

.PHONY: install demo test quick check bench translations requirements

install: .venv/installed

.venv/installed: requirements.txt requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the requirements into .venv (the first time takes a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: install
	@$(BIN)/python -m tests.demo

test: install
	@$(BIN)/python -m tests.support.machine
	$(BIN)/python -m pytest -n 2 --dist loadfile

# While you work: one database, and nothing that starts servers or browsers.
quick: install
	$(BIN)/python -m pytest -n 2 --dist loadfile -k "not postgresql" $(addprefix --ignore=tests/,faults journeys bench)

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	@$(BIN)/python -m tests.bench

translations: install
	$(BIN)/python -m tests.support.translations

requirements: install
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.txt
	$(BIN)/uv pip compile -q pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-dev.txt
