# Every target may be called again at any time: what is already done is not done twice.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres check bench docs messages pins format clean

PY := .venv/bin/python
ARGS ?=
# The region that "make run" serves; another one: make run TIDEHEAD_PACK=packs/demo
TIDEHEAD_PACK ?= packs/cn_331000

help: ## say what can be done
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## make .venv, install the pinned libraries, build the front end and the translations
	@tools/setup.sh dev
	@echo 'Ready. "make run" starts Tidehead, "make test" tests it.'

run: ## start Tidehead and print one sign-in address; TIDEHEAD_PACK=packs/demo for another region
	@tools/setup.sh run
	@TIDEHEAD_PACK='$(TIDEHEAD_PACK)' exec .venv/bin/tidehead up $(ARGS)

test: ## run every test; ARGS="tests/calc -x" for some
	@tools/setup.sh dev
	@tools/browser.sh
	@$(PY) tools/test.py $(ARGS)

# What knows no database is tested once, by "make test"; so are pages, which ask it through what is tested here.
ON_A_DATABASE := tests/api tests/city tests/cli tests/config

test-postgres: ## the tests of what meets the database, on a private PostgreSQL 15 or later, started and stopped here
	@tools/setup.sh dev
	@$(PY) tools/with_postgres.py $(PY) -m pytest $(or $(ARGS),$(ON_A_DATABASE))

check: ## format, lint, types, import contracts, stale docs, translations, architecture
	@tools/setup.sh dev
	@tools/check.sh

bench: ## measure, and write docs/benchmarks.md; ONLY=reading for one part
	@tools/setup.sh bench
	@$(PY) -m bench $(ONLY)

docs: ## write the generated parts of docs/ again
	@tools/setup.sh dev
	@$(PY) tools/generated_docs.py write

messages: ## add new sentences to the translation files, empty, and name what lacks Chinese
	@tools/setup.sh dev
	@$(PY) tools/translations.py update

pins: ## write the pinned requirements again from pyproject.toml; ARGS=--upgrade for newer ones
	@tools/setup.sh dev
	@tools/pin.sh $(ARGS)

format: ## lay the code out as "make check" wants it
	@tools/setup.sh dev
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format --quiet .

clean: ## take away all that was built; data folders stay
	@rm -rf .venv .stamps frontend/node_modules src/tidehead/city/shell/static/built
	@find src -name '*.mo' -delete
