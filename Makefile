# `make score` and `make test` need Python 3.11+, make and a package index, and nothing else.
# The environment is made once and made again only when pyproject.toml changes.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
SITE   := $(VENV)/site-ready
DATABASES := $(VENV)/databases-ready

# Each of these is installed by `make test-engines`; DuckDB is there without it.
ENGINES := RELRULES_ENGINES=duckdb,postgres,spark

.PHONY: score test lint types layers unit laws kills test-engines soak docs browser clean help

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "relrules needs Python 3.11 or later; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

score: $(READY)  ## score the sample accounts, then explain one of them in full
	@$(BIN)/relrules score customer_relationship examples/accounts.csv --id account
	@echo
	@$(BIN)/relrules explain customer_relationship examples/accounts.csv --id account --only Northgate

test: lint types layers unit  ## everything: lint, types, layers, tests
	@echo "PostgreSQL and Spark were left out: \`make test-engines\` installs them and compares them too"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

# Tests that start many processes, or compare engines, run beside the others: both cores are used.
PROCESSES := tests/cli tests/examples tests/verify tests/test_records_page.py tests/batch tests/laws/test_compiled.py
# These look at the built site with a browser: `make browser`.
IN_BROWSER := tests/browser

unit: $(READY)
	@$(BIN)/pytest $(addprefix --ignore=,$(PROCESSES) $(IN_BROWSER)) >.others.log 2>&1 & beside=$$!; \
	$(BIN)/pytest -p no:cacheprovider $(PROCESSES); here=$$?; \
	wait $$beside; there=$$?; \
	cat .others.log; rm -f .others.log; \
	test $$here -eq 0 -a $$there -eq 0

laws: $(READY)  ## thousands of generated policies against brute force; not part of `make test`
	HYPOTHESIS_PROFILE=many $(BIN)/pytest -p no:cacheprovider tests/laws/test_completions.py

kills: $(READY)  ## a long run killed at fifty moments; `make test` tries two
	KILLS=50 $(BIN)/pytest -p no:cacheprovider tests/batch/test_kills.py

$(DATABASES): $(READY)
	bash scripts/databases.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group engines
	@touch $@

test-engines: $(DATABASES)  ## statements in DuckDB, PostgreSQL and Spark against the interpreter
	$(ENGINES) HYPOTHESIS_PROFILE=engines $(BIN)/pytest -p no:cacheprovider tests/batch

soak: $(DATABASES)  ## the same on a million rows: RELRULES_ROWS for more, RELRULES_SEED to begin elsewhere
	cd tests && $(ENGINES) ../$(BIN)/python -m databases.soak

$(SITE): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group site
	@touch $@

docs: $(SITE)  ## the documentation site, into site/: English, and Chinese in site/zh/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python scripts/build_site.py

browser: $(SITE)  ## the built site in a real browser (Debian: apt-get install chromium)
	$(BIN)/pytest -p no:cacheprovider $(IN_BROWSER)

clean:  ## remove everything that was made
	rm -rf .others.log $(VENV) build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
