# Everything that can be made of the course; `make` alone lists it.

PYTHON ?= python3
PIP_INSTALL = .venv/bin/uv pip install --python .venv/bin/python
NODE_MODULES = site/node_modules/.package-lock.json
HUB_PROXY = benchmarks/node_modules/.package-lock.json
COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest \
	--no-header --no-annotate --no-emit-index-url

# Python reads a folder's name right, whatever the code page.
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help lab test test-portable test-scale notebooks site slides book lock bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

lab: .venv/.lab ## open the course in JupyterLab, at your copies in work/ (ARGS="--no-browser" …)
	.venv/bin/python -m crmlib lab $(ARGS)

test: .venv/.dev $(if $(shell command -v npm),$(NODE_MODULES)) ## check everything: style, generated files, code, notebooks, site
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/codespell
	.venv/bin/lint-imports --no-logo
	.venv/bin/python -m tools check
	.venv/bin/pytest -rs -m "not spark" --doctest-modules crmlib tests tools -n 2 --dist loadfile --ignore tests/site
	.venv/bin/pytest --nbval notebooks solutions -n 2 --dist loadfile
	.venv/bin/pytest -rs tests/site -n 2 --dist loadfile

test-portable: .venv/.dev ## run the solved notebooks as other processors would compute them
	.venv/bin/python -m tools portable

test-scale: .venv-scale/.done ## ask Spark, too, for what DuckDB answers (needs Java 17)
	.venv-scale/bin/pytest -rs -m spark tests/scale

notebooks: .venv/.dev ## rebuild what changed in chapters/ (CHAPTERS="08_case_walmart" …)
	.venv/bin/python -m tools notebooks $(CHAPTERS)

site: slides ## build the website into site/_build/html
	.venv/bin/python -m tools site

slides: .venv/.dev $(NODE_MODULES) ## build the slides into site/_build/html/slides
	.venv/bin/python -m tools slides

book: .venv/.dev $(NODE_MODULES) ## make the book, PDF and EPUB, into site/_build/html/book
	.venv/bin/python -m tools book

lock: .venv/bin/uv ## write the lock files from pyproject.toml (ARGS="--upgrade" for newer pins)
	$(COMPILE) $(ARGS) --output-file requirements.txt
	$(COMPILE) $(ARGS) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	{ sed '/^      - /d' environment.yml; sed 's/^/      - /' requirements.txt; } > environment.new
	mv environment.new environment.yml

bench: .venv-bench/.done $(if $(shell command -v npm),$(HUB_PROXY)) ## measure speed and memory against the bounds
	@failed=0; for file in $(filter-out %/timing.py,$(wildcard benchmarks/*.py)); do \
		.venv-bench/bin/python "$$file" || failed=1; \
	done; exit $$failed

# A learner's environment: install only, so what the learner added stays.
.venv/.lab: requirements.txt pyproject.toml | .venv/bin/uv
	$(PIP_INSTALL) --requirement requirements.txt
	$(PIP_INSTALL) --no-deps --editable .
	touch .venv/.lab

# An author's environment: exactly the lock, which holds all that a learner needs.
.venv/.dev: requirements-dev.txt pyproject.toml | .venv/bin/uv
	.venv/bin/uv pip sync --python .venv/bin/python requirements-dev.txt
	$(PIP_INSTALL) --no-deps --editable .
	touch .venv/.lab .venv/.dev

# What pages and slides load in the browser, and what tests them.
$(NODE_MODULES): site/package.json site/package-lock.json
	npm ci --prefix site --no-audit --no-fund

# What benchmarks/class_on_hub.py puts before its hub.
$(HUB_PROXY): benchmarks/package.json benchmarks/package-lock.json
	npm ci --prefix benchmarks --no-audit --no-fund

.venv-bench/.done: requirements-dev.txt benchmarks/requirements.txt pyproject.toml | .venv/bin/uv
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv/bin/uv pip install --python .venv-bench/bin/python \
		--requirement requirements-dev.txt --requirement benchmarks/requirements.txt
	.venv/bin/uv pip install --python .venv-bench/bin/python --no-deps --editable .
	touch .venv-bench/.done

# Spark beside what authors have; crmlib's measures of large tables are tested with it.
.venv-scale/.done: requirements-dev.txt benchmarks/requirements-scale.txt pyproject.toml | .venv/bin/uv
	test -x .venv-scale/bin/python || $(PYTHON) -m venv .venv-scale
	.venv/bin/uv pip install --python .venv-scale/bin/python \
		--requirement requirements-dev.txt --requirement benchmarks/requirements-scale.txt
	.venv/bin/uv pip install --python .venv-scale/bin/python --no-deps --editable .
	touch .venv-scale/.done

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "run make with PYTHON=python3.11 or newer"'
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
