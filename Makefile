# `make run` and `make test` need Python 3.11 to 3.13 with venv, make, and a package index.

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=
# Only `make lock` needs uv; it is not part of the environment.
UV     ?= uv

BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint types format bench refresh renew lock clean

help:
	@echo 'make run      run the simulator      make run ARGS="scenario=idlib/moscow_2020"'
	@echo 'make test     style, types, tests    make test ARGS="-k trust"'
	@echo 'make lint     style alone'
	@echo 'make types    types alone'
	@echo 'make format   put the style in order'
	@echo 'make bench    how fast it is    make bench ARGS="--only same"'
	@echo 'make refresh  store new reference hashes, on purpose'
	@echo 'make renew    make every kept figure anew, and say what moved'
	@echo 'make lock     choose new versions for the lock files (needs uv)'
	@echo 'make clean    remove the environment and what tools leave behind'
	@echo 'PYTHON=python3.12 chooses the interpreter, VENV=folder the environment.'

run: $(VENV)/.run
	@$(BIN)/ceasefire run $(ARGS)

# The quick checks come first, so that a slip shows in seconds. Many tests start the command anew;
# without bytecode each start would compile all sources again.
test: lint types
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: $(VENV)/.test
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check

types: $(VENV)/.test
	@$(BIN)/mypy

format: $(VENV)/.test
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format

# Figures, and no verdict: a slow machine fails nothing.
bench: $(VENV)/.run
	@$(BIN)/python experiments/benchmark/run.py $(ARGS)

refresh: $(VENV)/.test
	@$(BIN)/python -m tests.refresh $(ARGS)

renew: $(VENV)/.test
	@$(BIN)/python -m experiments.renew $(ARGS)

# Two stages, because whoever only runs the simulator need not wait for the test tools.
$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	    echo 'ceasefire-sim needs Python 3.11 to 3.13. Name one: make run PYTHON=python3.12' >&2; \
	    exit 2; }
	@echo 'Creating the environment in $(VENV) (once; about a minute) ...'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.run: $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	@echo 'Adding the test tools to $(VENV) ...'
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# --universal writes one file for every system and Python from 3.11 on. The index options keep the
# address of anyone's package index out of the files.
LOCK := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        pyproject.toml

lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +
