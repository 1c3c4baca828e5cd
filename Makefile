# Every command does its own set-up, at pinned versions, and may be run again at any time.

# where `make serve` listens, and where `make site` writes
PORT ?= 8080
ADDRESS ?= 127.0.0.1:$(PORT)
OUT ?= dist

.DEFAULT_GOAL := help
.PHONY: help serve site test bench soak mutants audit
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)

help:
	@echo 'make serve              the page with demonstration passes on http://localhost:8080/ (PORT=...)'
	@echo 'make site               the page for real use (OUT=dist); TRUST=file: with keys for tablets that no operator set up'
	@echo 'make test               everything that must hold: lints, documentation, tests, the page in a browser'
	@echo 'make bench              frames, clips and verdicts timed in Chromium, beside packages in JavaScript (FRAMES=manifests ONLY=part)'
	@echo 'make soak               a hundred thousand frames through the worker as it is built: its memory and its times (20 minutes)'
	@echo 'make mutants            changes to the code that verifies, trusts and decides, and whether a test fails (hours; SHARD=0/50)'
	@echo 'make audit              licences and known weaknesses of what we depend on'

serve:
	@.setup/tools.sh
	@.setup/site.sh demonstration $(TARGET_DIR)/site
	@cargo run --quiet --locked -p checkpost-tool -- serve $(TARGET_DIR)/site --address $(ADDRESS)

site:
	@.setup/tools.sh
	@.setup/site.sh real '$(OUT)' '$(TRUST)'

test:
	@.setup/tools.sh test
	@.setup/browser.sh
	@.setup/test.sh

bench:
	@.setup/tools.sh
	@.setup/browser.sh
	@.setup/bench.sh $(if $(ONLY),--only $(ONLY)) $(foreach salt,$(SALT),--salt $(salt)) $(FRAMES)

soak:
	@$(MAKE) --no-print-directory bench ONLY=soak

mutants:
	@.setup/tools.sh mutants
	@.setup/mutants.sh $(if $(SHARD),--shard $(SHARD))

audit:
	@.setup/tools.sh audit
	@.setup/audit.sh
