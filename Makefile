# Every target does its own set-up: `make sandbox` and `make test` work in a fresh checkout.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?=
# Processes of the tests that compute, and of those that mostly wait for children and browsers.
WORKERS ?= 2
WAITERS ?= 4
CASES ?= 10000
LARGE ?= 1000000
SEED ?= 1
PAGE := sandbox/page
# Where the machine has Python write no bytecode, each process would compile all it imports once more,
# which is half of a start.
ifdef PYTHONDONTWRITEBYTECODE
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.venv/bytecode
endif

.PHONY: help setup sandbox test test-fast test-real check check-page format soak bench bench-commands bench-figures bench-homes bench-register bench-starts bench-subjects bench-sweep bench-time pictures lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# uv goes into the environment itself; it then installs exactly what the lock names, hashes checked.
.venv/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/installed ## make .venv with the locked dependencies

sandbox: setup ## a local workspace with the bot in it, in your browser; SEED=week plays a week of cases first
	@$(BIN)/python -m sandbox $(if $(PORT),--port $(PORT)) $(if $(filter-out 1,$(SEED)),--seed $(SEED))

# Side by side; each says what it found when it is through, and one that fails doesn't end the other.
TOGETHER := $(MAKE) --no-print-directory -k -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
REAL := tests/browser tests/reliability tests/sandbox tests/stories
PYTEST := $(BIN)/python -m pytest --dist worksteal

test: setup ## every test: the fast and the real side by side (WORKERS=, WAITERS= processes)
	@$(TOGETHER) test-fast test-real

test-fast: setup ## rules, walls, wording and storage, on both databases where SQL is the subject
	$(PYTEST) -n $(WORKERS) $(REAL:%=--ignore=%)

test-real: setup ## whole processes: the local Slack, stories, reliability, a browser if there is one
	$(PYTEST) -n $(WAITERS) $(REAL)

soak: setup ## the long runs; the last is four simulated weeks: make soak CASES=10000 SEED=1
	$(BIN)/python -m pytest -m soak -n $(WORKERS) --timeout 3600 --ignore tests/soak
	SOAK_CASES=$(CASES) SOAK_SEED=$(SEED) $(BIN)/python -m pytest tests/soak -m soak -s

check: setup check-page ## lint, format, types, who imports whom; the page's JavaScript where node is
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Nothing that runs needs node: it only looks at the page's JavaScript, and only where it is installed.
check-page:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(PAGE)/node_modules/installed && npm --prefix $(PAGE) run --silent check; \
	else echo "There is no node here: the page's JavaScript was not checked."; fi

$(PAGE)/node_modules/installed: $(PAGE)/package.json $(PAGE)/package-lock.json
	cd $(PAGE) && npm ci --silent
	@touch $@

format: setup ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(PAGE)/node_modules/installed && npm --prefix $(PAGE) run --silent format; fi

bench: setup ## measure, and write docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

bench-sweep: setup ## what a tick costs with a million timers waiting, into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.sweep

# The libraries it is compared with are nothing the bot needs: they have a lock and a place of their own.
# Two of them come as source; what builds them is held to the same lock.
.venv-bench/installed: requirements-bench.lock | .venv/installed
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv --without-pip .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --require-hashes --build-constraints requirements-bench.lock -r requirements-bench.lock
	@touch $@

bench-homes: setup ## how soon App Homes are right for those who look at theirs
	$(BIN)/python -m tests.benchmarks.homes

bench-subjects: setup ## what the intake form's look-ups cost among a million cases, into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.subjects

bench-register: setup ## what it takes to verify a register of a million decisions, into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.register --large $(LARGE)

bench-commands: setup ## what `import decisions` and `policy simulate` cost over a year, into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.long_commands --seed $(SEED)

bench-figures: setup ## what digest, board, figures and exports cost over a million escalations, into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.figures --large $(LARGE) --seed $(SEED)

bench-starts: setup ## how long commands take to start, into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.starts

bench-time: setup .venv-bench/installed ## business time beside other libraries, into docs/benchmarks.md
	.venv-bench/bin/python -m tests.benchmarks.business_time

pictures: setup ## take docs/pictures anew, from the real page
	$(BIN)/python -m tests.browser.pictures

lock: setup ## resolve the dependencies anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --constraints requirements.lock pyproject.toml --group bench -o requirements-bench.lock
