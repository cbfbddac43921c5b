# `make` lists what there is. Everything lives in .venv, .state and var; `make clean` removes them.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
WORKERS ?= auto
export PORT VENV
BIN := $(VENV)/bin
TESTING := PATH="$(abspath $(BIN)):$$PATH"
TYPED := $(wildcard */services */permissions.py lms/env.py)
TEMPLATES = $(shell git ls-files 'templates/*.html' 'templates/**/*.html')

.DEFAULT_GOAL := help
.PHONY: help run test test-browser test-attacks test-sqlite check bench messages screenshots shape lock clean prepare-test

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

run: ## set up what is missing, then run the site with demo content (PORT=8000)
	@$(PYTHON) deploy/prepare.py site
	@exec $(BIN)/python deploy/run_site.py

prepare-test:
	@$(PYTHON) deploy/prepare.py test

PYTEST = $(TESTING) python -m pytest -q -n $(WORKERS) --dist worksteal

test: prepare-test ## all tests but the next two, on PostgreSQL, in less than ten minutes
	$(PYTEST) -m "not browser" --ignore=tests/attacks $(ARGS)

test-browser: prepare-test ## what needs Chromium: the journey of every user, offline, accessibility, weight
	$(PYTEST) -m browser $(ARGS)

test-attacks: prepare-test ## every address and form, asked by everybody with everything
	$(PYTEST) tests/attacks $(ARGS)

test-sqlite: prepare-test ## attacks and all others but browser and races, again on SQLite
	@rm -rf .state/sqlite && mkdir -p .state/sqlite
	DATABASE_URL=sqlite:///$(abspath .state/sqlite/main.sqlite3) STATE_DIR=$(abspath .state/sqlite) \
	$(PYTEST) -m "not browser and not postgres" $(ARGS)

check: prepare-test ## style, layers, types, migrations, shape, deployment settings
	@$(TESTING) $(BIN)/python deploy/check.py $(if $(VERBOSE),--verbose)

bench: prepare-test ## the figures, measured
	@$(TESTING) python -m bench

messages: prepare-test ## collect the texts to translate into locale/en
	@$(BIN)/python deploy/collect_messages.py

screenshots: prepare-test ## draw the pictures of docs/ from a demo site
	$(TESTING) $(BIN)/python docs/take_screenshots.py

shape: ## sizes against their budgets
	@$(PYTHON) -m bench.shape

lock: ## pin the requirements anew (needs uv)
	uv pip compile pyproject.toml $(LOCK) -o requirements.txt
	uv pip compile pyproject.toml --group test $(LOCK) -c requirements.txt -o requirements-test.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q

clean: ## remove the environment, the stamps and the demo's data
	rm -rf $(VENV) .state var static-root .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
