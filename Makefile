# How to build, run and test Roomkeeper. `make` lists what there is.
# Never needs anything a fresh Debian with rustup, npm and a C compiler could not get by itself.

SHELL := /bin/sh
.DEFAULT_GOAL := help
# Cargo has its own locks and its own parallelism; two of them side by side only wait for each other.
.NOTPARALLEL:

TARGET_DIR ?= $(or $(CARGO_TARGET_DIR),target)
override TARGET_DIR := $(abspath $(TARGET_DIR))
export CARGO_TARGET_DIR := $(TARGET_DIR)

# For cargo: CI sets --locked, so that a lock file left behind is noticed.
LOCKED ?=
# For Playwright: `make test PLAYWRIGHT="redact --headed"`.
PLAYWRIGHT ?=
# For the figures: `make bench FIGURES="redact fanout"`; all of them when empty.
FIGURES ?=
# Where the figures go besides: `make bench FIGURES=site TABLE=README.md` refreshes that row of the README's table.
TABLE ?=
# For the server: `make run ARGS="--listen 127.0.0.1:4000"`.
ARGS ?=

WASM := wasm32-unknown-unknown
SITE := $(TARGET_DIR)/site/release
SITE_DEV := $(TARGET_DIR)/site/debug
BINARY := $(TARGET_DIR)/release/roomkeeper
BUNDLE := cargo run $(LOCKED) --quiet --package bundle -- --style style

# One line before each step, to find one's way in a long log.
step = @printf '\n== %s\n' '$(1)'

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build all, then serve a throw-away demo
	$(call step,Demo)
	$(BINARY) demo $(ARGS)

.PHONY: build
build: site ## one release binary with the panel inside
	$(call step,Server)
	ROOMKEEPER_SITE='$(SITE)' cargo build $(LOCKED) --release --package server --bin roomkeeper
	@echo 'Built $(BINARY)'

.PHONY: dev
dev: site-dev ## serve the demo from debug builds; after an edit, `make site-dev` and reload
	$(call step,Demo from debug builds)
	ROOMKEEPER_SITE_DIR='$(SITE_DEV)' cargo run $(LOCKED) --package server --bin roomkeeper -- demo $(ARGS)

# Where the crates lie on the machine that builds is nobody's business, and would be sent to every browser.
SHORT_PATHS := --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)/registry/src/=
.PHONY: site
site: wasm-target ## the panel for the browser, small
	$(call step,Panel)
	CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS='--cfg erase_components $(SHORT_PATHS)' \
	cargo build $(LOCKED) --package frontend --target $(WASM) --profile wasm-release
	$(BUNDLE) --wasm '$(TARGET_DIR)/$(WASM)/wasm-release/frontend.wasm' --out '$(SITE)' --release

.PHONY: site-dev
site-dev: wasm-target ## the panel for the browser, quick to build
	$(call step,Panel for debugging)
	cargo build $(LOCKED) --package frontend --target $(WASM)
	$(BUNDLE) --wasm '$(TARGET_DIR)/$(WASM)/debug/frontend.wasm' --out '$(SITE_DEV)'

# The server's `app` has the feature ssr, the browser's has hydrate, and cargo would give both to both if it saw
# them in one command. So frontend is always alone.
.PHONY: check
check: wasm-target ## formatting and lints
	$(call step,Formatting)
	cargo fmt --all --check
	cargo fmt --manifest-path $(FUZZ)/Cargo.toml --check
	$(call step,Lints on the server side)
	cargo clippy $(LOCKED) --workspace --exclude frontend --all-targets -- -D warnings
	$(call step,Lints on the browser side)
	cargo clippy $(LOCKED) --package frontend --target $(WASM) -- -D warnings
	$(call step,Lints on what is fuzzed)
	CUSTOM_LIBFUZZER_PATH=none/libfuzzer.a cargo clippy $(LOCKED) --manifest-path $(FUZZ)/Cargo.toml -- -D warnings

.PHONY: test
test: tools check ## everything: formatting, lints, Rust tests, foreign clients, the panel in a real browser
	$(call step,Rust tests)
	cargo test $(LOCKED) --workspace --exclude frontend
	@$(MAKE) --no-print-directory build
	$(call step,Types of the browser tests)
	cd end2end && npm run --silent check
	$(call step,Foreign clients)
	cd end2end/clients/python && ROOMKEEPER_BIN='$(BINARY)' ../.venv/bin/python -m unittest
	cd end2end/clients/node && ROOMKEEPER_BIN='$(BINARY)' node --test
	$(call step,Browser tests)
	@chromium=$$(.ci/chromium) && cd end2end && set -x \
		&& ROOMKEEPER_BIN='$(BINARY)' ROOMKEEPER_CHROMIUM="$$chromium" npx --no-install playwright test $(PLAYWRIGHT)

# One cargo command for both, so that they share every crate. Never asserts a time: it prints a table.
.PHONY: bench
bench: site ## every figure beside its limit, as in README; takes some minutes
	$(call step,Server and load program)
	ROOMKEEPER_SITE='$(SITE)' cargo build $(LOCKED) --release --package server --package bench
	$(call step,Figures)
	@'$(TARGET_DIR)/release/bench' --site '$(SITE)' $(if $(TABLE),--table '$(TABLE)') $(FIGURES)

.PHONY: clean
clean: ## remove what was built
	cargo clean
	rm -rf end2end/node_modules end2end/test-results end2end/playwright-report
	rm -rf end2end/clients/.venv end2end/clients/node/node_modules

# What the tests need beyond cargo, before the first long step, so that a lack is known early.
.PHONY: tools
tools: end2end/node_modules/.package-lock.json
	$(call step,Browser)
	@.ci/chromium
	$(call step,Foreign clients)
	@.ci/clients

end2end/node_modules/.package-lock.json: end2end/package-lock.json
	$(call step,npm packages for the browser tests)
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js 20 or newer (apt-get install npm).' >&2; exit 1; }
	cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

.PHONY: wasm-target
wasm-target:
	@.ci/wasm-target

# Coverage-guided, with LLVM's libFuzzer and the stable compiler: the passes are asked for by hand. Not a part of `test`:
# that one makes its inputs up anew each time (wire/tests/strangers.rs), this one learns which of them lead further. That
# it fits what it tries is looked at by `check`, which needs no libFuzzer for it.
FUZZ_SECONDS ?= 60
FUZZ := server/crates/wire/fuzz
# A target of its own, so that build scripts are built without the passes.
fuzz: HOST = $(shell rustc -vV | sed -n 's/^host: //p')
.PHONY: fuzz
fuzz: ## what reads requests, with made-up input; FUZZ_SECONDS for each target
	$(call step,Fuzzing)
	RUSTFLAGS='$(addprefix -Cpasses=,sancov-module) $(addprefix -Cllvm-args=-sanitizer-coverage-,level=4 inline-8bit-counters pc-table trace-compares)' \
		CARGO_TARGET_DIR='$(TARGET_DIR)/fuzz' cargo build $(LOCKED) --release --target "$(HOST)" --manifest-path $(FUZZ)/Cargo.toml
	for target in signatures operations; do \
		mkdir -p '$(TARGET_DIR)'/fuzz/corpus/$$target && '$(TARGET_DIR)'/fuzz/$(HOST)/release/$$target -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
			-artifact_prefix='$(TARGET_DIR)'/fuzz/ '$(TARGET_DIR)'/fuzz/corpus/$$target $(FUZZ)/seeds/$$target || exit 1; \
	done
