# Every task of the project. `make` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.ready
DEV := .venv/.ready-dev
# pip compiles what it installs, but not our own folders: the first start need not wait for that
COMPILE := $(BIN)/python -m compileall -q bot flows catalog
# processes that test side by side
WORKERS ?= 2

.PHONY: help run test check format lint types imports migrations migration transcripts bench clean

help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(STAMP)  ## set up everything that is missing and open the demo shop
	@$(BIN)/shopclerk run $(ARGS)

test: $(DEV)  ## the whole test suite, with real database servers
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(DEV)  ## what CI runs: format, lint, imports, types, migrations, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	@mkdir -p var; $(MAKE) --no-print-directory types migrations >var/beside.log 2>&1 & beside=$$!; \
		$(MAKE) --no-print-directory test || failed=yes; \
		wait $$beside || failed=yes; cat var/beside.log; rm var/beside.log; test -z "$$failed"

format: $(DEV)  ## put the code into its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(DEV)  ## look for mistakes
	$(BIN)/ruff check .

types: $(DEV)  ## check the types
	$(BIN)/mypy

imports: $(DEV)  ## check who may import whom
	$(BIN)/lint-imports

migrations: $(DEV)  ## check that the migrations lead to the tables
	@rm -rf var/check && mkdir -p var/check
	@SHOPCLERK_DATABASE_URL=sqlite:///var/check/check.db $(BIN)/alembic -q upgrade head
	@SHOPCLERK_DATABASE_URL=sqlite:///var/check/check.db $(BIN)/alembic -q check
	@rm -rf var/check

migration: $(DEV)  ## write a migration: make migration name="add …"
	@mkdir -p var && SHOPCLERK_DATABASE_URL=sqlite:///var/migration.db $(BIN)/alembic upgrade head
	@SHOPCLERK_DATABASE_URL=sqlite:///var/migration.db $(BIN)/alembic revision --autogenerate -m "$(name)" \
		--rev-id "$$(date +%Y_%m_%d)_$$(printf %s '$(name)' | tr -cs 'A-Za-z0-9' '_' | cut -c1-20)"
	@rm -f var/migration.db*

bench: $(DEV)  ## measure the turn against its floor
	$(BIN)/python -m benchmarks.turns

clean:  ## forget everything that was set up or stored here
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv

$(STAMP): pyproject.toml requirements.txt | $(BIN)/python
	@echo "installing what Shopclerk needs (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e .
	@$(COMPILE)
	@touch $@

$(DEV): pyproject.toml requirements.txt | $(BIN)/python
	@echo "installing what Shopclerk and its tests need (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e '.[dev]'
	@$(COMPILE)
	@touch $(STAMP) $@
