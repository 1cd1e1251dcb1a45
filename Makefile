# Interlock: `make run` shows it at work, `make test` proves it. Both need python3 (3.11 or newer) and pip, nothing else.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run examples test check light oracle fuzz fuzz-api soak bench bench-register imports clean
.DEFAULT_GOAL := help

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /make \1\t/'

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Interlock needs Python 3.11 or newer; " + sys.executable + " is " + sys.version.split()[0] + ". Name another with: make PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@echo "Making a virtual environment in .venv (once)"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: requirements/run.txt pyproject.toml | .venv/.made
	@$(BIN)/python -m pip install --quiet --requirement requirements/run.txt
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

.venv/.test: requirements/test.txt .venv/.run
	@$(BIN)/python -m pip install --quiet --requirement requirements/test.txt
	@touch $@

.venv/.chromium: .venv/.test
	@for name in chromium chromium-browser google-chrome; do \
		if command -v $$name >/dev/null; then command -v $$name >$@; exit 0; fi; done; \
	if $(BIN)/python -m playwright install chromium >/dev/null 2>/dev/null; then echo playwright >$@; \
	else echo "No Chromium here, and none could be fetched: the journeys in a browser are skipped. Install one, then: make test" >&2; fi

run: .venv/.run  ## open the agency on http://127.0.0.1:8000, with a database and a demonstration world of its own
	@$(BIN)/interlock serve

examples: .venv/.run  ## check the shipped examples and write report.html
	@$(BIN)/interlock check examples --report report.html || [ $$? -eq 3 ]

test: .venv/.test .venv/.chromium  ## unit, reference, attack and documentation tests
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup

check: .venv/.test  ## format, lint, types and import contracts
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

light:  ## install the base alone in a fresh environment and show the help
	@rm -rf build/light && $(PYTHON) -m venv build/light
	@build/light/bin/python -m pip install --quiet .
	@build/light/bin/interlock --help

oracle:  ## recompute the pinned parameter counts with transformers on the meta device (installs PyTorch)
	@test -x build/oracle/bin/python || $(PYTHON) -m venv build/oracle
	@build/oracle/bin/python -m pip install --quiet --requirement requirements/oracle.txt
	@PYTHONPATH=src build/oracle/bin/python tests/oracle/recompute.py

fuzz: .venv/.test  ## mutate the shipped inputs for a minute and expect clear refusals only
	@$(BIN)/python tests/fuzz/fuzz_inputs.py --seconds 60 --seed 1

fuzz-api: .venv/.test  ## send the API hundreds of crafted requests for every address of its contract
	@INTERLOCK_FUZZ_EXAMPLES=300 $(BIN)/python -m pytest -q tests/contracts/test_openapi.py

soak: .venv/.test  ## kill worker, editor and PostgreSQL at random points, for many rounds
	@INTERLOCK_KILL_ROUNDS=24 $(BIN)/python -m pytest -q -rP tests/journeys/test_kill.py

bench: .venv/.run  ## measure speed and memory; copy the figures to docs/benchmarks.md with date and machine
	@$(BIN)/python benchmarks/check.py

bench-register: .venv/.run  ## measure a register of a million chips; builds it once, 3 GB in build/
	@$(BIN)/python benchmarks/register.py --parts

imports: .venv/.run  ## take every real table in, twice, and show line by line what came of it (FOLDER=path)
	@$(BIN)/python benchmarks/register_imports.py $(or $(FOLDER),../shared/data)

clean:  ## remove the environment and what was built
	@rm -rf .venv build report.html .mypy_cache .ruff_cache .pytest_cache .hypothesis
