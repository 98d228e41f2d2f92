SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: $(shell sed -nE 's/^([a-z0-9-]+):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

BIN := .venv/bin
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3 2>/dev/null))
PROMPT ?= a lighthouse in a storm
SCHEDULES ?= 10000
REQUESTS ?= 50000
SEED ?= 0
ROUNDS ?= 1000
EXAMPLES ?= 3000
STEPS ?= 60
KILLS ?= 2
FIRST ?= 0
MUTATIONS ?= 10000
PLACE = $(if $(PROJECT),--project $(PROJECT)) $(if $(NUMBER),--number $(NUMBER))
WATCH = $(if $(ALERTS_TO),--alerts-to $(ALERTS_TO)) $(if $(BILLING_ACCOUNT),--billing-account $(BILLING_ACCOUNT)) $(if $(BUDGET),--budget $(BUDGET))
SCHEMA := ../.local/openapi.json --immutable --default-non-nullable=false -o src/api/schema.d.ts
export PYTHONPATH := $(CURDIR)
# Without compiled bytecode every start costs a second more.
export PYTHONDONTWRITEBYTECODE :=

help: ## list what can be done here
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: .venv/ready node_modules/ready web/node_modules/ready ## install everything this machine lacks

.venv/ready: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: https://www.python.org/downloads/"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	touch $@

node_modules/ready: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed: https://nodejs.org/"; exit 1; }
	@# What is left out is compiled from C++, for minutes, and serves no emulator of ours.
	npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

web/node_modules/ready: web/package.json web/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed: https://nodejs.org/"; exit 1; }
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

setup-browser: ## install Chromium for the browser tests (Debian and Ubuntu; elsewhere it says what to do)
	@infra/local/install_chromium.sh

setup-strace: ## install strace for the tests of hostile media (Debian and Ubuntu; elsewhere it says what to do)
	@infra/local/install_strace.sh

check: .venv/ready lint types test-unit ## lint, types, unit and contract tests on fakes; known holes, where they can be asked for
	$(BIN)/python -m infra.audit || { code=$$?; test $$code = 3 -a -z "$(AUDIT_REQUIRED)"; }

audit: .venv/ready ## ask whether holes are known in what is deployed; 3 where nobody could be asked
	$(BIN)/python -m infra.audit

sbom: .venv/ready ## list all that is deployed: .local/sbom.json (CycloneDX)
	mkdir -p .local
	$(BIN)/python -m infra.sbom > .local/sbom.json
	@echo "$$(grep -c '"bom-ref"' .local/sbom.json) packages: .local/sbom.json"

format: .venv/ready ## put the code into its one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

studio: web/dist/index.html ## build the studio

web/dist/index.html: web/node_modules/ready $(shell find web/src web/public -type f) $(wildcard web/*.html web/*.ts web/*.json)
	cd web && npm run --silent build

schema: .venv/ready web/node_modules/ready .local/openapi.json ## write the studio's types of the API anew
	cd web && node_modules/.bin/openapi-typescript $(SCHEMA)

.local/openapi.json: .venv/ready $(shell find functions shared/http shared/job_types shared/model -name '*.py')
	mkdir -p $(@D)
	$(BIN)/python -m functions.document > $@

lint-web: .venv/ready web/node_modules/ready .local/openapi.json
	cd web && npm run --silent check
	cd web && node_modules/.bin/openapi-typescript $(SCHEMA) --check

test-stage: studio setup-browser ## the studio's logic, and its pages before a scripted server
	cd web && npm run --silent test
	cd web && npm run --silent stage

vitals: studio setup-browser ## LCP, CLS and INP of the studio on a slow machine and a slow line; wants a machine that does nothing else
	cd web && npx playwright test --project=vitals --workers=1

screenshots: studio setup-browser ## every page in both themes and two sizes, under web/screenshots/
	cd web && npx playwright test --project=screenshots

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: .venv/ready
	$(BIN)/mypy

test-unit: .venv/ready
	$(BIN)/pytest tests/unit tests/contract -m "not emulator" -q

test-emulator: setup ## tests against the official emulators
	$(BIN)/pytest tests/contract tests/integration -m "emulator" -q

test-e2e: setup setup-browser ## the whole local cloud, driven from outside
	$(BIN)/pytest tests/e2e -q

test-races: .venv/ready ## let processes race for credits, ends and the feed: make test-races ROUNDS=1000 SEED=0 (RACES="ends shows")
	$(BIN)/python -m tests.integration.races --rounds $(ROUNDS) --first $(FIRST) --seed $(SEED) --races $(RACES)

test-model: .venv/ready ## do anything in any order and compare the API with a model: make test-model EXAMPLES=3000 STEPS=60 SEED=0
	$(BIN)/python -m tests.integration.model --examples $(EXAMPLES) --steps $(STEPS) --seed $(SEED)

test: setup setup-browser setup-strace lint types lint-web test-stage ## everything: lint, types, unit, contract, integration, browser
	$(BIN)/pytest -q -n 2 --dist loadgroup

run: setup studio ## start the local cloud and make a video: make run PROMPT="a lighthouse in a storm" (SAMPLE=0: nothing else)
	$(BIN)/python -m infra.local run --prompt "$(PROMPT)" $(if $(filter 0,$(SAMPLE)),--no-sample)

up: setup studio ## start the local cloud alone: make up READY_FILE=path
	$(BIN)/python -m infra.local up $(if $(READY_FILE),--ready-file "$(READY_FILE)")

setup-bench: ## install Redis for the comparison in the benchmark (Debian and Ubuntu; elsewhere it says what to do)
	@infra/local/install_redis.sh

prove: .venv/ready ## crash the services in simulated schedules: make prove SCHEDULES=10000 SEED=0 (TRACE=1: replay one seed)
	$(BIN)/python -m tests.simulation --schedules $(SCHEDULES) --seed $(SEED) $(if $(TRACE),--trace)

fuzz: .venv/ready ## ask the API 50,000 good and bad requests: make fuzz REQUESTS=50000 SEED=0
	$(BIN)/python -m tests.hostile.fuzz --requests $(REQUESTS) --seed $(SEED)

prove-mutants: .venv/ready ## take guards out of the services and see the simulator notice
	$(BIN)/python -m tests.simulation --mutants $(MUTANTS)

test-kill: setup ## kill -9 real processes at the 38 points: make test-kill KILLS=2 SEED=0 (POINTS="K13 K14": only there)
	$(BIN)/python -m tests.kill --kills $(KILLS) --seed $(SEED) --points $(POINTS) $(if $(MUTANT),--mutant $(MUTANT))

fuzz-media: .venv/ready ## change bytes of good films and images and collect them: make fuzz-media MUTATIONS=10000 SEED=0
	$(BIN)/python -m tests.hostile_media --mutations $(MUTATIONS) --seed $(SEED) --first $(FIRST)

bench: setup setup-bench ## print the performance table, or some of it: make bench NAMES="create imports"
	$(BIN)/python -m tests.bench $(NAMES)

plan: .venv/ready ## print the whole deployment as commands: make plan ENV=prod (PROJECT=… NUMBER=… LEFT=1: what is left of it)
	@test -n "$(ENV)" || { echo "Say which environment: ENV=prod"; exit 1; }
	$(BIN)/python infra/deploy.py plan --env $(ENV) $(PLACE) $(WATCH) $(if $(LEFT),--left)

deploy: setup studio ## deploy what has changed, and ask whether all is well: make deploy ENV=prod PROJECT=… NUMBER=… (once: ALERTS_TO=… BILLING_ACCOUNT=… BUDGET=…)
	@test -n "$(ENV)" || { echo "Say which environment: ENV=prod"; exit 1; }
	$(BIN)/python infra/deploy.py apply --env $(ENV) $(PLACE) $(WATCH)
	$(BIN)/python infra/deploy.py gate --env $(ENV) $(PLACE)

lock: .venv/ready ## resolve the dependencies anew into requirements.lock and requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --universal --no-header --no-annotate --no-emit-index-url --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --constraint requirements.lock --generate-hashes --universal --no-header --no-annotate --no-emit-index-url --quiet -o requirements.txt

clean: ## remove what setup and runs have made
	rm -rf .venv node_modules web/node_modules web/dist .local out .mypy_cache .ruff_cache .hypothesis
