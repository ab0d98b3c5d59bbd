# Every target works on a fresh clone with python3 (3.11 or newer), python3-venv, git and make.
# Installs go through pip alone, so that a mirror, a proxy or a certificate set up for pip holds here too.

# Compiled sources are kept, wherever a shell says otherwise: the tests start hundreds of processes, and to compile the
# sources anew is half of what starting one costs.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes
INSTALL_PROJECT := $(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .

PYTEST_ARGS ?=
LANES ?= 3
RELEVANCE_ARGS ?=
BENCH_ARGS ?=
SCALE_ARGS ?=
ATTACK_ARGS ?=
SCREENSHOTS_ARGS ?= build/screenshots
SEEDS ?= seeds/

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup run check format test services torture bench bench-http attack scale relevance screenshots dist lock clean

help:
	@echo 'make setup      create .venv with the locked tools and the project (done by the targets below too)'
	@echo 'make run        ingest $(SEEDS) and serve on http://127.0.0.1:8000'
	@echo 'make test       every test, the checks among them (PYTEST_ARGS="-k words" narrows, LANES=0 for a debugger)'
	@echo 'make check      formatting, lint, types and import contracts'
	@echo 'make format     put formatting and import order right'
	@echo 'make torture    crash, corruption and full-disk tests, for minutes'
	@echo 'make relevance  ranking quality'
	@echo 'make bench      speed and memory'
	@echo 'make bench-http answers under load beside OpenSearch'
	@echo 'make attack     what a light query waits for while others attack the service'
	@echo 'make scale      what an archive of a million paragraphs costs'
	@echo 'make screenshots  twelve views as pictures, in build/screenshots/ (SCREENSHOTS_ARGS="FOLDER HOME")'
	@echo 'make dist       wheel, source archive, bill of materials, openapi.json and checksums in dist/'
	@echo 'make lock       renew the locks from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)'
	@echo 'make clean      remove everything that was built, except var/'

# A stamp per kind of install: a second `make run` starts at once, and `make run` alone fetches no test tools.
VENV_STAMP := $(VENV)/.stamp-venv
RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp-dev

$(VENV_STAMP):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pincite needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear $(VENV)
	touch $@

$(RUN_STAMP): $(VENV_STAMP) requirements.lock requirements-build.lock pyproject.toml
	$(INSTALL) -r requirements-build.lock -r requirements.lock
	$(INSTALL_PROJECT)
	touch $@

# The development lock holds the runtime's versions too, so this install serves `make run` as well. It is long: uv
# installs it in seconds, pip in more than a minute. Where uv does not reach the package index as pip does, pip does it.
# As pip does, it compiles what it installs: otherwise each start compiles it anew where a shell forbids to keep that.
$(DEV_STAMP): $(VENV_STAMP) requirements.lock requirements-dev.lock requirements-build.lock requirements-uv.lock pyproject.toml
	$(INSTALL) -r requirements-build.lock -r requirements-uv.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --compile-bytecode --require-hashes -r requirements-dev.lock || \
		$(INSTALL) -r requirements-dev.lock
	$(INSTALL_PROJECT)
	touch $(RUN_STAMP) $@

setup: $(DEV_STAMP)

run: $(RUN_STAMP)
	$(BIN)/pincite ingest $(SEEDS)
	$(BIN)/pincite serve

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP)
	$(BIN)/ruff check --fix-only --exit-zero --quiet .
	$(BIN)/ruff format .

# The browser and the servers that the tests start themselves, from Debian's packages where that takes no questions.
services: $(DEV_STAMP)
	@tests/services/install.sh $(BIN)

# A shell that makes the folder that a command's tests write in, and removes it after them.
IN_SCRATCH = scratch=$$(tests/services/scratch.sh); trap 'rm -rf "$$scratch"' EXIT; export TMPDIR="$$scratch";

# In lanes side by side, laid by tests/lanes.py. Nothing after pytest: its last line names the servers that the tests
# ran with.
test: services
	@$(IN_SCRATCH) $(BIN)/python -m pytest -n $(LANES) $(PYTEST_ARGS)

torture: services
	@$(IN_SCRATCH) PINCITE_TORTURE=1 $(BIN)/python -m pytest -m "torture or generated or durability" $(PYTEST_ARGS)

bench: $(DEV_STAMP)
	$(BIN)/python -m bench.run $(BENCH_ARGS)

bench-http: services
	$(BIN)/python -m bench.serving $(BENCH_ARGS)

attack: $(DEV_STAMP)
	$(BIN)/python -m bench.attack $(ATTACK_ARGS)

scale: $(DEV_STAMP)
	$(BIN)/python -m bench.scale $(SCALE_ARGS)

relevance: $(DEV_STAMP)
	$(BIN)/python -m bench.relevance $(RELEVANCE_ARGS)

screenshots: services
	$(BIN)/python -m tests.web.pictures $(SCREENSHOTS_ARGS)

dist: $(DEV_STAMP)
	rm -rf dist
	$(BIN)/python -m tests.packaging.distributing dist

# The locks hold for every platform and every Python from 3.11 on, and name no package index.
# The first lock is what `make run` and the image install: all that a service can be asked for.
LOCK_ARGS ?=
RUN_EXTRAS = --extra mcp --extra opensearch --extra postgresql
COMPILE = UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links $(LOCK_ARGS)

lock:
	[ -x $(BIN)/uv ] || $(MAKE) setup
	$(COMPILE) pyproject.toml $(RUN_EXTRAS) --output-file requirements.lock
	$(COMPILE) pyproject.toml --all-extras --constraints requirements.lock --output-file requirements-dev.lock
	echo 'setuptools>=77' | $(COMPILE) - --no-annotate --output-file requirements-build.lock
	echo uv | $(COMPILE) - --no-annotate --constraints requirements-dev.lock --output-file requirements-uv.lock

# var/ holds the archive's data and is nobody's to remove but its owner's.
clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find app bench index pincite tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
