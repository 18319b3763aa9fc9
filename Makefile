# The two commands: `make run` and `make test`. `make help` lists all.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Where pip finds PyTorch's CPU build, if not under its usual name: make run TORCH_INDEX=URL. Without CUDA packages the
# environment takes 1.4 GB instead of 5.9.
TORCH_INDEX ?=

.DEFAULT_GOAL := help
.PHONY: help run test check browser

help:  ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: $(VENV)/.installed  ## install if need be, index seeds/, serve the page and print its address
	$(BIN)/wenju build
	exec $(BIN)/python app.py

test: check browser  ## style, types, floors of the house and all tests, in a real browser too
	$(BIN)/python -m pytest

check: $(VENV)/.installed-test  ## style, types and floors of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports

browser:
	.ci/install-chromium

# Stamps: an installation is done again when its list of packages changes, and only then.

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'expected Python 3.11 or newer; found $(PYTHON); run make PYTHON=python3.12 run' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

# torch goes first and alone, so that nothing else pulls the CUDA build in.
$(VENV)/.torch: $(VENV)/.python constraints.txt
	$(PIP) install $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt torch
	touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[test]'
	touch $@
